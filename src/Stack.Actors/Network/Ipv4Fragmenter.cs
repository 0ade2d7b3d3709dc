using ActorTcp.Device;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Network;

/// <summary>Divides a packet that is larger than the MTU (RFC 791 3.2). Loop thread only.</summary>
internal sealed class Ipv4Fragmenter(StackContext context)
{
    /// <summary>Appends a packet's fragments; the packet stays the caller's.</summary>
    /// <param name="packet">A whole packet, all in its buffer, without options: the stack sends none.</param>
    /// <param name="mtu">The largest IP packet that the link carries.</param>
    /// <param name="into">Where the fragments go, in order.</param>
    /// <returns><see langword="false"/> if DF forbids it or no buffer is free; nothing is appended then.</returns>
    public bool TryFragment(Frame packet, int mtu, ref FrameChain into)
    {
        if (!Ipv4Header.TryRead(packet.Bytes, out Ipv4Header header, out _, verifyChecksum: false)) return false;
        if (header.DontFragment || header.HeaderLength != Ipv4Header.MinLength) return false;

        // RFC 791 3.2: all but the last carry a multiple of 8 bytes.
        int room = (mtu - Ipv4Header.MinLength) & ~7;
        if (room <= 0) return false;
        FramePool pool = IpOutput.Ipv4Start + mtu <= FramePool.SmallBuffer ? context.Packets : context.LargePackets;

        FrameChain fragments = default;
        ReadOnlySpan<byte> payload = header.Payload;
        for (int offset = 0; offset < payload.Length; offset += room)
        {
            ReadOnlySpan<byte> piece = payload[offset..Math.Min(payload.Length, offset + room)];
            Frame? fragment = pool.TryRent();
            if (fragment is null)
            {
                fragments.Release();
                return false;
            }
            int length = Ipv4Header.MinLength + piece.Length;
            fragment.SetRange(IpOutput.Ipv4Start, length);
            Ipv4Header.Write(
                fragment.Bytes, length, header.Protocol, header.Source, header.Destination, header.Identification,
                header.TimeToLive, dontFragment: false, header.TypeOfService, offset, offset + piece.Length < payload.Length);
            piece.CopyTo(fragment.Bytes[Ipv4Header.MinLength..]);
            fragments.Append(fragment);
        }
        into.Append(ref fragments);
        return true;
    }
}
