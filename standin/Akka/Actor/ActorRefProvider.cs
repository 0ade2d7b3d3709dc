using System.Collections.Concurrent;
using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor;

/// <summary>Makes references and finds them again.</summary>
public interface IActorRefProvider
{
    IInternalActorRef RootGuardian { get; }

    LocalActorRef Guardian { get; }

    LocalActorRef SystemGuardian { get; }

    IActorRef DeadLetters { get; }

    IActorRef IgnoreRef { get; }

    ActorPath RootPath { get; }

    Settings Settings { get; }

    IInternalActorRef TempContainer { get; }

    Task TerminationTask { get; }

    Address DefaultAddress { get; }

    void Init(ActorSystemImpl system);

    IActorRef RootGuardianAt(Address address);

    ActorPath TempPath();

    void RegisterTempActor(IInternalActorRef actorRef, ActorPath path);

    void UnregisterTempActor(ActorPath path);

    FutureActorRef<T> CreateFutureRef<T>(TaskCompletionSource<T> tcs);

    IInternalActorRef ActorOf(
        ActorSystemImpl system, Props props, IInternalActorRef supervisor, ActorPath path, bool systemService, Deploy deploy,
        bool lookupDeploy, bool async);

    IActorRef ResolveActorRef(string path);

    IActorRef ResolveActorRef(ActorPath actorPath);

    Address GetExternalAddressFor(Address address);
}

public sealed class LocalActorRefProvider : IActorRefProvider
{
    private readonly ConcurrentDictionary<string, IInternalActorRef> _temporary = new();
    private readonly ConcurrentDictionary<string, IInternalActorRef> _extraNames = new();
    private readonly TaskCompletionSource<Status> _termination = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ActorPath _tempNode;
    private ActorSystemImpl _system;
    private RootGuardianActorRef _rootGuardian;
    private long _tempNumber = -1;

    public LocalActorRefProvider(string systemName, Settings settings, EventStream eventStream)
    {
        Settings = settings;
        EventStream = eventStream;
        RootPath = new RootActorPath(new Address("akka", systemName));
        Log = Logging.GetLogger(eventStream, "LocalActorRefProvider(" + RootPath.Address + ")");
        DeadLetters = new DeadLetterActorRef(this, RootPath / "deadLetters", eventStream);
        IgnoreRef = new IgnoreActorRef(this);
        _tempNode = RootPath / "temp";
    }

    public ActorPath RootPath { get; }

    public Settings Settings { get; }

    public EventStream EventStream { get; }

    public ILoggingAdapter Log { get; }

    public IActorRef DeadLetters { get; }

    public IActorRef IgnoreRef { get; }

    public IInternalActorRef RootGuardian => _rootGuardian;

    public LocalActorRef Guardian { get; private set; }

    public LocalActorRef SystemGuardian { get; private set; }

    public IInternalActorRef TempContainer { get; private set; }

    public Task TerminationTask => _termination.Task;

    public Address DefaultAddress => RootPath.Address;

    public void Init(ActorSystemImpl system)
    {
        _system = system;
        var bubbles = new RootGuardianSupervisor((RootActorPath)RootPath, this, _termination, Log);
        var dispatcher = system.Dispatchers.InternalDispatcher;
        var mailbox = system.Mailboxes.Lookup(Mailboxes.DefaultMailboxId);
        _rootGuardian = new RootGuardianActorRef(
            system, Props.Create(typeof(GuardianActor)).WithSupervisorStrategy(new OneForOneStrategy(_ => Directive.Stop)),
            dispatcher, mailbox, bubbles, RootPath, (IInternalActorRef)DeadLetters, _extraNames);
        TempContainer = new VirtualContainer(this, _tempNode, _rootGuardian, _temporary);
        _rootGuardian.SetTempContainer(TempContainer);
        _rootGuardian.Start();

        // The user's tree stops on the strategy that the configuration names, the system's on a plain one.
        var strategy = SupervisorStrategyConfigurator.CreateConfigurator(Settings.SupervisorStrategyClass).Create();
        var userProps = system.GuardianProps.GetOrElse(Props.Create(typeof(GuardianActor)).WithSupervisorStrategy(strategy));
        Guardian = Root("user", userProps);
        SystemGuardian = Root("system", Props.Create(typeof(SystemGuardianActor), Guardian).WithSupervisorStrategy(SupervisorStrategy.DefaultStrategy));

        // The order of the end: user, system, root.
        SystemGuardian.Cell.Watch(Guardian);
        _rootGuardian.SendSystemMessage(new Watch(SystemGuardian, _rootGuardian));

        LocalActorRef Root(string name, Props props)
        {
            _rootGuardian.Cell.ReserveChild(name);
            var guardian = new LocalActorRef(system, props, dispatcher, mailbox, _rootGuardian, RootPath / name);
            _rootGuardian.Cell.InitChild(guardian);
            guardian.Start();
            return guardian;
        }
    }

    public IActorRef RootGuardianAt(Address address) => address == RootPath.Address ? RootGuardian : DeadLetters;

    public Address GetExternalAddressFor(Address address) => address == RootPath.Address ? address : null;

    public void RegisterExtraName(string name, IInternalActorRef actor) => _extraNames.TryAdd(name, actor);

    public ActorPath TempPath() => _tempNode / Base64.Encode(Interlocked.Increment(ref _tempNumber), "$");

    public void RegisterTempActor(IInternalActorRef actorRef, ActorPath path) => _temporary[path.Name] = actorRef;

    public void UnregisterTempActor(ActorPath path) => _temporary.TryRemove(path.Name, out _);

    public FutureActorRef<T> CreateFutureRef<T>(TaskCompletionSource<T> tcs) => new(tcs, TempPath(), this);

    public IActorRef ResolveActorRef(string path) =>
        ActorPath.TryParse(path, out var actorPath) && actorPath.Address == RootPath.Address ? ResolveActorRef(actorPath) : DeadLetters;

    public IActorRef ResolveActorRef(ActorPath path)
    {
        if (path.Root != RootPath)
        {
            return DeadLetters;
        }

        var names = path.Elements.ToList();
        if (names.Count > 0 && path.Uid != ActorCell.UndefinedUid)
        {
            names[^1] = $"{names[^1]}#{path.Uid}";
        }

        var found = names.Count == 0 ? _rootGuardian : _rootGuardian.GetChild(names);
        return found.IsNobody() ? new EmptyLocalActorRef(this, path, EventStream) : found;
    }

    public IInternalActorRef ActorOf(
        ActorSystemImpl system, Props props, IInternalActorRef supervisor, ActorPath path, bool systemService, Deploy deploy,
        bool lookupDeploy, bool async)
    {
        var configured = lookupDeploy ? DeploymentOf(path) : null;
        if (configured != null)
        {
            props = props.WithDeploy(configured);
        }

        if (!system.Dispatchers.HasDispatcher(props.Dispatcher))
        {
            throw new Configuration.ConfigurationException($"Dispatcher [{props.Dispatcher}] not configured for path {path}");
        }

        MessageDispatcher dispatcher;
        MailboxType mailbox;
        try
        {
            // System services live on the internal dispatcher unless they say otherwise.
            var id = systemService && props.Deploy.Dispatcher == Deploy.NoDispatcherGiven ? Dispatchers.InternalDispatcherId : props.Dispatcher;
            dispatcher = system.Dispatchers.Lookup(id);
            mailbox = system.Mailboxes.GetMailboxType(props, dispatcher.Configurator.Config);
        }
        catch (Exception e)
        {
            throw new Configuration.ConfigurationException(
                $"Configuration problem while creating {path} with dispatcher [{props.Dispatcher}] and mailbox [{props.Mailbox}]", e);
        }

        return async
            ? new RepointableActorRef(system, props, dispatcher, mailbox, supervisor, path).Initialize(async: true)
            : new LocalActorRef(system, props, dispatcher, mailbox, supervisor, path);
    }

    // akka.actor.deployment { /path { dispatcher = … } }: below /user, and without wildcards.
    private Deploy DeploymentOf(ActorPath path)
    {
        if (path.Depth < 2 || path.Elements[0] != "user")
        {
            return null;
        }

        var deployments = Settings.Config.GetConfig("akka.actor.deployment");
        if (deployments == null || deployments.Root.GetObject() is not { } all || all.Items.Count == 0)
        {
            return null;
        }

        var key = "/" + string.Join("/", path.Elements.Skip(1));
        if (!all.Items.TryGetValue(key, out var value) || !value.IsObject())
        {
            return null;
        }

        var config = value.ToConfig();
        return new Deploy()
            .WithDispatcher(config.GetString("dispatcher", ""))
            .WithMailbox(config.GetString("mailbox", ""))
            .WithStashCapacity(config.GetInt("stash-capacity", Deploy.NoStashSize));
    }
}

/// <summary>"/": knows the temporary references, and the names that are no actors.</summary>
public class RootGuardianActorRef : LocalActorRef
{
    private readonly IInternalActorRef _deadLetters;
    private readonly IReadOnlyDictionary<string, IInternalActorRef> _extraNames;
    private IInternalActorRef _tempContainer;

    public RootGuardianActorRef(
        ActorSystemImpl system, Props props, MessageDispatcher dispatcher, MailboxType mailboxType, IInternalActorRef supervisor,
        ActorPath path, IInternalActorRef deadLetters, IReadOnlyDictionary<string, IInternalActorRef> extraNames)
        : base(system, props, dispatcher, mailboxType, supervisor, path)
    {
        _deadLetters = deadLetters;
        _extraNames = extraNames;
    }

    public override IInternalActorRef Parent => this;

    public void SetTempContainer(IInternalActorRef tempContainer) => _tempContainer = tempContainer;

    public override IInternalActorRef GetSingleChild(string name) => name switch
    {
        "temp" => _tempContainer,
        "deadLetters" => _deadLetters,
        _ => _extraNames.TryGetValue(name, out var extra) ? extra : base.GetSingleChild(name),
    };
}

/// <summary>The one above the root: sees the root die, and that is the end of the system.</summary>
public class RootGuardianSupervisor : MinimalActorRef
{
    private readonly TaskCompletionSource<Status> _terminationPromise;
    private readonly ILoggingAdapter _log;

    public RootGuardianSupervisor(RootActorPath root, IActorRefProvider provider, TaskCompletionSource<Status> terminationPromise, ILoggingAdapter log)
    {
        _log = log;
        _terminationPromise = terminationPromise;
        Provider = provider;
        Path = root / "_Root-guardian-supervisor";
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }

    public override void Stop() => _terminationPromise.TrySetResult(Status.Success.Instance);

    public override void SendSystemMessage(ISystemMessage systemMessage)
    {
        switch (systemMessage)
        {
            case Failed failed:
                _log.Error(failed.Cause, "guardian {0} failed, shutting down!", failed.Child);
                ((IInternalActorRef)failed.Child).Stop();
                break;
            case Supervise:
                break;
            case DeathWatchNotification:
                Stop();
                break;
            default:
                _log.Error("{0} received unexpected system message [{1}]", Path, systemMessage);
                break;
        }
    }

    protected override void TellInternal(object message, IActorRef sender) => _log.Error("{0} received unexpected message [{1}]", Path, message);
}

/// <summary>"/temp": a name space without an actor.</summary>
internal sealed class VirtualContainer(
    IActorRefProvider provider, ActorPath path, IInternalActorRef parent, ConcurrentDictionary<string, IInternalActorRef> children) : MinimalActorRef
{
    public override ActorPath Path => path;

    public override IInternalActorRef Parent => parent;

    public override IActorRefProvider Provider => provider;

    public override IActorRef GetChild(IReadOnlyList<string> name)
    {
        if (name.Count == 0 || name[0].Length == 0)
        {
            return this;
        }

        return children.TryGetValue(ActorPath.SplitNameAndUid(name[0]).Name, out var child)
            ? name.Count == 1 ? child : child.GetChild(name.Skip(1).ToList())
            : ActorRefs.Nobody;
    }
}
