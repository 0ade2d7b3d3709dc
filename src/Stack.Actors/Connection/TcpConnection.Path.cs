using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

// The path's size (RFC 1191, RFC 5927 7). PeerPath decides what to believe; here is what follows.
internal sealed partial class TcpConnection
{
    private int _advertisedMss;

    /// <summary>What the SYNs agreed on that every segment shows.</summary>
    private void UsePath(Tcb agreed)
    {
        _writer.Ecn = agreed.Ecn;
        _writer.Path = agreed.Path;
        _writer.MayFragment = agreed.Path.MayFragment;
        _advertisedMss = SynOptions.OurMss(_context, _settings); // TCP_MAXSEG on an open connection changes nothing any more
    }

    /// <summary>Before anything is sent: another connection may have heard of the path, or what was heard is too old.</summary>
    private void LookAtPath()
    {
        NoteCut();
        if (Tcb.Path.Refresh(_loop.Now) || Tcb.Send.IsSizeFound) Resize();
    }

    /// <summary>IP_MTU_DISCOVER was set.</summary>
    private void DiscoverPath()
    {
        Tcb.Path.Discover(_settings.MtuDiscover, _loop.Now);
        Resize();
    }

    private void Resize()
    {
        PeerPath path = Tcb.Path;
        TcpSender sender = Tcb.Send;
        sender.IsSizeFound = false;
        _writer.MayFragment = path.MayFragment;
        sender.Probing?.SetMost(path.Mss);
        int mss = sender.Probing?.Mss ?? path.Mss;
        if (mss == sender.Mss) return;
        sender.SetMss(mss, SynOptions.MaxSegment(_context, mss, path.OptionLength));
    }

    /// <summary>RFC 4821 7.7: so many timeouts in a row may mean a path that swallows large packets and reports nothing.</summary>
    private void SuspectBlackHole()
    {
        if (Tcb.Send.Probing is not { } probing || !probing.OnBlackHole(_loop.Now)) return;
        Counters.MtuBlackHoles++;
        Resize();
    }

    /// <summary>ICMP fragmentation needed, of a number that is in flight.</summary>
    private void OnTooLarge(IcmpErrorArrived error)
    {
        var report = new MtuReport(error.NextHopMtu, error.QuotedLength);
        Instant now = _loop.Now;
        if (_tcbOrNull is not { } tcb)
        {
            // A SYN is no larger than any link carries, so this is for a path below min_pmtu or for nothing.
            PathMtu? known = _context.PathMtus.Find(_flow.RemoteAddress, now);
            int current = Math.Min(_context.Device.Mtu, known?.Mtu ?? int.MaxValue);
            MtuVerdict verdict = report.Check(current, out int mtu);
            if (verdict == MtuVerdict.Taken) _context.PathMtus.Learn(_flow.RemoteAddress, mtu, current, now);
            Count(verdict);
            return;
        }
        Count(tcb.Path.OnReport(report, error.Sequence, timedOut: tcb.Send.Retries > 0, now));
        // What was too large goes out again at once, in smaller segments: the path has dropped it for its size and nothing else.
        Output();
        Arm();
    }

    /// <summary>The retransmission timer has expired.</summary>
    private void BelieveHeldReport()
    {
        if (!Tcb.Path.OnTimeout(_loop.Now)) return;
        Counters.PathMtuReduced++;
        if (Tcb.Path.Refresh(_loop.Now)) Resize();
    }

    private void Count(MtuVerdict verdict)
    {
        switch (verdict)
        {
            case MtuVerdict.Taken: Counters.PathMtuReduced++; break;
            case MtuVerdict.Held: Counters.PathMtuHeld++; break;
            case MtuVerdict.Ignored: break;
            case MtuVerdict.NotSmaller: Counters.PathMtuNotSmaller++; break;
            default: Counters.PathMtuContradictory++; break;
        }
    }
}
