using ActorTcp.Protocol.Wire;

namespace ActorTcp.Network;

/// <summary>Who gets an arriving datagram: the socket bound to its address and port, else the one bound to its port. Loop thread only.</summary>
internal sealed class UdpPorts
{
    private readonly Dictionary<(Ipv4Address Address, ushort Port), SegmentInbox> _bound = [];

    /// <summary>Binds a port; the address is <see cref="Ipv4Address.Any"/> for all. False if it is taken.</summary>
    public bool TryAdd(Ipv4Address address, ushort port, SegmentInbox inbox) => _bound.TryAdd((address, port), inbox);

    /// <summary>Frees a port if it is the given box's.</summary>
    public void Remove(Ipv4Address address, ushort port, SegmentInbox inbox)
    {
        if (_bound.TryGetValue((address, port), out SegmentInbox? found) && ReferenceEquals(found, inbox)) _bound.Remove((address, port));
    }

    /// <summary>The box of a port; null if nobody has bound it.</summary>
    public SegmentInbox? Find(Ipv4Address address, ushort port) =>
        _bound.TryGetValue((address, port), out SegmentInbox? box) || _bound.TryGetValue((Ipv4Address.Any, port), out box) ? box : null;
}
