using Akka.Configuration;
using Akka.Event;

namespace Akka.Dispatch;

public abstract class ExecutorService
{
    protected ExecutorService(string id) => Id = id;

    public string Id { get; }

    public abstract void Execute(IRunnable run);

    public abstract void Shutdown();
}

public abstract class ExecutorServiceFactory
{
    public abstract ExecutorService Produce(string id);
}

public abstract class ExecutorServiceConfigurator : ExecutorServiceFactory
{
    protected ExecutorServiceConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    {
        Config = config;
        Prerequisites = prerequisites;
    }

    public Config Config { get; }

    public IDispatcherPrerequisites Prerequisites { get; }
}

public interface IDispatcherPrerequisites
{
    EventStream EventStream { get; }

    Akka.Actor.IScheduler Scheduler { get; }

    Akka.Actor.Settings Settings { get; }

    Mailboxes Mailboxes { get; }
}

public sealed class DefaultDispatcherPrerequisites : IDispatcherPrerequisites
{
    public DefaultDispatcherPrerequisites(
        EventStream eventStream, Akka.Actor.IScheduler scheduler, Akka.Actor.Settings settings, Mailboxes mailboxes)
    {
        EventStream = eventStream;
        Scheduler = scheduler;
        Settings = settings;
        Mailboxes = mailboxes;
    }

    public EventStream EventStream { get; }

    public Akka.Actor.IScheduler Scheduler { get; }

    public Akka.Actor.Settings Settings { get; }

    public Mailboxes Mailboxes { get; }
}
