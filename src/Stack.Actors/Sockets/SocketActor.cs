using System.Net.Sockets;
using Akka.Actor;
using ActorTcp.Connection;
using ActorTcp.Loop;
using ActorTcp.Network;
using ActorTcp.Protocol;

namespace ActorTcp.Sockets;

/// <summary>A socket's actor: takes the calls of its <see cref="StackSocket"/>, one after the other. Runs on the stack's loop.</summary>
internal abstract class SocketActor : UntypedActor
{
    private readonly LoopTimer _timer;

    protected SocketActor(StackContext context, SocketCalls calls)
    {
        Stack = context;
        Calls = calls;
        IActorRef self = Self;
        _timer = context.Loop.CreateTimer(() => self.Tell(TimerExpired.Instance, ActorRefs.NoSender));
    }

    /// <summary>The stack.</summary>
    protected StackContext Stack { get; }

    /// <summary>The way to this actor.</summary>
    protected SocketCalls Calls { get; }

    /// <summary>The loop's time.</summary>
    protected Instant Now => Stack.Loop.Now;

    /// <summary>A call: it is finished now, or kept until it can be.</summary>
    protected abstract void OnCall(SocketOperation call);

    /// <summary>Anything else that the actor is told.</summary>
    protected abstract void OnMessage(object message);

    /// <summary>Calls that wait may have been given up, or their time may be over.</summary>
    protected abstract void Review();

    /// <summary>Looks again at this time, or before.</summary>
    protected void ReviewAt(Instant deadline)
    {
        if (deadline < _timer.Deadline) _timer.Arm(deadline);
    }

    /// <inheritdoc/>
    protected sealed override void OnReceive(object message)
    {
        switch (message)
        {
            case CallsWait:
                Calls.BeginTaking();
                while (Calls.Take() is { } call)
                {
                    call.IsTaken = true;
                    if (!call.IsFinished) OnCall(call);
                }
                Review();
                break;
            case TimerExpired:
                Review();
                break;
            default:
                OnMessage(message);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _timer.Cancel();
        Calls.Close();
        base.PostStop();
    }

    /// <summary>When a call that waits is to fail: a time from now; zero: never.</summary>
    protected Instant DeadlineAfter(TimeSpan timeout) => timeout == TimeSpan.Zero ? Instant.Never : Now + timeout;

    /// <summary>Fails the calls of a queue whose time is over, and forgets those that are finished.</summary>
    /// <param name="waiting">The queue.</param>
    /// <param name="deadline">When a call's time is over.</param>
    /// <param name="expire">Fails it.</param>
    /// <param name="underway">One that is being carried out at this moment: it stays.</param>
    /// <returns>The earliest deadline of those that stay.</returns>
    protected Instant Expire<T>(LinkedList<T> waiting, Func<T, Instant> deadline, Action<T> expire, T? underway = null)
        where T : SocketOperation
    {
        Instant earliest = Instant.Never;
        for (LinkedListNode<T>? node = waiting.First; node is not null;)
        {
            LinkedListNode<T>? next = node.Next;
            T call = node.Value;
            if (ReferenceEquals(call, underway))
            {
                earliest = Instant.Min(earliest, deadline(call)); // it may have to wait on
            }
            else if (call.IsFinished)
            {
                waiting.Remove(node);
            }
            else if (deadline(call) <= Now)
            {
                waiting.Remove(node);
                expire(call);
            }
            else
            {
                earliest = Instant.Min(earliest, deadline(call));
            }
            node = next;
        }
        return earliest;
    }

    /// <summary>All calls of a queue fail.</summary>
    protected static void FailAll<T>(LinkedList<T> waiting, SocketError error)
        where T : SocketOperation
    {
        foreach (T call in waiting) call.Fail(error);
        waiting.Clear();
    }
}
