using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.Event;

/// <summary>The system's bus of events; a subscription to a class takes its subclasses in.</summary>
public class EventStream : LoggingBus
{
    private readonly bool _debug;
    private IActorRef _unsubscriber;

    public EventStream(bool debug) => _debug = debug;

    /// <summary>Starts the actor that ends the subscriptions of the dead.</summary>
    public void StartUnsubscriber(ActorSystemImpl system) => _unsubscriber ??= system.SystemActorOf(
        Props.Create(typeof(Unsubscriber), this).WithDispatcher(Akka.Dispatch.Dispatchers.InternalDispatcherId), "EventStreamUnsubscriber");

    public override bool Subscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        if (_unsubscriber != null && subscriber is not MinimalActorRef)
        {
            _unsubscriber.Tell(subscriber, ActorRefs.NoSender);
        }

        Say($"subscribing {subscriber} to channel {channel}");
        return base.Subscribe(subscriber, channel);
    }

    public override bool Unsubscribe(IActorRef subscriber, Type channel)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        Say($"unsubscribing {subscriber} from channel {channel}");
        return base.Unsubscribe(subscriber, channel);
    }

    public override bool Unsubscribe(IActorRef subscriber)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        Say($"unsubscribing {subscriber} from all channels");
        return base.Unsubscribe(subscriber);
    }

    private void Say(FormattableString what)
    {
        if (_debug)
        {
            Publish(new Debug(GetType().Name, GetType(), what.ToString()));
        }
    }

    internal sealed class Unsubscriber : UntypedActor
    {
        private readonly EventStream _stream;

        public Unsubscriber(EventStream stream) => _stream = stream;

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case IActorRef subscriber:
                    Context.Watch(subscriber);
                    break;
                case Terminated terminated:
                    _stream.Unsubscribe(terminated.ActorRef);
                    break;
            }
        }
    }
}

public static class EventStreamExtensions
{
    public static bool Subscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) =>
        eventStream.Subscribe(subscriber, typeof(TChannel));

    public static bool Unsubscribe<TChannel>(this EventStream eventStream, IActorRef subscriber) =>
        eventStream.Unsubscribe(subscriber, typeof(TChannel));
}
