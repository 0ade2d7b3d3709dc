using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;

namespace ActorTcp.Sockets;

/// <summary>
/// The way from a <see cref="StackSocket"/> to its actor: calls wait here, and a message says that there are some. So no call is lost in
/// the mailbox of an actor that has stopped: whoever closes this fails them all. Any thread posts; the actor takes.
/// </summary>
internal sealed class SocketCalls
{
    private readonly ConcurrentQueue<SocketOperation> _waiting = new();
    /// <summary>Of a socket that accept(2) returns: its peer, which may have reset it meanwhile.</summary>
    public IPEndPoint? AcceptedFrom { get; init; }

    private volatile IActorRef? _actor;
    private volatile bool _closed;
    private int _told;

    /// <summary>The actor is there: what was called before is told now.</summary>
    public void PassTo(IActorRef actor)
    {
        _actor = actor;
        if (!_waiting.IsEmpty) Tell();
    }

    /// <summary>Hands a call to the actor.</summary>
    public void Post(SocketOperation call)
    {
        _waiting.Enqueue(call);
        if (_closed) FailAll();
        else Tell();
    }

    /// <summary>A call that waits was given up, or its time is over: the actor looks at those it has.</summary>
    public void Nudge()
    {
        if (!_closed) _actor?.Tell(CallsWait.Instance, ActorRefs.NoSender);
    }

    /// <summary>The actor begins to take: the next call tells it anew.</summary>
    public void BeginTaking() => Volatile.Write(ref _told, 0);

    /// <summary>The next call; null: none waits.</summary>
    public SocketOperation? Take() => _waiting.TryDequeue(out SocketOperation? call) ? call : null;

    /// <summary>The actor has stopped: what was called, and what will be, fails as on a closed socket.</summary>
    public void Close()
    {
        _closed = true;
        FailAll();
    }

    private void Tell()
    {
        if (_actor is { } actor && Interlocked.Exchange(ref _told, 1) == 0) actor.Tell(CallsWait.Instance, ActorRefs.NoSender);
    }

    private void FailAll()
    {
        while (_waiting.TryDequeue(out SocketOperation? call)) call.Fail(SocketError.OperationAborted);
    }
}

/// <summary>To a socket's actor: there are calls, or some of those it has are given up.</summary>
internal sealed class CallsWait : IDeadLetterSuppression
{
    public static readonly CallsWait Instance = new();

    private CallsWait()
    {
    }
}
