using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

public class LocalActorRef : ActorRefWithCell
{
    private readonly ActorCell _cell;
    private readonly ActorPath _path;

    public LocalActorRef(
        ActorSystemImpl system, Props props, MessageDispatcher dispatcher, MailboxType mailboxType, IInternalActorRef supervisor, ActorPath path)
        : this(system, props, dispatcher, mailboxType, supervisor, path, deferred: false)
    {
    }

    internal LocalActorRef(
        ActorSystemImpl system, Props props, MessageDispatcher dispatcher, MailboxType mailboxType, IInternalActorRef supervisor,
        ActorPath path, bool deferred)
    {
        System = system;
        Props = props;
        Dispatcher = dispatcher;
        MailboxType = mailboxType;
        Supervisor = supervisor;
        _path = path.Uid == ActorCell.UndefinedUid ? path.WithUid(ActorCell.NewUid()) : path;

        // Safe to hand out "this": nothing runs before Start().
        _cell = NewActorCell(system, this, props, dispatcher, supervisor);
        _cell.Init(!deferred, mailboxType);
    }

    public ActorCell Cell => _cell;

    public override ICell Underlying => _cell;

    public override ActorPath Path => _path;

    public override IActorRefProvider Provider => _cell.SystemImpl.Provider;

    public override IInternalActorRef Parent => _cell.Parent;

    public override IEnumerable<IActorRef> Children => _cell.GetChildren();

    public override bool IsTerminated => _cell.IsTerminated;

    public override bool IsLocal => true;

    protected ActorSystem System { get; }

    protected Props Props { get; }

    protected MessageDispatcher Dispatcher { get; }

    protected MailboxType MailboxType { get; }

    protected IInternalActorRef Supervisor { get; }

    protected virtual ActorCell NewActorCell(
        ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef supervisor) =>
        new(system, self, props, dispatcher, supervisor);

    public override IInternalActorRef GetSingleChild(string name) => _cell.GetSingleChild(name);

    public override IActorRef GetChild(IReadOnlyList<string> name) => Walk(this, name, 0);

    public override void Start() => _cell.Start();

    public override void Stop() => _cell.Stop();

    public override void Suspend() => _cell.Suspend();

    public override void Resume(Exception causedByFailure = null) => _cell.Resume(causedByFailure);

    public override void Restart(Exception cause) => _cell.Restart(cause);

    public override void SendSystemMessage(ISystemMessage message) => _cell.SendSystemMessage(message);

    protected override void TellInternal(object message, IActorRef sender) => _cell.SendMessage(sender, message);
}
