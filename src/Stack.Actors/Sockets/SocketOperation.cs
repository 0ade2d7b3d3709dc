using System.Net;
using System.Net.Sockets;
using Akka.Actor;

namespace ActorTcp.Sockets;

/// <summary>
/// A call on a <see cref="StackSocket"/>, on its way to the socket's actor and back. The actor finishes it exactly once: by Complete
/// or <see cref="Fail"/>, at once or when what it waits for has come.
/// </summary>
internal abstract class SocketOperation : INoSerializationVerificationNeeded
{
    /// <summary>Whether the call fails with WouldBlock (EAGAIN) where it would have to wait.</summary>
    public bool DontWait { get; init; }

    /// <summary>Whether the caller has given it up, or it is finished: an actor that comes upon it lets it go.</summary>
    public abstract bool IsFinished { get; }

    /// <summary>The call fails.</summary>
    public abstract void Fail(SocketError error);

    /// <summary>The caller gives it up.</summary>
    public abstract void Cancel(CancellationToken token);
}

/// <summary>A call that returns something.</summary>
/// <typeparam name="T">What.</typeparam>
internal abstract class SocketOperation<T> : SocketOperation
{
    // The caller's code never runs on the loop.
    private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The call's outcome; a failure is a <see cref="SocketException"/>.</summary>
    public Task<T> Task => _source.Task;

    /// <inheritdoc/>
    public override bool IsFinished => _source.Task.IsCompleted;

    /// <summary>The call returns. False: the caller has given it up meanwhile.</summary>
    public bool Complete(T result) => _source.TrySetResult(result);

    /// <inheritdoc/>
    public override void Fail(SocketError error) => _source.TrySetException(new SocketException((int)error));

    /// <inheritdoc/>
    public override void Cancel(CancellationToken token) => _source.TrySetCanceled(token);
}

/// <summary>What a call returns that returns nothing.</summary>
internal readonly record struct Done;

/// <summary>bind(2).</summary>
internal sealed class BindOperation(IPEndPoint local) : SocketOperation<Done>
{
    public IPEndPoint Local { get; } = local;
}

/// <summary>listen(2).</summary>
internal sealed class ListenOperation(int backlog) : SocketOperation<Done>
{
    public int Backlog { get; } = backlog;
}

/// <summary>accept(2): returns the actor of the new socket.</summary>
internal sealed class AcceptOperation : SocketOperation<AcceptedSocket>;

/// <summary>A socket that accept(2) returns.</summary>
/// <param name="Actor">Its actor.</param>
/// <param name="Local">Its own end.</param>
/// <param name="Remote">The peer's.</param>
internal sealed record AcceptedSocket(IActorRef Actor, IPEndPoint Local, IPEndPoint Remote);

/// <summary>connect(2); null dissolves a datagram socket's association (AF_UNSPEC).</summary>
internal sealed class ConnectOperation(IPEndPoint? remote) : SocketOperation<Done>
{
    public IPEndPoint? Remote { get; } = remote;
}

/// <summary>send(2), sendto(2): returns how many bytes were taken. The caller leaves the bytes alone until then.</summary>
internal sealed class SendOperation(ReadOnlyMemory<byte> data, SocketMessageFlags flags, IPEndPoint? to) : SocketOperation<int>
{
    public ReadOnlyMemory<byte> Data { get; } = data;

    public SocketMessageFlags Flags { get; } = flags;

    public IPEndPoint? To { get; } = to;

    /// <summary>How many bytes were taken until now: a blocking send on a stream takes all.</summary>
    public int Sent { get; set; }
}

/// <summary>recv(2), recvfrom(2). The caller leaves the buffer alone until it returns.</summary>
internal sealed class ReceiveOperation(Memory<byte> buffer, SocketMessageFlags flags) : SocketOperation<ReceivedMessage>
{
    public Memory<byte> Buffer { get; } = buffer;

    public SocketMessageFlags Flags { get; } = flags;

    /// <summary>How many bytes are in the buffer until now (MSG_WAITALL).</summary>
    public int Received { get; set; }
}

/// <summary>What a receive returns.</summary>
/// <param name="Count">How many bytes; 0: the stream's end, or an empty datagram.</param>
/// <param name="From">Who sent a datagram; null of a stream.</param>
/// <param name="Flags">Truncate, OutOfBand.</param>
public readonly record struct ReceivedMessage(int Count, IPEndPoint? From, SocketMessageFlags Flags);

/// <summary>shutdown(2).</summary>
internal sealed class ShutdownOperation(SocketShutdown how) : SocketOperation<Done>
{
    public SocketShutdown How { get; } = how;
}

/// <summary>close(2): the actor ends when it is done.</summary>
internal sealed class CloseOperation : SocketOperation<Done>;

/// <summary>getsockname(2); null: the socket has no address yet (0.0.0.0:0).</summary>
internal sealed class LocalNameOperation : SocketOperation<IPEndPoint?>;

/// <summary>getpeername(2); fails with NotConnected.</summary>
internal sealed class RemoteNameOperation : SocketOperation<IPEndPoint>;

/// <summary>poll(2) with no time: what the socket is ready for.</summary>
internal sealed class ReadinessOperation : SocketOperation<SocketEvents>;

/// <summary>poll(2): waits until the socket is ready for one of the events; Error and HangUp are always among them.</summary>
internal sealed class WaitOperation(SocketEvents interest) : SocketOperation<SocketEvents>
{
    public SocketEvents Interest { get; } = interest | SocketEvents.Error | SocketEvents.HangUp;
}

/// <summary>setsockopt(2).</summary>
internal sealed class SetOptionOperation(SocketOptionKey option, object value) : SocketOperation<Done>
{
    public SocketOptionKey Option { get; } = option;

    public object Value { get; } = value;
}

/// <summary>getsockopt(2), and ioctl(2)'s SIOCINQ and SIOCOUTQ.</summary>
internal sealed class GetOptionOperation(SocketOptionKey option) : SocketOperation<object>
{
    public SocketOptionKey Option { get; } = option;
}
