using ActorTcp.Connection;
using ActorTcp.Protocol;

namespace ActorTcp.Network;

/// <summary>One counter under the name that Linux has for it.</summary>
/// <param name="Group">
/// The line's name in /proc/net/snmp or /proc/net/netstat, such as <c>TcpExt</c>; <see cref="NetstatCounters.Own"/> for what Linux
/// does not count.
/// </param>
/// <param name="Name">The counter's, such as <c>ListenOverflows</c>.</param>
/// <param name="Value">What was counted.</param>
public readonly record struct NamedCounter(string Group, string Name, long Value);

/// <summary>
/// A stack's counters as Linux lists them: groups, names and order of /proc/net/snmp and /proc/net/netstat, of which those that this
/// stack counts. What Linux has no name for is in a group of our own.
/// </summary>
public static class NetstatCounters
{
    /// <summary>The group of what Linux does not count.</summary>
    public const string Own = "ActorTcp";

    /// <summary>Reads all of them. From any thread; each figure is exact, together they are not one instant's.</summary>
    /// <param name="counters">The stack's.</param>
    /// <returns>The counters, each group in one piece.</returns>
    public static IReadOnlyList<NamedCounter> Named(this StackCounters counters)
    {
        ArgumentNullException.ThrowIfNull(counters);
        var list = new List<NamedCounter>(96);
        AddIp(list, counters);
        AddIcmp(list, counters);
        AddTcp(list, counters);
        AddUdp(list, counters);
        AddTcpExt(list, counters.Tcp);
        AddIpExt(list, counters.Ip);
        AddOwn(list, counters);
        return list;
    }

    private static void AddIp(List<NamedCounter> list, StackCounters all)
    {
        const string Group = "Ip";
        IpCounters ip = all.Ip;
        long errors = all[FrameFate.BadIpHeader] + all[FrameFate.BadIpChecksum];
        long delivered = all[FrameFate.Icmp] + all[FrameFate.Udp] + all[FrameFate.TcpConnection] + all[FrameFate.TcpListener]
            + all[FrameFate.TcpTimeWait] + all[FrameFate.TcpStray] + all[FrameFate.BadIcmp] + all[FrameFate.BadUdp] + all[FrameFate.BadTcpHeader]
            + all[FrameFate.BadTcpChecksum] + all[FrameFate.TcpNotUnicast];
        list.Add(new(Group, "InHdrErrors", errors));
        list.Add(new(Group, "InAddrErrors", all[FrameFate.OtherAddress]));
        list.Add(new(Group, "InUnknownProtos", all[FrameFate.UnknownProtocol]));
        list.Add(new(Group, "InDiscards", all[FrameFate.QueueFull]));
        list.Add(new(Group, "InDelivers", delivered));
        list.Add(new(Group, "OutRequests", ip.OutRequests));
        list.Add(new(Group, "OutDiscards", ip.OutDiscards));
        list.Add(new(Group, "OutNoRoutes", ip.OutNoRoutes));
        list.Add(new(Group, "ReasmOKs", ip.ReassembledOk));
        list.Add(new(Group, "ReasmFails", ip.ReassemblyFails));
    }

    private static void AddIcmp(List<NamedCounter> list, StackCounters all)
    {
        const string Group = "Icmp";
        list.Add(new(Group, "InErrors", all[FrameFate.BadIcmp]));
        list.Add(new(Group, "OutRateLimitGlobal", all.Ip.IcmpRateLimited));
        list.Add(new(Group, "OutEchoReps", all.Ip.IcmpEchoReplies));
    }

    private static void AddTcp(List<NamedCounter> list, StackCounters all)
    {
        const string Group = "Tcp";
        TcpCounters tcp = all.Tcp;
        list.Add(new(Group, "ActiveOpens", tcp.ActiveOpens));
        list.Add(new(Group, "PassiveOpens", tcp.PassiveOpens));
        list.Add(new(Group, "AttemptFails", tcp.AttemptFails));
        list.Add(new(Group, "EstabResets", tcp.EstabResets));
        list.Add(new(Group, "CurrEstab", tcp.CurrEstab));
        list.Add(new(Group, "InSegs", tcp.InSegs));
        list.Add(new(Group, "OutSegs", tcp.OutSegs));
        list.Add(new(Group, "RetransSegs", tcp.RetransSegs));
        list.Add(new(Group, "InErrs", all[FrameFate.BadTcpHeader] + all[FrameFate.BadTcpChecksum]));
        list.Add(new(Group, "OutRsts", tcp.OutRsts));
        list.Add(new(Group, "InCsumErrors", all[FrameFate.BadTcpChecksum]));
    }

    private static void AddUdp(List<NamedCounter> list, StackCounters all)
    {
        const string Group = "Udp";
        list.Add(new(Group, "InDatagrams", all.Ip.UdpInDatagrams));
        list.Add(new(Group, "NoPorts", all.Ip.UdpNoPorts));
        list.Add(new(Group, "InErrors", all.Ip.UdpInErrors));
        list.Add(new(Group, "OutDatagrams", all.Ip.UdpOutDatagrams));
        list.Add(new(Group, "RcvbufErrors", all.Ip.UdpReceiveBufferErrors));
        list.Add(new(Group, "SndbufErrors", all.Ip.UdpSendBufferErrors));
        list.Add(new(Group, "InCsumErrors", all.Ip.UdpInCsumErrors));
        list.Add(new(Group, "IgnoredMulti", all.Ip.UdpIgnoredMulti));
    }

    private static readonly (RecoveryEvent What, string Name)[] Recovery =
    [
        (RecoveryEvent.Delivered, "TCPDelivered"),
        (RecoveryEvent.RetransmissionLost, "TCPLostRetransmit"),
        (RecoveryEvent.Duplicate, "TCPDSACKRecvSegs"),
        (RecoveryEvent.DubiousDuplicate, "TCPDSACKIgnoredDubious"),
        (RecoveryEvent.Reordered, "TCPSACKReorder"),
        (RecoveryEvent.SackRecovery, "TCPSackRecovery"),
        (RecoveryEvent.RenoRecovery, "TCPRenoRecovery"),
        (RecoveryEvent.DsackUndone, "TCPDSACKUndo"),
        (RecoveryEvent.FullUndone, "TCPFullUndo"),
        (RecoveryEvent.PartialUndone, "TCPPartialUndo"),
        (RecoveryEvent.LossUndone, "TCPLossUndo"),
        (RecoveryEvent.SpuriousTimeout, "TCPSpuriousRTOs"),
        (RecoveryEvent.Reneged, "TCPSACKReneging"),
        (RecoveryEvent.Probe, "TCPLossProbes"),
        (RecoveryEvent.ProbeRecovery, "TCPLossProbeRecovery"),
    ];

    private static void AddTcpExt(List<NamedCounter> list, TcpCounters tcp)
    {
        const string Group = "TcpExt";
        list.Add(new(Group, "SyncookiesSent", tcp.SyncookiesSent));
        list.Add(new(Group, "SyncookiesRecv", tcp.SyncookiesRecv));
        list.Add(new(Group, "SyncookiesFailed", tcp.SyncookiesFailed));
        list.Add(new(Group, "EmbryonicRsts", tcp.EmbryonicRsts));
        list.Add(new(Group, "OfoPruned", tcp.OfoPruned));
        list.Add(new(Group, "OutOfWindowIcmps", tcp.OutOfWindowIcmps));
        list.Add(new(Group, "TW", tcp.TimeWaited));
        list.Add(new(Group, "TWRecycled", tcp.TimeWaitRecycled));
        list.Add(new(Group, "PAWSEstab", tcp.PawsEstab));
        list.Add(new(Group, "PAWSTimewait", tcp.PawsTimeWait));
        list.Add(new(Group, "DelayedACKs", tcp.DelayedAcks));
        list.Add(new(Group, "DelayedACKLost", tcp.DelayedAckLost));
        list.Add(new(Group, "ListenOverflows", tcp.ListenOverflows));
        list.Add(new(Group, "ListenDrops", tcp.ListenDrops));
        list.Add(new(Group, "TCPFastRetrans", tcp.FastRetransmits));
        list.Add(new(Group, "TCPSlowStartRetrans", tcp.SlowStartRetransmits));
        foreach ((RecoveryEvent what, string name) in Recovery) list.Add(new(Group, name, tcp.Recovery[what]));
        list.Add(new(Group, "TCPTimeouts", tcp.TcpTimeouts));
        list.Add(new(Group, "TCPDSACKOldSent", tcp.DsackOldSent));
        list.Add(new(Group, "TCPDSACKOfoSent", tcp.DsackOfoSent));
        list.Add(new(Group, "TCPAbortOnData", tcp.AbortOnData));
        list.Add(new(Group, "TCPAbortOnClose", tcp.AbortOnClose));
        list.Add(new(Group, "TCPAbortOnTimeout", tcp.AbortOnTimeout));
        list.Add(new(Group, "TCPAbortOnLinger", tcp.AbortOnLinger));
        list.Add(new(Group, "TCPAbortOnMemory", tcp.AbortOnMemory));
        list.Add(new(Group, "TCPMemoryPressures", tcp.MemoryPressures));
        list.Add(new(Group, "TCPDeferAcceptDrop", tcp.DeferAcceptDrop));
        list.Add(new(Group, "TCPTimeWaitOverflow", tcp.TimeWaitOverflow));
        list.Add(new(Group, "TCPReqQFullDoCookies", tcp.ReqQFullDoCookies));
        list.Add(new(Group, "TCPReqQFullDrop", tcp.ReqQFullDrop));
        list.Add(new(Group, "TCPRcvQDrop", tcp.RcvQDrop));
        list.Add(new(Group, "TCPOFOQueue", tcp.OutOfOrderQueued));
        list.Add(new(Group, "TCPOFODrop", tcp.OfoDrop));
        list.Add(new(Group, "TCPChallengeACK", tcp.ChallengeAcks));
        list.Add(new(Group, "TCPSYNChallenge", tcp.SynChallenge));
        list.Add(new(Group, "TCPSynRetrans", tcp.SynRetrans));
        list.Add(new(Group, "TCPACKSkippedSynRecv", tcp.AckSkippedSynRecv));
        list.Add(new(Group, "TCPACKSkippedSeq", tcp.AckSkippedSeq));
        list.Add(new(Group, "TCPACKSkippedTimeWait", tcp.AckSkippedTimeWait));
        list.Add(new(Group, "TCPACKSkippedChallenge", tcp.AckSkippedChallenge));
        list.Add(new(Group, "TCPWinProbe", tcp.WinProbe));
        list.Add(new(Group, "TCPKeepAlive", tcp.KeepAlive));
        list.Add(new(Group, "TCPDeliveredCE", tcp.DeliveredCe));
    }

    private static void AddIpExt(List<NamedCounter> list, IpCounters ip)
    {
        const string Group = "IpExt";
        list.Add(new(Group, "InNoECTPkts", ip.InNoEctPackets));
        list.Add(new(Group, "InECT1Pkts", ip.InEct1Packets));
        list.Add(new(Group, "InECT0Pkts", ip.InEct0Packets));
        list.Add(new(Group, "InCEPkts", ip.InCePackets));
    }

    private static void AddOwn(List<NamedCounter> list, StackCounters all)
    {
        TcpCounters tcp = all.Tcp;
        list.Add(new(Own, "FramesReceived", all.FramesReceived));
        list.Add(new(Own, "TcpInRsts", tcp.InRsts));
        // How many sockets there are in each state now: what stays in CLOSE_WAIT is an application's leak.
        foreach (TcpState state in Enum.GetValues<TcpState>())
        {
            if (state != TcpState.Closed) list.Add(new(Own, $"TcpNow{state}", tcp.InState(state)));
        }
        list.Add(new(Own, "TcpUnacceptable", tcp.Unacceptable));
        list.Add(new(Own, "TcpBadOptions", tcp.BadOptions));
        list.Add(new(Own, "TcpOutOfOrderBytesRefused", tcp.OutOfOrderPruned));
        list.Add(new(Own, "TcpPathMtuReduced", tcp.PathMtuReduced));
        list.Add(new(Own, "TcpPathMtuHeld", tcp.PathMtuHeld));
        list.Add(new(Own, "TcpPathMtuNotSmaller", tcp.PathMtuNotSmaller));
        list.Add(new(Own, "TcpPathMtuContradictory", tcp.PathMtuContradictory));
        list.Add(new(Own, "TcpMtuBlackHoles", tcp.MtuBlackHoles));
        list.Add(new(Own, "UdpPathMtuReduced", all.Ip.UdpPathMtuReduced));
        list.Add(new(Own, "TcpUnexpectedMessages", tcp.UnexpectedMessages));
        list.Add(new(Own, "TcpStraySegments", all[FrameFate.TcpStray]));
        list.Add(new(Own, "IcmpErrorsSent", all.Ip.IcmpErrorsSent));
        list.Add(new(Own, "IcmpErrorsReceived", all.Ip.IcmpErrorsReceived));
        list.Add(new(Own, "ArpRequestsSent", all.Ip.ArpRequestsSent));
        list.Add(new(Own, "ArpRepliesSent", all.Ip.ArpRepliesSent));
        list.Add(new(Own, "ArpUnreachable", all.Ip.OutUnreachableNeighbours));
    }
}
