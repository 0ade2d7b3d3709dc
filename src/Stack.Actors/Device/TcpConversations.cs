using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Device;

/// <summary>
/// Where each connection's sequence numbers begin, for a trace. tcpdump's rule: the first segment with an ACK, and each SYN with
/// one, sets both directions' beginnings and is told in full; what follows is told relative to them.
/// </summary>
internal sealed class TcpConversations
{
    /// <summary>How many connections are remembered; beyond, the oldest is forgotten.</summary>
    public const int Limit = 4096;

    private readonly Dictionary<Key, Beginning> _known = [];
    private readonly Queue<Key> _byAge = new();

    public int Count => _known.Count;

    /// <summary>What to subtract from a segment's sequence and acknowledgment numbers.</summary>
    public (uint Sequence, uint Acknowledgment) Relate(in Ipv4Header ip, in TcpHeader tcp)
    {
        if ((tcp.Flags & TcpFlags.Ack) == 0) return default;
        ulong from = ((ulong)ip.Source.Value << 16) | tcp.SourcePort;
        ulong to = ((ulong)ip.Destination.Value << 16) | tcp.DestinationPort;
        bool reversed = from > to;
        Key key = reversed ? new(to, from) : new(from, to);
        uint sequence = tcp.Sequence.Value;
        uint acknowledged = unchecked(tcp.Acknowledgment.Value - 1);
        if (_known.TryGetValue(key, out Beginning known) && (tcp.Flags & TcpFlags.Syn) == 0)
            return reversed ? (known.Upper, known.Lower) : (known.Lower, known.Upper);
        Remember(key, reversed ? new(acknowledged, sequence) : new(sequence, acknowledged));
        return default;
    }

    private void Remember(Key key, Beginning beginning)
    {
        if (!_known.ContainsKey(key))
        {
            if (_known.Count == Limit) _known.Remove(_byAge.Dequeue());
            _byAge.Enqueue(key);
        }
        _known[key] = beginning;
    }

    /// <summary>A connection's two ends, address and port as one number each, the lower first.</summary>
    private readonly record struct Key(ulong Lower, ulong Upper);

    /// <summary>The first sequence number of the lower end and of the upper.</summary>
    private readonly record struct Beginning(uint Lower, uint Upper);
}
