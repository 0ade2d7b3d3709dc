using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>The runtime side of an actor: everything but its behaviour. One thread at a time runs it.</summary>
public partial class ActorCell : IUntypedActorContext, ICell
{
    public const int UndefinedUid = 0;

    private static readonly Props _terminatedProps = new TerminatedProps();
    private static long _lastUid;

    private readonly IInternalActorRef _self;
    private readonly ActorSystemImpl _systemImpl;
    private Props _props;
    private ActorBase _actor;
    private IActorRef _sender;
    private Receive _behavior;
    private Stack<Receive> _behaviorsBelow;
    private Mailbox _mailbox;
    private ActorTaskScheduler _taskScheduler;

    public ActorCell(ActorSystemImpl system, IInternalActorRef self, Props props, MessageDispatcher dispatcher, IInternalActorRef parent)
    {
        _systemImpl = system;
        _self = self;
        _props = props;
        Dispatcher = dispatcher;
        Parent = parent;
    }

    public object CurrentMessage { get; internal set; }

    public int CurrentEnvelopeId { get; private set; }

    public Mailbox Mailbox => Volatile.Read(ref _mailbox);

    public MessageDispatcher Dispatcher { get; }

    public bool IsLocal => true;

    public bool IsTerminated => Mailbox.IsClosed();

    public ActorSystem System => _systemImpl;

    public ActorSystemImpl SystemImpl => _systemImpl;

    public Props Props => _props;

    public IActorRef Self => _self;

    public IInternalActorRef Parent { get; }

    public IActorRef Sender
    {
        get => _sender;
        private set => _sender = value;
    }

    public bool HasMessages => Mailbox.HasMessages;

    public int NumberOfMessages => Mailbox.NumberOfMessages;

    public virtual ActorTaskScheduler TaskScheduler =>
        Volatile.Read(ref _taskScheduler) ?? Interlocked.CompareExchange(ref _taskScheduler, new ActorTaskScheduler(this), null) ?? _taskScheduler;

    IActorRef IActorContext.Parent => Parent;

    internal static ActorCell Current => InternalCurrentActorCellKeeper.Current;

    internal ActorBase Actor => _actor;

    protected bool IsNormal => _children == null || _children.IsNormal;

    protected bool IsTerminating => _children != null && _children.IsTerminating;

    private Type ActorType => _actor?.GetType() ?? GetType();

    public static IActorRef GetCurrentSelfOrNoSender() => InternalCurrentActorCellKeeper.Current?._self;

    public static IActorRef GetCurrentSenderOrNoSender() => InternalCurrentActorCellKeeper.Current?._sender;

    // Counted rather than drawn: two runs of one program then give out the same numbers.
    internal static long NewUid() => Interlocked.Increment(ref _lastUid);

    /// <summary>
    /// Makes the mailbox, closed for running until <see cref="Start"/>, with the message in front that creates the actor.
    /// </summary>
    public void Init(bool sendSupervise, MailboxType mailboxType)
    {
        var mailbox = MessageDispatcher.CreateMailbox(this, mailboxType);
        mailbox.SetAsScheduled();
        mailbox.SetActor(this);

        // A mailbox that does not suit the actor is reported as a failed creation, to the supervisor.
        ActorInitializationException failure = null;
        var mailboxes = _systemImpl.Mailboxes;
        if (mailboxes.HasRequiredType(Props.Type) && mailboxes.ProducesMessageQueue(mailboxType.GetType()))
        {
            var required = mailboxes.GetRequiredType(Props.Type);
            if (!required.IsInstanceOfType(mailbox.MessageQueue))
            {
                failure = new ActorInitializationException(
                    Self, $"Actor [{Self}] requires mailbox type [{required}] got [{mailbox.MessageQueue?.GetType().FullName ?? "null"}]");
            }
        }

        SwapMailbox(mailbox);
        mailbox.SystemEnqueue(Self, new Create(failure));
        if (sendSupervise)
        {
            Parent.SendSystemMessage(new Supervise(Self, async: false));
        }
    }

    public virtual void Start()
    {
        // Opens the mailbox; from here on whoever sends also schedules.
        Mailbox.SetAsIdle();
        Dispatcher.Attach(this);
    }

    public void Suspend() => SendSystemMessage(new Suspend());

    public void Resume(Exception causedByFailure) => SendSystemMessage(new Resume(causedByFailure));

    public void Restart(Exception cause) => SendSystemMessage(new Recreate(cause));

    public void Stop() => SendSystemMessage(new Terminate());

    public virtual void SendMessage(IActorRef sender, object message) =>
        SendMessage(new Envelope(message, sender ?? _systemImpl.DeadLettersInternal));

    public virtual void SendMessage(Envelope message)
    {
        try
        {
            Dispatcher.Dispatch(this, message);
        }
        catch (Exception e)
        {
            Publish(new Error(e, _self.Parent.ToString(), ActorType, "Swallowing exception during message send"));
        }
    }

    public virtual void SendSystemMessage(ISystemMessage systemMessage)
    {
        try
        {
            Dispatcher.SystemDispatch(this, (SystemMessage)systemMessage);
        }
        catch (Exception e)
        {
            Publish(new Error(e, _self.Parent.ToString(), ActorType, "Swallowing exception during message send"));
        }
    }

    // The first behaviour stays at the bottom: it is never replaced, and what is put on it can be taken off again.
    public void Become(Receive receive)
    {
        if (_behavior != null && _behaviorsBelow is not { Count: > 0 })
        {
            BecomeStacked(receive);
        }
        else
        {
            _behavior = receive;
        }
    }

    public void BecomeStacked(Receive receive)
    {
        (_behaviorsBelow ??= new Stack<Receive>(1)).Push(_behavior);
        _behavior = receive;
    }

    public void UnbecomeStacked()
    {
        if (_behaviorsBelow is { Count: > 0 })
        {
            _behavior = _behaviorsBelow.Pop();
        }
    }

    void IUntypedActorContext.Become(UntypedReceive receive) => Become(Adapt(receive));

    void IUntypedActorContext.BecomeStacked(UntypedReceive receive) => BecomeStacked(Adapt(receive));

    public ActorSelection ActorSelection(string path) => ActorRefFactoryShared.ActorSelection(path, _systemImpl, Self);

    public ActorSelection ActorSelection(ActorPath path) => ActorRefFactoryShared.ActorSelection(path, _systemImpl);

    public void UseThreadContext(Action action)
    {
        var outer = InternalCurrentActorCellKeeper.Current;
        InternalCurrentActorCellKeeper.Current = this;
        try
        {
            action();
        }
        finally
        {
            InternalCurrentActorCellKeeper.Current = outer;
        }
    }

    internal Mailbox SwapMailbox(Mailbox mailbox) => Interlocked.Exchange(ref _mailbox, mailbox);

    protected virtual ActorBase CreateNewActorInstance()
    {
        var actor = _props.NewActor();

        // A recipe may hand out the same instance again; it keeps its stash and timers.
        if (actor is IActorStash { Stash: null } stashing)
        {
            stashing.Stash = this.CreateStash(stashing);
        }

        if (actor is IWithTimers withTimers)
        {
            withTimers.Timers ??= new Scheduler.TimerScheduler(this);
        }

        if (actor is IInitializableActor initializable)
        {
            initializable.Init();
        }

        return actor;
    }

    protected void ClearActor(ActorBase actor)
    {
        if (actor != null)
        {
            if (actor is IDisposable disposable)
            {
                try
                {
                    disposable.Dispose();
                }
                catch (Exception e)
                {
                    _systemImpl.Log?.Error(e, "An error occurred while disposing {0} actor. Reason: {1}", actor.GetType(), e.Message);
                }
            }

            _props.Release(actor);
            actor.Clear(_systemImpl.DeadLetters);
        }

        CurrentMessage = null;
        ClearBehaviors();
    }

    protected void ClearActorCell()
    {
        _stashedSystemMessages = null;
        _props = _terminatedProps;
    }

    protected void SetActorFields(ActorBase actor) => actor?.Unclear();

    private static Receive Adapt(UntypedReceive receive) => message =>
    {
        receive(message);
        return true;
    };

    private ActorBase NewActor()
    {
        ClearBehaviors();
        var outer = InternalCurrentActorCellKeeper.Current;
        InternalCurrentActorCellKeeper.Current = this;
        try
        {
            var instance = CreateNewActorInstance();

            // The recipe's strategy goes before the actor's own.
            instance.SupervisorStrategyInternal = _props.SupervisorStrategy;
            return instance;
        }
        finally
        {
            InternalCurrentActorCellKeeper.Current = outer;
        }
    }

    private void ClearBehaviors()
    {
        _behavior = null;
        _behaviorsBelow = null;
    }

    // What an incarnation has put aside goes back to the mailbox: to the next one, or to the dead letters.
    private static void ReturnStash(ActorBase actor)
    {
        if (actor is IActorStash { Stash: { } stash })
        {
            stash.UnstashAll();
        }
    }

    private void Publish(LogEvent @event)
    {
        try
        {
            _systemImpl.EventStream.Publish(@event);
        }
        catch (Exception)
        {
            // A subscriber that fails must not fail the actor that logs.
        }
    }
}
