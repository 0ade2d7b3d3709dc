using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>What is known of a neighbour; Linux's neighbour states, which follow RFC 4861 7.3.2.</summary>
public enum NeighbourState : byte
{
    /// <summary>It has been asked for and has not answered.</summary>
    Incomplete,

    /// <summary>It was heard of a short time ago.</summary>
    Reachable,

    /// <summary>It was heard of, but not lately; the next packet to it begins a check.</summary>
    Stale,

    /// <summary>A packet went to it on old knowledge; if nothing confirms it soon, it will be asked.</summary>
    Delay,

    /// <summary>It is being asked, at the address that is known.</summary>
    Probe,

    /// <summary>Set by hand; never asked, never forgotten.</summary>
    Permanent,
}

/// <summary>A neighbour as a diagnostic shows it.</summary>
/// <param name="Address">Its IPv4 address.</param>
/// <param name="Mac">Its Ethernet address; <see cref="MacAddress.None"/> while incomplete.</param>
/// <param name="State">What is known of it.</param>
/// <param name="Pending">Packets that wait for it.</param>
public readonly record struct ArpEntry(Ipv4Address Address, MacAddress Mac, NeighbourState State, int Pending);

/// <summary>What an <see cref="ArpEffect{T}"/> asks for.</summary>
public enum ArpEffectKind : byte
{
    /// <summary>Send an ARP request for the address, in a frame to <see cref="ArpEffect{T}.Mac"/>: the broadcast, or the neighbour itself.</summary>
    SendRequest,

    /// <summary>Send the packet in a frame to <see cref="ArpEffect{T}.Mac"/>.</summary>
    Deliver,

    /// <summary>The packet is not sent; it is handed back for <see cref="ArpEffect{T}.Reason"/>.</summary>
    Drop,

    /// <summary>The neighbour does not answer: the host is unreachable. What waited for it follows as <see cref="Drop"/>.</summary>
    Failed,
}

/// <summary>Why a packet is handed back.</summary>
public enum ArpDropReason : byte
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>The neighbour did not answer: the host is unreachable.</summary>
    Unanswered,

    /// <summary>Too many packets wait for this neighbour, and this was the oldest.</summary>
    QueueFull,

    /// <summary>Too many packets wait in all.</summary>
    PendingFull,

    /// <summary>The neighbour's entry gave way to another's, or there was no room for it.</summary>
    TableFull,

    /// <summary>The entry was removed.</summary>
    Removed,
}

/// <summary>What the cache wants done.</summary>
/// <typeparam name="T">What waits for a neighbour: a frame, a segment.</typeparam>
/// <param name="Kind">What.</param>
/// <param name="Address">The neighbour.</param>
/// <param name="Mac">Whom the frame is for.</param>
/// <param name="Packet">What to deliver or drop.</param>
/// <param name="Reason">Why it is dropped.</param>
public readonly record struct ArpEffect<T>(
    ArpEffectKind Kind, Ipv4Address Address, MacAddress Mac = default, T? Packet = default, ArpDropReason Reason = ArpDropReason.None);

/// <summary>An ARP cache's limits and times; the defaults are Linux's unless it says otherwise.</summary>
public sealed record ArpSettings
{
    /// <summary>Entries: Linux's <c>gc_thresh3</c>.</summary>
    public int MaxEntries { get; init; } = 1024;

    /// <summary>Packets that wait for one neighbour: Linux's <c>unres_qlen</c>. RFC 1122 2.3.2.2: "at least one (the latest)".</summary>
    public int PendingPerEntry { get; init; } = 101;

    /// <summary>Packets that wait in all.</summary>
    public int PendingInAll { get; init; } = 1024;

    /// <summary>
    /// How long an answer is believed, on average; each time it is between half and one and a half of it, so that entries made together
    /// do not age together. RFC 1122 2.3.2.1 has "on the order of a minute"; Linux's <c>base_reachable_time</c> is 30 s.
    /// </summary>
    public TimeSpan ReachableTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a packet sent on old knowledge waits for a confirmation before the neighbour is asked: <c>delay_first_probe_time</c>.</summary>
    public TimeSpan DelayFirstProbe { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The time between two requests: <c>retrans_time</c>. RFC 1122 2.3.2.1: at most one a second for each destination.</summary>
    public TimeSpan RetransmissionTime { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Requests without an answer until the neighbour counts as unreachable: <c>mcast_solicit</c>, <c>ucast_solicit</c>.</summary>
    public int MaxRequests { get; init; } = 3;

    /// <summary>How long an address is kept against a different one, so that two stations that claim it do not make it flutter: <c>locktime</c>.</summary>
    public TimeSpan LockTime { get; init; } = TimeSpan.FromSeconds(1);
}
