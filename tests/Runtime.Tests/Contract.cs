using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;

namespace ActorTcp.Runtime.Tests;

/// <summary>What all of the contract shares: a quiet system, patient expectations, short waits for what must not come.</summary>
public abstract class Contract : TestKit
{
    /// <summary>How long a test looks for what must not arrive.</summary>
    protected static readonly TimeSpan Absent = TimeSpan.FromMilliseconds(60);

    /// <summary>How long a test waits for what must arrive; only a failure takes this long.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    protected Contract() : this("") { }

    protected Contract(string hocon) : this(ConfigurationFactory.ParseString(hocon)) { }

    protected Contract(Config config) : base(config.WithFallback(ConfigurationFactory.ParseString(
        """
        akka.loglevel = INFO
        akka.stdout-loglevel = OFF
        akka.test.single-expect-default = 10s
        """)))
    {
    }

    /// <summary>An actor whose every message runs <paramref name="receive"/> with its context.</summary>
    protected static Props Does(Action<IActorContext, object> receive) => Props.Create(() => new Lambda(receive));

    protected IActorRef Run(Action<IActorContext, object> receive) => Sys.ActorOf(Does(receive));

    /// <summary>An actor that tells <see cref="Akka.TestKit.TestKitBase.TestActor"/> all it hears, keeping the sender.</summary>
    protected IActorRef RunForwarder() => Sys.ActorOf(Forwards());

    protected Props Forwards()
    {
        var target = TestActor;
        return Does((_, message) => target.Forward(message));
    }

    /// <summary>Takes what was already on its way.</summary>
    protected void Drain() => ReceiveWhile(message => message, Absent, Absent);

    /// <summary>Stops an actor and waits until it has.</summary>
    protected void StopAndWait(IActorRef actor)
    {
        var watcher = CreateTestProbe();
        watcher.Watch(actor);
        Sys.Stop(actor);
        watcher.ExpectTerminated(actor);
    }
}

internal sealed class Lambda(Action<IActorContext, object> receive) : UntypedActor
{
    protected override void OnReceive(object message) => receive(Context, message);
}

/// <summary>The failure that tests throw on purpose.</summary>
internal sealed class BoomException(string message = "boom") : Exception(message);
