using System.Net;
using System.Net.Sockets;
using ActorTcp.Protocol;

namespace ActorTcp.Sockets;

/// <summary>
/// A call on a <see cref="StackSocket"/>, on its way to the socket's actor and back. The actor finishes it exactly once: by Complete
/// or <see cref="Fail"/>, at once or when what it waits for has come.
/// </summary>
internal abstract class SocketOperation
{
    /// <summary>Whether the call fails with WouldBlock (EAGAIN) where it would have to wait.</summary>
    public bool DontWait { get; init; }

    private const int Open = 0;
    private const int Claimed = 1;
    private const int GivenUp = 2;

    private int _state;

    /// <summary>Whether the caller has given it up, or it is finished: an actor that comes upon it lets it go.</summary>
    public abstract bool IsFinished { get; }

    /// <summary>Whether the socket's actor has it.</summary>
    public bool IsTaken { get; set; }

    /// <summary>
    /// Before the actor touches the caller's buffer, or takes something that only this call can return: from here on the caller cannot
    /// give it up. False: it has.
    /// </summary>
    public bool TryClaim() => Interlocked.CompareExchange(ref _state, Claimed, Open) != GivenUp;

    /// <summary>The call has to wait after all: the caller may give it up again.</summary>
    public void Unclaim() => Interlocked.CompareExchange(ref _state, Open, Claimed);

    /// <summary>The call fails.</summary>
    public abstract void Fail(SocketError error);

    /// <summary>The caller gives it up, unless it is being carried out at this moment: then it returns as if nobody had asked.</summary>
    /// <returns>Whether it is given up.</returns>
    public bool TryCancel(CancellationToken token)
    {
        if (Interlocked.CompareExchange(ref _state, GivenUp, Open) != Open) return false;
        Cancel(token);
        return true;
    }

    private protected abstract void Cancel(CancellationToken token);
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

    private protected override void Cancel(CancellationToken token) => _source.TrySetCanceled(token);
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

/// <summary>accept(2): returns the way to the new socket's actor.</summary>
internal sealed class AcceptOperation : SocketOperation<SocketCalls>
{
    /// <summary>When it stops waiting (SO_RCVTIMEO).</summary>
    public Instant Deadline { get; set; } = Instant.Never;
}

/// <summary>connect(2); null dissolves a datagram socket's association (AF_UNSPEC).</summary>
internal sealed class ConnectOperation(IPEndPoint? remote) : SocketOperation<Done>
{
    public IPEndPoint? Remote { get; } = remote;

    /// <summary>When it stops waiting (SO_SNDTIMEO).</summary>
    public Instant Deadline { get; set; } = Instant.Never;
}

/// <summary>send(2), sendto(2): returns how many bytes were taken. The caller leaves the bytes alone until then.</summary>
internal sealed class SendOperation(ReadOnlyMemory<byte> data, SocketMessageFlags flags, IPEndPoint? to) : SocketOperation<int>
{
    public ReadOnlyMemory<byte> Data { get; } = data;

    public SocketMessageFlags Flags { get; } = flags;

    public IPEndPoint? To { get; } = to;

    /// <summary>How many bytes were taken until now: a blocking send on a stream takes all.</summary>
    public int Sent { get; set; }

    /// <summary>When it stops waiting (SO_SNDTIMEO).</summary>
    public Instant Deadline { get; set; } = Instant.Never;
}

/// <summary>recv(2), recvfrom(2). The caller leaves the buffer alone until it returns.</summary>
internal sealed class ReceiveOperation(Memory<byte> buffer, SocketMessageFlags flags) : SocketOperation<ReceivedMessage>
{
    public Memory<byte> Buffer { get; } = buffer;

    public SocketMessageFlags Flags { get; } = flags;

    /// <summary>How many bytes are in the buffer until now (MSG_WAITALL).</summary>
    public int Received { get; set; }

    /// <summary>When it stops waiting (SO_RCVTIMEO).</summary>
    public Instant Deadline { get; set; } = Instant.Never;
}

/// <summary>What a receive returns.</summary>
/// <param name="Count">How many bytes; 0: the stream's end, or an empty datagram.</param>
/// <param name="From">Who sent a datagram; null of a stream.</param>
/// <param name="Flags">Truncate, OutOfBand.</param>
public readonly record struct ReceivedMessage(int Count, IPEndPoint? From, SocketMessageFlags Flags)
{
    /// <summary>With <see cref="SocketOptions.InQueue"/>: how many bytes are left to read, or 1 if only the stream's end is (TCP_CM_INQ); else null.</summary>
    public int? InQueue { get; init; }
}

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
internal sealed class SetOptionOperation(SocketOptionKey option, object? value) : SocketOperation<Done>
{
    public SocketOptionKey Option { get; } = option;

    public object? Value { get; } = value;
}

/// <summary>getsockopt(2), and ioctl(2)'s SIOCINQ and SIOCOUTQ.</summary>
internal sealed class GetOptionOperation(SocketOptionKey option) : SocketOperation<object>
{
    public SocketOptionKey Option { get; } = option;
}
