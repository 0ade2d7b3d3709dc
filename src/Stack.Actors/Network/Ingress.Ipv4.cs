using ActorTcp.Device;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Network;

// RFC 1122 3.2.1: what a host checks of an arriving datagram. Options are skipped (3.2.1.8 lets a host that does not route do so), and
// the time to live does not matter here: "A host MUST NOT discard a datagram just because it was received with TTL less than 2".
internal sealed partial class Ingress
{
    private FrameFate Ipv4(Frame frame, ReadOnlySpan<byte> payload, bool toAll, bool looped, out SegmentInbox? box)
    {
        box = null;
        // 3.2.1.1 the version, 3.2.1.2 the checksum; and the lengths.
        if (!Ipv4Header.TryRead(payload, out Ipv4Header ip, out Ipv4Error error))
            return error == Ipv4Error.Checksum ? FrameFate.BadIpChecksum : FrameFate.BadIpHeader;
        _counters.Ip.CountReceived(ip.Ecn, SegmentsOf(frame, ip));

        // 3.2.1.3: "(1) MUST silently discard a datagram ... not destined for the host".
        bool unicast = ip.Destination == _address;
        if (!unicast && !ip.Destination.IsBroadcast && !_network.IsBroadcast(ip.Destination)) return FrameFate.OtherAddress;
        // 3.3.6: "SHOULD silently discard a datagram that is received via a link-layer broadcast but does not specify an IP
        // multicast or broadcast destination address".
        if (unicast && toAll) return FrameFate.OtherAddress;
        if (!MayBeSource(ip.Source, looped)) return FrameFate.BadIpSource;

        if (ip.IsFragment) return Fragment(frame, ip);

        // Ethernet pads short frames; the IP header knows how long the packet is.
        frame.SetRange(frame.Start, EthernetHeader.Size + ip.TotalLength);
        return Transport(frame, ip, unicast, out box);
    }

    /// <summary>How many packets of the wire a frame stands for: as Linux, a super-frame counts as its segments.</summary>
    private static int SegmentsOf(Frame frame, in Ipv4Header ip) => frame.Offload is { GsoType: not VirtioGsoType.None, GsoSize: > 0 and var size }
        ? (ip.Payload.Length + size - 1) / size
        : 1;

    /// <summary>RFC 1122 3.2.1.3: "silently discard an incoming datagram containing an IP source address that is invalid".</summary>
    private bool MayBeSource(Ipv4Address source, bool looped)
    {
        if (!source.IsUnicast || _network.IsBroadcast(source)) return false;
        // Our own address comes from nobody but ourselves.
        return looped || source != _address;
    }

    /// <summary>
    /// A fragment is copied into reassembly. The one that completes a datagram has the datagram's fate, so each frame is counted
    /// once and the datagram is not lost to the counters.
    /// </summary>
    private FrameFate Fragment(Frame frame, in Ipv4Header ip)
    {
        FragmentOutcome outcome = _reassembler.Add(ip, _context.Loop.Now, out byte[]? packet);
        ArmReassembly();
        switch (outcome)
        {
            case FragmentOutcome.Completed: return Reassembled(frame, packet!);
            case FragmentOutcome.Stored or FragmentOutcome.Duplicate: return FrameFate.Fragment;
            case FragmentOutcome.Refused: return FrameFate.BadFragment;
            default:
                _counters.Ip.ReassemblyFails++;
                return FrameFate.BadFragment;
        }
    }

    private FrameFate Reassembled(Frame fragment, ReadOnlySpan<byte> packet)
    {
        _counters.Ip.ReassembledOk++;
        int length = EthernetHeader.Size + packet.Length;
        FramePool pool = length <= FramePool.SmallBuffer ? _context.Packets : _context.LargePackets;
        if (pool.TryRent() is not { } whole)
        {
            _counters.Ip.ReassemblyFails++;
            return FrameFate.QueueFull;
        }
        whole.SetRange(0, length);
        // The fragment's link header tells an ICMP error whether the frame was for all.
        fragment.Bytes[..EthernetHeader.Size].CopyTo(whole.Bytes);
        packet.CopyTo(whole.Bytes[EthernetHeader.Size..]);
        if (!Ipv4Header.TryRead(whole.Bytes[EthernetHeader.Size..], out Ipv4Header ip, out _))
        {
            whole.Release();
            return FrameFate.BadFragment;
        }
        FrameFate fate = Transport(whole, ip, ip.Destination == _address, out SegmentInbox? box);
        return Deliver(whole, fate, box);
    }

    /// <summary>Gives up the datagrams whose fragments did not all come in time, and says so to their senders.</summary>
    public void ExpireFragments()
    {
        while (_reassembler.TryExpire(_context.Loop.Now, out ExpiredDatagram expired))
        {
            _counters.Ip.ReassemblyFails++;
            // RFC 792: "if fragment zero is not available then no time exceeded need be sent at all".
            if (expired.ReportTimeExceeded) _context.IcmpErrors.TimeExceeded(expired.Quote.Span);
        }
        ArmReassembly();
    }

    private void ArmReassembly()
    {
        Instant next = _reassembler.NextDeadline;
        if (next != _reassemblyTimer.Deadline) _reassemblyTimer.Arm(next);
    }
}
