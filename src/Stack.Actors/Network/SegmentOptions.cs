using ActorTcp.Device;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Network;

/// <summary>The options of a received segment, read from its frame where a state wants them.</summary>
internal static class SegmentOptions
{
    /// <summary>The option bytes; mostly none.</summary>
    public static ReadOnlySpan<byte> Bytes(Frame frame) =>
        frame.Bytes[(frame.Segment.HeaderOffset + TcpHeader.MinLength)..frame.Segment.TextOffset];

    /// <summary>The timestamps, if the segment has them.</summary>
    public static TcpTimestamp? Timestamp(Frame frame)
    {
        ReadOnlySpan<byte> bytes = Bytes(frame);
        if (bytes.IsEmpty) return null;
        if (TcpOptions.TryReadTimestampOnly(bytes, out TcpTimestamp only)) return only;
        // As Linux: what stands before a malformed option counts.
        _ = TcpOptions.TryParse(bytes, out TcpOptions options, out _);
        return options.Timestamp;
    }
}
