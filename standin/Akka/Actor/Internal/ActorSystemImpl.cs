using System.Collections.Concurrent;
using System.Text;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor.Internal;

public class ActorSystemImpl : ExtendedActorSystem
{
    private readonly ConcurrentDictionary<Type, Lazy<object>> _extensions = new();
    private readonly TerminationCallbacks _callbacks = new();
    private readonly LocalActorRefProvider _provider;
    private readonly EventStream _eventStream;
    private readonly Settings _settings;
    private readonly Mailboxes _mailboxes;
    private readonly Dispatchers _dispatchers;
    private readonly IScheduler _scheduler;
    private readonly ILoggingAdapter _log;
    private IActorRef _logDeadLetterListener;

    public ActorSystemImpl(string name)
        : this(name, ConfigurationFactory.Load(), ActorSystemSetup.Empty)
    {
    }

    public ActorSystemImpl(string name, Config config, ActorSystemSetup setup, Option<Props>? guardianProps = null)
    {
        if (string.IsNullOrEmpty(name) || !char.IsAsciiLetterOrDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw new ArgumentException(
                $"Invalid ActorSystem name [{name}], must contain only word characters "
                + "(i.e. [a-zA-Z0-9] plus non-leading '-' or '_')", nameof(name));
        }

        ArgumentNullException.ThrowIfNull(config);
        Name = name;
        GuardianProps = guardianProps ?? Option<Props>.None;
        _settings = new Settings(this, config, setup);
        _eventStream = new EventStream(_settings.DebugEventStream);
        _eventStream.StartStdoutLogger(_settings);
        _log = new BusLogging(_eventStream, $"ActorSystem({name})", GetType(), DefaultLogMessageFormatter.Instance);
        _scheduler = MakeScheduler();
        _provider = new LocalActorRefProvider(name, _settings, _eventStream);
        DeadLettersInternal = _provider.DeadLetters;
        _mailboxes = new Mailboxes(this);
        _dispatchers = new Dispatchers(
            this, new DefaultDispatcherPrerequisites(_eventStream, _scheduler, _settings, _mailboxes), _log);
    }

    public override string Name { get; }

    public override Settings Settings => _settings;

    public override IActorRefProvider Provider => _provider;

    public override EventStream EventStream => _eventStream;

    public override Mailboxes Mailboxes => _mailboxes;

    public override Dispatchers Dispatchers => _dispatchers;

    public override IScheduler Scheduler => _scheduler;

    public override ILoggingAdapter Log => _log;

    public override IActorRef DeadLetters => DeadLettersInternal;

    public override IActorRef IgnoreRef => _provider.IgnoreRef;

    public override IInternalActorRef Guardian => _provider.Guardian;

    public override IInternalActorRef SystemGuardian => _provider.SystemGuardian;

    public override IInternalActorRef LookupRoot => _provider.RootGuardian;

    public override Task WhenTerminated => _callbacks.Terminated;

    public Option<Props> GuardianProps { get; }

    internal IActorRef DeadLettersInternal { get; }

    internal bool Aborting { get; private set; }

    public void Start()
    {
        try
        {
            _callbacks.Await(_provider.TerminationTask);
            _provider.Init(this);
            RegisterOnTermination(StopScheduler);
            _eventStream.StartUnsubscriber(this);
            _eventStream.StartDefaultLoggers(this);
            LoadExtensions();
            CoordinatedShutdown.Get(this);
            if (_settings.LogDeadLetters > 0)
            {
                _logDeadLetterListener = SystemActorOf<DeadLetterListener>("deadLetterListener");
            }

            if (_settings.LogConfigOnStart)
            {
                _log.Info(_settings.ToString());
            }
        }
        catch (Exception)
        {
            StopScheduler();
            throw;
        }
    }

    public override IActorRef ActorOf(Props props, string name = null) => _provider.Guardian.Cell.AttachChild(props, false, name);

    public override IActorRef SystemActorOf(Props props, string name = null) => _provider.SystemGuardian.Cell.AttachChild(props, true, name);

    public override IActorRef SystemActorOf<TActor>(string name = null) => SystemActorOf(Props.Create<TActor>(), name);

    public override ActorSelection ActorSelection(ActorPath actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, this);

    public override ActorSelection ActorSelection(string actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, this, _provider.RootGuardian);

    public override void Stop(IActorRef actor)
    {
        var parent = actor.Path.Parent;
        if (parent == _provider.Guardian.Path)
        {
            _provider.Guardian.Tell(new Dispatch.SysMsg.StopChild(actor), ActorRefs.NoSender);
        }
        else if (parent == _provider.SystemGuardian.Path)
        {
            _provider.SystemGuardian.Tell(new Dispatch.SysMsg.StopChild(actor), ActorRefs.NoSender);
        }
        else
        {
            ((IInternalActorRef)actor).Stop();
        }
    }

    public override Task Terminate()
    {
        if (_settings.CoordinatedShutdownRunByActorSystemTerminate)
        {
            CoordinatedShutdown.Get(this).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        }
        else
        {
            FinalTerminate();
        }

        return WhenTerminated;
    }

    public override void Abort()
    {
        Aborting = true;
        Terminate();
    }

    public override void RegisterOnTermination(Action code) => _callbacks.Add(code);

    public override object RegisterExtension(IExtensionId extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        return _extensions.GetOrAdd(extension.ExtensionType, _ => new Lazy<object>(() => extension.CreateExtension(this))).Value;
    }

    public override object GetExtension(IExtensionId extensionId)
    {
        TryGetExtension(extensionId.ExtensionType, out var extension);
        return extension;
    }

    public override T GetExtension<T>()
    {
        TryGetExtension(out T extension);
        return extension;
    }

    public override bool TryGetExtension(Type extensionType, out object extension)
    {
        var found = _extensions.TryGetValue(extensionType, out var lazy);
        extension = lazy?.Value;
        return found;
    }

    public override bool TryGetExtension<T>(out T extension)
    {
        var found = TryGetExtension(typeof(T), out var some);
        extension = some as T;
        return found;
    }

    public override bool HasExtension(Type type) => _extensions.ContainsKey(type);

    public override bool HasExtension<T>() => HasExtension(typeof(T));

    public override string PrintTree()
    {
        var text = new StringBuilder();
        Print(_provider.RootGuardian, "");
        return text.ToString();

        void Print(IActorRef node, string indent)
        {
            text.Append(indent).Append("-> ").Append(node.Path.Name).Append(' ').AppendLine(node.GetType().Name);
            if (node is ActorRefWithCell withCell)
            {
                foreach (var child in withCell.Children)
                {
                    Print(child, indent + "   ");
                }
            }
        }
    }

    public override string ToString() => _provider.RootPath.Address.ToString();

    /// <summary>What Terminate does in the end, after the phases of the coordinated shutdown.</summary>
    internal void FinalTerminate()
    {
        if (!_settings.LogDeadLettersDuringShutdown && _logDeadLetterListener != null)
        {
            Stop(_logDeadLetterListener);
        }

        _provider.Guardian.Stop();
    }

    private IScheduler MakeScheduler()
    {
        var type = TypeLookup.Find(_settings.SchedulerClass)
            ?? throw new ConfigurationException($"Scheduler implementation [{_settings.SchedulerClass}] not found.");
        return (IScheduler)Activator.CreateInstance(type, _settings.Config, _log);
    }

    private void StopScheduler() => (_scheduler as IDisposable)?.Dispose();

    private void LoadExtensions()
    {
        foreach (var name in _settings.Config.GetStringList("akka.extensions"))
        {
            var type = TypeLookup.Find(name);
            if (type == null || !typeof(IExtensionId).IsAssignableFrom(type) || type.IsAbstract)
            {
                _log.Error("[{0}] is not an 'ExtensionId', skipping...", name);
                continue;
            }

            try
            {
                RegisterExtension((IExtensionId)Activator.CreateInstance(type));
            }
            catch (Exception e)
            {
                _log.Error(e, "While trying to load extension [{0}], skipping...", name);
            }
        }
    }
}
