using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>
/// The reference of an actor that its supervisor starts later: the mailbox takes messages at once,
/// and nothing runs until <see cref="Point"/>.
/// (Akka.NET keeps a substitute cell until then and swaps it; a mailbox that is not yet open has the same effect.)
/// </summary>
public class RepointableActorRef : LocalActorRef, IRepointableRef
{
    private int _started;

    public RepointableActorRef(
        ActorSystemImpl system, Props props, MessageDispatcher dispatcher, MailboxType mailboxType, IInternalActorRef supervisor, ActorPath path)
        : base(system, props, dispatcher, mailboxType, supervisor, path, deferred: true)
    {
    }

    public bool IsStarted => Volatile.Read(ref _started) == 1;

    public ICell Lookup => Underlying;

    public RepointableActorRef Initialize(bool async)
    {
        Supervisor.SendSystemMessage(new Supervise(this, async));
        if (!async)
        {
            Point();
            Start();
        }

        return this;
    }

    /// <summary>Opens the actor for running; the supervisor calls it when it takes the actor on.</summary>
    public void Point()
    {
        if (Interlocked.Exchange(ref _started, 1) == 0)
        {
            base.Start();
        }
    }

    // Started by Point() alone.
    public override void Start()
    {
    }
}
