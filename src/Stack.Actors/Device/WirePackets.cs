using ActorTcp.Protocol.Wire;

namespace ActorTcp.Device;

/// <summary>What a frame becomes when it leaves the host: packets of wire size in buffers of their own, with complete checksums.</summary>
/// <remarks>
/// One fault then hits one packet; and a flipped bit does not pass as sound because its checksum was still to be made, or was said
/// to be verified.
/// </remarks>
internal static class WirePackets
{
    /// <summary>Appends the packets of a frame, which stays its owner's.</summary>
    /// <param name="frame">The frame, a super-frame perhaps.</param>
    /// <param name="mtu">The link's.</param>
    /// <param name="pool">Where the packets' buffers come from.</param>
    /// <param name="into">Where they go.</param>
    /// <param name="lost">How many packets were lost because the pool had no buffer.</param>
    /// <returns><see langword="false"/> if the frame is no packet of this link: too large and not to be segmented, or malformed.</returns>
    public static bool TryMake(Frame frame, int mtu, FramePool pool, ref FrameChain into, out int lost)
    {
        lost = 0;
        if (frame.Offload.GsoType != VirtioGsoType.None) return GsoSegmenter.TrySegment(frame, mtu, pool, ref into, out lost);
        if (frame.TotalLength > pool.BufferSize) return false;
        if (TryCopy(frame, pool) is not { } packet)
        {
            lost = 1;
            return true;
        }
        if (!ChecksumOffload.TryComplete(packet.Bytes, frame.Offload))
        {
            packet.Release();
            return false;
        }
        into.Append(packet);
        return true;
    }

    /// <summary>A copy without offloads; null if the pool has no buffer.</summary>
    public static Frame? TryCopy(Frame frame, FramePool pool)
    {
        if (pool.TryRent() is not { } copy) return null;
        copy.SetRange(0, frame.TotalLength);
        frame.CopyTo(copy.Bytes);
        return copy;
    }
}
