using System.Diagnostics.CodeAnalysis;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Network;

/// <summary>The listening sockets by address and port; those with SO_REUSEPORT may be several of one port. Loop thread only.</summary>
internal sealed class ListenerTable
{
    private readonly Dictionary<(Ipv4Address Address, ushort Port), SegmentInbox[]> _listeners = [];

    public void Add(Ipv4Address address, ushort port, SegmentInbox inbox)
    {
        _listeners.TryGetValue((address, port), out SegmentInbox[]? group);
        _listeners[(address, port)] = [.. group ?? [], inbox];
    }

    public void Remove(Ipv4Address address, ushort port, SegmentInbox inbox)
    {
        if (!_listeners.TryGetValue((address, port), out SegmentInbox[]? group)) return;
        SegmentInbox[] rest = Array.FindAll(group, other => !ReferenceEquals(other, inbox));
        if (rest.Length == 0) _listeners.Remove((address, port));
        else _listeners[(address, port)] = rest;
    }

    /// <summary>
    /// Who gets a SYN: RFC 9293 3.10.1, a listener bound to the address is more specific than one bound to any. Of a group a hash of the
    /// 4-tuple decides, so that a peer's segments all find the same.
    /// </summary>
    public bool TryFind(in FlowKey flow, [NotNullWhen(true)] out SegmentInbox? inbox)
    {
        inbox = null;
        if (!_listeners.TryGetValue((flow.LocalAddress, flow.LocalPort), out SegmentInbox[]? group)
            && !_listeners.TryGetValue((Ipv4Address.Any, flow.LocalPort), out group))
            return false;
        inbox = group.Length == 1 ? group[0] : group[(int)((ulong)(uint)flow.GetHashCode() * (uint)group.Length >> 32)];
        return true;
    }

    /// <summary>
    /// Whether a listener has the port at this address, or, one of the two being any address, at another, and does not share it: two
    /// that listen share by SO_REUSEPORT only, as on Linux.
    /// </summary>
    public bool Conflicts(Ipv4Address address, ushort port, PortSharing sharing)
    {
        foreach (((Ipv4Address Address, ushort Port) taken, SegmentInbox[] group) in _listeners)
        {
            if (taken.Port != port || (taken.Address != address && !taken.Address.IsAny && !address.IsAny)) continue;
            if (Array.Exists(group, other => (other.Sharing & sharing & PortSharing.ReusePort) == 0)) return true;
        }
        return false;
    }
}
