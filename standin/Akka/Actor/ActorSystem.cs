using Akka.Actor.Internal;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor;

/// <summary>A tree of actors and what they share.</summary>
public abstract class ActorSystem : IActorRefFactory, IDisposable
{
    private readonly TimeSpan _startTime = MonotonicClock.Elapsed;
    private bool _disposed;

    public abstract Settings Settings { get; }

    public abstract string Name { get; }

    public abstract Dispatchers Dispatchers { get; }

    public abstract EventStream EventStream { get; }

    public abstract IActorRef DeadLetters { get; }

    public abstract IActorRef IgnoreRef { get; }

    public abstract Mailboxes Mailboxes { get; }

    public abstract IScheduler Scheduler { get; }

    public abstract ILoggingAdapter Log { get; }

    /// <summary>On the monotonic clock.</summary>
    public TimeSpan StartTime => _startTime;

    public TimeSpan Uptime => MonotonicClock.ElapsedHighRes - _startTime;

    public abstract Task WhenTerminated { get; }

    public static ActorSystem Create(string name, Config config) => Start(name, config, ActorSystemSetup.Empty);

    public static ActorSystem Create(string name, BootstrapSetup setup) => Create(name, ActorSystemSetup.Create(setup));

    public static ActorSystem Create(string name, ActorSystemSetup setup)
    {
        var bootstrap = setup.Get<BootstrapSetup>();
        var config = bootstrap.FlatSelect(b => b.Config).GetOrElse(ConfigurationFactory.Load());
        var fallback = bootstrap.FlatSelect(b => b.ConfigFallback);
        return Start(name, fallback.HasValue ? config.WithFallback(fallback.Value) : config, setup);
    }

    public static ActorSystem Create(string name) => Create(name, ActorSystemSetup.Empty);

    public abstract object GetExtension(IExtensionId extensionId);

    public abstract T GetExtension<T>()
        where T : class, IExtension;

    public abstract bool HasExtension(Type type);

    public abstract bool HasExtension<T>()
        where T : class, IExtension;

    public abstract bool TryGetExtension(Type extensionType, out object extension);

    public abstract bool TryGetExtension<T>(out T extension)
        where T : class, IExtension;

    public abstract object RegisterExtension(IExtensionId extension);

    public abstract void RegisterOnTermination(Action code);

    public abstract Task Terminate();

    public abstract void Stop(IActorRef actor);

    public abstract IActorRef ActorOf(Props props, string name = null);

    public abstract ActorSelection ActorSelection(ActorPath actorPath);

    public abstract ActorSelection ActorSelection(string actorPath);

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Terminate();
            WhenTerminated.Wait();
        }

        GC.SuppressFinalize(this);
    }

    private static ActorSystem Start(string name, Config config, ActorSystemSetup setup)
    {
        var system = new ActorSystemImpl(name, config, setup);
        system.Start();
        return system;
    }
}

public abstract class ExtendedActorSystem : ActorSystem
{
    public abstract IActorRefProvider Provider { get; }

    public abstract IInternalActorRef Guardian { get; }

    public abstract IInternalActorRef LookupRoot { get; }

    public abstract IInternalActorRef SystemGuardian { get; }

    public abstract IActorRef SystemActorOf(Props props, string name = null);

    public abstract IActorRef SystemActorOf<TActor>(string name = null)
        where TActor : ActorBase, new();

    public abstract void Abort();

    public abstract string PrintTree();
}
