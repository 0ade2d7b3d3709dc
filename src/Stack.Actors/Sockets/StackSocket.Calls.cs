using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;
using ActorTcp.Loop;

namespace ActorTcp.Sockets;

// How a call gets to the socket's actor, and its answer back.
public sealed partial class StackSocket
{
    private EventLoop Loop => _stack.Context.Loop;

    private T Call<T>(SocketOperation<T> call)
    {
        ThrowIfClosed();
        return Wait(call);
    }

    private Task<T> CallAsync<T>(SocketOperation<T> call, CancellationToken token)
    {
        ThrowIfClosed();
        if (token.IsCancellationRequested) return Task.FromCanceled<T>(token);
        _calls.Post(call);
        return token.CanBeCanceled ? Cancellable(call, token) : call.Task;
    }

    private async Task<T> Cancellable<T>(SocketOperation<T> call, CancellationToken token)
    {
        using (token.Register(() =>
        {
            if (call.TryCancel(token)) _calls.Nudge(); // the actor forgets it
        }))
        {
            return await call.Task.ConfigureAwait(false);
        }
    }

    private T Wait<T>(SocketOperation<T> call)
    {
        if (Loop.IsInLoop) throw new InvalidOperationException("a call that may wait, on the stack's own loop: use the asynchronous one");
        _calls.Post(call);
        if (Loop is VirtualEventLoop virtually)
        {
            Settle(virtually, call);
            if (!call.IsFinished && call.TryCancel(default))
                throw new InvalidOperationException("the call waits for something that comes with time, and time is virtual: use the asynchronous one");
        }
        try
        {
            return call.Task.GetAwaiter().GetResult();
        }
        catch (SocketException closed) when (closed.SocketErrorCode == SocketError.OperationAborted && Volatile.Read(ref _closed) != 0)
        {
            ExceptionDispatchInfo.Capture(new ObjectDisposedException(nameof(StackSocket))).Throw();
            throw;
        }
    }

    // A stack that has just been started lives in the system's threads until its actors are on the loop: no longer than a moment.
    private static void Settle<T>(VirtualEventLoop loop, SocketOperation<T> call)
    {
        loop.RunUntilIdle();
        if (!call.IsFinished && !call.IsTaken) loop.RunUntil(() => call.IsTaken || call.IsFinished);
    }

    private SocketEvents PollFor(WaitOperation wait, TimeSpan timeout)
    {
        ThrowIfClosed();
        if (Loop is VirtualEventLoop virtually) return PollFor(virtually, wait, timeout);
        _calls.Post(wait);
        if (timeout < TimeSpan.Zero) wait.Task.Wait();
        else if (!wait.Task.Wait(timeout) && wait.TryCancel(default)) _calls.Nudge();
        return wait.Task.IsCompletedSuccessfully ? wait.Task.Result : SocketEvents.None;
    }

    private SocketEvents PollFor(VirtualEventLoop loop, WaitOperation wait, TimeSpan timeout)
    {
        _calls.Post(wait);
        Settle(loop, wait);
        Protocol.Instant end = timeout < TimeSpan.Zero ? Protocol.Instant.Never : loop.Now + timeout;
        while (!wait.IsFinished && loop.AdvanceToNext(end - loop.Now))
        {
        }
        if (!wait.IsFinished && !end.IsNever) loop.Advance(end - loop.Now);
        if (!wait.IsFinished && wait.TryCancel(default)) _calls.Nudge();
        return wait.Task.IsCompletedSuccessfully ? wait.Task.Result : SocketEvents.None;
    }

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _closed) != 0, this);

    private static IPEndPoint NotNull(EndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return Read(endPoint)!;
    }

    private static IPEndPoint? Read(EndPoint? endPoint) => endPoint switch
    {
        null => null,
        IPEndPoint { AddressFamily: AddressFamily.InterNetwork } ip => ip,
        IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped => new IPEndPoint(mapped.Address.MapToIPv4(), mapped.Port),
        _ => throw new SocketException((int)SocketError.AddressFamilyNotSupported),
    };
}
