using ActorTcp.Device;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Network;

/// <summary>
/// Answers packets that cannot be served with ICMP errors: never where RFC 1122 3.2.2 forbids it, and no more of them than RFC 1812
/// 4.3.2.8's rate limit lets through. Loop thread only.
/// </summary>
internal sealed class IcmpErrors(StackContext context)
{
    private readonly IcmpRateLimiter _limiter = new();

    /// <summary>Says why a received packet has no destination here. The frame stays the caller's.</summary>
    public void Unreachable(Frame frame, IcmpUnreachableCode code)
    {
        if (!EthernetHeader.TryRead(frame.Bytes, out EthernetHeader ethernet)) return;
        Send(ethernet.Payload, !ethernet.Destination.IsUnicast, IcmpType.DestinationUnreachable, (byte)code);
    }

    /// <summary>Says that a datagram's fragments did not all come in time.</summary>
    /// <param name="quote">The first fragment, IP header first.</param>
    public void TimeExceeded(ReadOnlySpan<byte> quote) =>
        Send(quote, linkBroadcast: false, IcmpType.TimeExceeded, (byte)IcmpTimeExceededCode.Reassembly);

    private void Send(ReadOnlySpan<byte> about, bool linkBroadcast, IcmpType type, byte code)
    {
        if (!Ipv4Header.TryReadQuoted(about, out Ipv4Header header)) return;
        Ipv4Network own = context.Options.Address;
        if (!IcmpV4.MayReportErrorOf(header, own, linkBroadcast)) return;
        if (!_limiter.Allow(type, code, header.Source, context.Loop.Now))
        {
            context.Counters.Ip.IcmpRateLimited++;
            return;
        }

        // RFC 1812 4.3.2.3: as much of the packet as fits into 576 bytes.
        ReadOnlySpan<byte> packet = header.Packet;
        int length = IcmpV4.HeaderSize + Math.Min(packet.Length, IcmpV4.MaxQuote);
        if (context.Ip.TryBuild(header.Source, IpProtocol.Icmp, length) is not { } error) return;
        Span<byte> message = error.Bytes[Ipv4Header.MinLength..];
        if (type == IcmpType.TimeExceeded) IcmpV4.WriteTimeExceeded(message, (IcmpTimeExceededCode)code, packet);
        else IcmpV4.WriteUnreachable(message, (IcmpUnreachableCode)code, packet);
        context.Counters.Ip.IcmpErrorsSent++;
        context.Ip.Send(error, header.Source);
    }
}
