using System.Diagnostics.CodeAnalysis;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Network;

/// <summary>
/// Who gets an arriving TCP segment: the connection of its 4-tuple, else the listener of its port, else the manager, who
/// answers with a reset. Loop thread only; the TCP manager, listeners and connections write it, the device actor reads it.
/// </summary>
internal sealed class TcpDemux
{
    private readonly Dictionary<FlowKey, SegmentInbox> _flows = [];
    private readonly Dictionary<(Ipv4Address Address, ushort Port), SegmentInbox> _listeners = [];
    private FlowKey _lastKey;
    private SegmentInbox? _last;

    /// <summary>How many connections and half-open entries there are.</summary>
    public int FlowCount => _flows.Count;

    /// <summary>Where segments go that belong to nobody; null when there is no manager: then they are dropped.</summary>
    [AllowNull]
    public SegmentInbox Strays
    {
        get;
        set => field = value ?? SegmentInbox.CreateClosed();
    } = SegmentInbox.CreateClosed();

    public bool TryAdd(FlowKey key, SegmentInbox inbox) => _flows.TryAdd(key, inbox);

    public bool Contains(FlowKey key) => _flows.ContainsKey(key);

    public bool TryFindFlow(FlowKey key, [NotNullWhen(true)] out SegmentInbox? inbox) => _flows.TryGetValue(key, out inbox);

    /// <summary>Removes the entry if it is the one given: a later connection of the same 4-tuple stays.</summary>
    public void Remove(FlowKey key, SegmentInbox inbox)
    {
        if (!_flows.TryGetValue(key, out SegmentInbox? found) || !ReferenceEquals(found, inbox)) return;
        _flows.Remove(key);
        _last = null;
    }

    public bool TryAddListener(Ipv4Address address, ushort port, SegmentInbox inbox) =>
        _listeners.TryAdd((address, port), inbox);

    /// <summary>Removes the listener if it is the one given: the port may have been bound again.</summary>
    public void RemoveListener(Ipv4Address address, ushort port, SegmentInbox inbox)
    {
        if (_listeners.TryGetValue((address, port), out SegmentInbox? found) && ReferenceEquals(found, inbox))
            _listeners.Remove((address, port));
    }

    /// <summary>Whether a listener has the port at this address, or, one of the two being any address, at another: as Linux's bind.</summary>
    public bool IsTaken(Ipv4Address address, ushort port) =>
        _listeners.Keys.Any(taken => taken.Port == port && (taken.Address == address || taken.Address.IsAny || address.IsAny));

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
        fate = FrameFate.TcpListener;
        // RFC 9293 3.10.1: a listener bound to the address is more specific than one bound to any.
        if (_listeners.TryGetValue((key.LocalAddress, key.LocalPort), out inbox)) return inbox;
        if (_listeners.TryGetValue((Ipv4Address.Any, key.LocalPort), out inbox)) return inbox;
        fate = FrameFate.TcpStray;
        return Strays;
    }
}
