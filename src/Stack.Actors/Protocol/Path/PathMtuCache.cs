using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>
/// The path MTUs that are smaller than the link's, by destination: all connections of a stack share them (RFC 1191 6.2), and those that
/// are open notice a change by <see cref="Version"/>. Bounded: the one that was not asked for longest makes room.
/// </summary>
/// <param name="limit">How many destinations are kept.</param>
/// <param name="minPmtu">A path that is said to carry less is given this, without DF (<c>min_pmtu</c>).</param>
/// <param name="lifetime">How long one is kept (<c>mtu_expires</c>; RFC 1191 6.3).</param>
internal sealed class PathMtuCache(int limit, int minPmtu, TimeSpan lifetime)
{
    private readonly Dictionary<Ipv4Address, LinkedListNode<(Ipv4Address Destination, PathMtu Path)>> _paths = [];
    private readonly LinkedList<(Ipv4Address Destination, PathMtu Path)> _byUse = new();

    /// <summary>Changes whenever a path becomes smaller.</summary>
    public int Version { get; private set; }

    /// <summary>How many destinations are kept.</summary>
    public int Count => _paths.Count;

    /// <summary>What is known of a path; null: nothing, so the link's MTU counts.</summary>
    public PathMtu? Find(Ipv4Address destination, Instant now)
    {
        if (!_paths.TryGetValue(destination, out LinkedListNode<(Ipv4Address, PathMtu Path)>? node)) return null;
        _byUse.Remove(node);
        if (now >= node.Value.Path.Expires)
        {
            _paths.Remove(destination);
            return null;
        }
        _byUse.AddFirst(node);
        return node.Value.Path;
    }

    /// <summary>A path carries less than was thought.</summary>
    /// <param name="destination">Whereto.</param>
    /// <param name="mtu">The largest packet, in bytes, as reported.</param>
    /// <param name="current">The largest that goes there now.</param>
    /// <param name="now">The time.</param>
    public void Learn(Ipv4Address destination, int mtu, int current, Instant now)
    {
        // Linux's ip_rt_min_pmtu: nobody's word makes us send dust. Should the path be as narrow as that, routers fragment.
        bool mayFragment = mtu < minPmtu;
        if (mayFragment) mtu = Math.Min(current, minPmtu);
        if (_paths.Remove(destination, out LinkedListNode<(Ipv4Address, PathMtu)>? known)) _byUse.Remove(known);
        else if (_paths.Count >= limit) Forget(_byUse.Last!);
        _paths.Add(destination, _byUse.AddFirst((destination, new PathMtu(mtu, mayFragment, now + lifetime))));
        unchecked
        {
            Version++;
        }
    }

    private void Forget(LinkedListNode<(Ipv4Address Destination, PathMtu Path)> node)
    {
        _byUse.Remove(node);
        _paths.Remove(node.Value.Destination);
    }
}
