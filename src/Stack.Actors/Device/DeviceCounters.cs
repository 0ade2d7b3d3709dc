namespace ActorTcp.Device;

/// <summary>What passed a device, in frames and bytes; written by the loop, read by anybody (each figure is exact, not the set).</summary>
public sealed class DeviceCounters
{
    /// <summary>Frames received.</summary>
    public long FramesReceived { get; set; }

    /// <summary>Bytes received.</summary>
    public long BytesReceived { get; set; }

    /// <summary>Frames sent.</summary>
    public long FramesSent { get; set; }

    /// <summary>Bytes sent.</summary>
    public long BytesSent { get; set; }

    /// <summary>Received frames dropped because no buffer was free or they did not fit.</summary>
    public long ReceiveDropped { get; set; }

    /// <summary>Frames that the link did not take.</summary>
    public long SendDropped { get; set; }
}
