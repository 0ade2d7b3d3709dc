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
    private RootGuardianActorRef _rootGuardian;
    private Dictionary<string, Deploy> _deployments;
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
        _deployments = ReadDeployments(Settings.Config.GetConfig("akka.actor.deployment"));
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
    private static Dictionary<string, Deploy> ReadDeployments(Configuration.Config section)
    {
        var deployments = new Dictionary<string, Deploy>();
        foreach (var (key, value) in section?.AsEnumerable() ?? [])
        {
            if (value.IsObject() && key.Trim('"') is var path && path.StartsWith('/'))
            {
                var config = value.ToConfig();
                deployments[path] = new Deploy()
                    .WithDispatcher(config.GetString("dispatcher", ""))
                    .WithMailbox(config.GetString("mailbox", ""))
                    .WithStashCapacity(config.GetInt("stash-capacity", Deploy.NoStashSize));
            }
        }

        return deployments;
    }

    private Deploy DeploymentOf(ActorPath path) =>
        _deployments.Count > 0 && path.Depth > 1 && path.Elements[0] == "user"
            ? _deployments.GetValueOrDefault("/" + string.Join("/", path.Elements.Skip(1)))
            : null;
}
