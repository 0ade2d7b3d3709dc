using ActorTcp.Api;
using ActorTcp.Protocol;

namespace ActorTcp.Network;

/// <summary>
/// Every TCP socket of the stack that an actor has, for who asks to see them. Sources answer at once, which gives one instant's
/// picture without a round of messages: they share the loop. Loop thread only.
/// </summary>
internal sealed class SocketRegistry
{
    private readonly LinkedList<ISocketSource> _listeners = [];
    private readonly LinkedList<ISocketSource> _connections = [];
    private readonly LinkedList<ISocketSource> _halfOpen = [];

    public LinkedListNode<ISocketSource> AddListener(ISocketSource source) => _listeners.AddLast(source);

    public LinkedListNode<ISocketSource> AddConnection(ISocketSource source) => _connections.AddLast(source);

    public LinkedListNode<ISocketSource> AddHalfOpen(ISocketSource source) => _halfOpen.AddLast(source);

    public static void Remove(LinkedListNode<ISocketSource> node) => node.List?.Remove(node);

    /// <summary>What they all are now: listeners, connections, half-open entries.</summary>
    public List<TcpSocket> Describe(Instant now)
    {
        var sockets = new List<TcpSocket>(_listeners.Count + _connections.Count + _halfOpen.Count);
        foreach (ISocketSource source in _listeners) sockets.Add(source.Describe(now));
        foreach (ISocketSource source in _connections) sockets.Add(source.Describe(now));
        foreach (ISocketSource source in _halfOpen) sockets.Add(source.Describe(now));
        return sockets;
    }
}

/// <summary>An actor with a TCP socket.</summary>
internal interface ISocketSource
{
    /// <summary>The socket as it is now.</summary>
    TcpSocket Describe(Instant now);
}
