using System.Diagnostics.CodeAnalysis;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Network;

/// <summary>
/// Who gets an arriving TCP segment: the connection of its 4-tuple, else the manager for one in TIME_WAIT, else the listener of its
/// port, else the manager, who answers with a reset. Loop thread only; the TCP manager, listeners and connections write it, the
/// device actor reads it.
/// </summary>
internal sealed class TcpDemux(TimeWaitTable timeWaits)
{
    private readonly Dictionary<FlowKey, SegmentInbox> _flows = [];
    private FlowKey _lastKey;
    private SegmentInbox? _last;

    /// <summary>How many connections and half-open entries have an actor.</summary>
    public int FlowCount => _flows.Count;

    /// <summary>Who uses which port besides listeners: connections, and sockets that are bound only.</summary>
    public PortUse Ports { get; } = new();

    /// <summary>The listening sockets.</summary>
    public ListenerTable Listeners { get; } = new();

    /// <summary>The connections in TIME_WAIT that have no actor any more.</summary>
    public TimeWaitTable TimeWaits => timeWaits;

    /// <summary>Where segments go that belong to nobody; null when there is no manager: then they are dropped.</summary>
    [AllowNull]
    public SegmentInbox Strays
    {
        get;
        set => field = value ?? SegmentInbox.CreateClosed();
    } = SegmentInbox.CreateClosed();

    /// <summary>Where segments of connections in TIME_WAIT go; the same.</summary>
    [AllowNull]
    public SegmentInbox Late
    {
        get;
        set => field = value ?? SegmentInbox.CreateClosed();
    } = SegmentInbox.CreateClosed();

    /// <summary>Takes a 4-tuple for a connection; false if there is one, TIME_WAIT included.</summary>
    public bool TryAdd(FlowKey key, SegmentInbox inbox)
    {
        if (timeWaits.Contains(key) || !_flows.TryAdd(key, inbox)) return false;
        Ports.Add(key, inbox.Sharing);
        return true;
    }

    public bool Contains(FlowKey key) => _flows.ContainsKey(key) || timeWaits.Contains(key);

    public bool TryFindFlow(FlowKey key, [NotNullWhen(true)] out SegmentInbox? inbox) => _flows.TryGetValue(key, out inbox);

    /// <summary>Removes the entry if it is the one given: a later connection of the same 4-tuple stays.</summary>
    public void Remove(FlowKey key, SegmentInbox inbox)
    {
        if (!_flows.TryGetValue(key, out SegmentInbox? found) || !ReferenceEquals(found, inbox)) return;
        _flows.Remove(key);
        Ports.Remove(key, inbox.Sharing);
        _last = null;
    }

    /// <summary>A connection's actor is done, and 2 MSL are still to pass: false if the table is full.</summary>
    public bool TryMoveToTimeWait(FlowKey key, SegmentInbox inbox, in TimeWaitBlock block, Instant since, Instant expires)
    {
        Remove(key, inbox);
        if (!timeWaits.TryAdd(key, block, inbox.Sharing, since, expires)) return false;
        Ports.Add(key, inbox.Sharing);
        return true;
    }

    /// <summary>TIME_WAIT ends early: a new connection takes the 4-tuple.</summary>
    public bool TryRecycle(FlowKey key, out TimeWaitTable.Entry entry)
    {
        if (!timeWaits.TryRemove(key, out entry)) return false;
        Ports.Remove(key, entry.Sharing);
        return true;
    }

    /// <summary>2 MSL have passed for the first of those that wait.</summary>
    public bool TryExpire(Instant now, out TimeWaitTable.Entry entry)
    {
        if (!timeWaits.TryExpire(now, out entry)) return false;
        Ports.Remove(entry.Flow, entry.Sharing);
        return true;
    }

    /// <summary>Whether bind(2) of a port fails with EADDRINUSE.</summary>
    /// <param name="address">One of ours, or any.</param>
    /// <param name="own">Our address: what any stands for.</param>
    /// <param name="port">The port.</param>
    /// <param name="sharing">What the new socket shares.</param>
    public bool IsTaken(Ipv4Address address, Ipv4Address own, ushort port, PortSharing sharing) =>
        Listeners.Conflicts(address, port, sharing) || Ports.Conflicts(address.IsAny ? own : address, port, sharing);

    /// <summary>The box for a segment, and whose it is; before the manager has started a stray's takes nothing.</summary>
    public SegmentInbox Find(in FlowKey key, out FrameFate fate)
    {
        fate = FrameFate.TcpConnection;
        // Consecutive frames mostly belong together.
        if (_last is not null && _lastKey == key) return _last;
        if (_flows.TryGetValue(key, out SegmentInbox? inbox))
        {
            _last = inbox;
            _lastKey = key;
            return inbox;
        }
        fate = FrameFate.TcpTimeWait;
        if (timeWaits.Count > 0 && timeWaits.Contains(key)) return Late;
        fate = FrameFate.TcpListener;
        if (Listeners.TryFind(key, out inbox)) return inbox;
        fate = FrameFate.TcpStray;
        return Strays;
    }
}
