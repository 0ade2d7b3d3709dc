using ActorTcp.Apps.EchoNode.Options;
using ActorTcp.Device;

namespace ActorTcp.Apps.EchoNode.Serving;

/// <summary>Puts in front of a device what the options ask for: first the faults, then capture and trace, which see what the stack sees.</summary>
internal static class DeviceChain
{
    /// <exception cref="NodeException">The capture's file cannot be written.</exception>
    public static IFrameDevice Build(IFrameDevice device, NodeOptions options, DateTimeOffset epoch, Action<string> trace)
    {
        if (options.Faults.IsActive) device = new FaultInjector(device, options.Faults);
        if (options.Pcap is { } path) device = new CaptureDevice(device, new PcapWriter(Create(path), epoch));
        if (options.Trace) device = new TracingDevice(device, trace);
        return device;
    }

    private static FileStream Create(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new NodeException($"cannot write the capture '{path}': {refused.Message.TrimEnd('.')}");
        }
    }
}
