using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;

namespace Akka.Dispatch.MessageQueues;

/// <summary>A full queue makes the sender wait; after the push timeout the message is a dead letter.</summary>
public class BoundedMessageQueue : IMessageQueue, IBoundedMessageQueueSemantics
{
    private readonly BlockingCollection<Envelope> _queue;

    public BoundedMessageQueue(Config config)
        : this(config.GetInt("mailbox-capacity", 0), config.GetTimeSpan("mailbox-push-timeout-time", TimeSpan.FromSeconds(10)))
    {
    }

    public BoundedMessageQueue(int boundedCapacity, TimeSpan pushTimeOut)
    {
        PushTimeOut = pushTimeOut;
        if (boundedCapacity < 0)
        {
            throw new ArgumentException("The capacity for BoundedMessageQueue must be greater than zero.", nameof(boundedCapacity));
        }

        _queue = boundedCapacity == 0 ? new BlockingCollection<Envelope>() : new BlockingCollection<Envelope>(boundedCapacity);
    }

    public TimeSpan PushTimeOut { get; set; }

    public bool HasMessages => _queue.Count > 0;

    public int Count => _queue.Count;

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        if (PushTimeOut >= TimeSpan.Zero)
        {
            if (!_queue.TryAdd(envelope, PushTimeOut))
            {
                receiver.AsInternal().Provider.DeadLetters.Tell(
                    new Akka.Event.DeadLetter(envelope.Message, envelope.Sender, receiver), envelope.Sender);
            }
        }
        else
        {
            _queue.Add(envelope);
        }
    }

    public bool TryDequeue(out Envelope envelope) => _queue.TryTake(out envelope);

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out var envelope))
        {
            deadletters.Enqueue(owner, envelope);
        }
    }
}

internal static class ActorRefCasts
{
    public static IInternalActorRef AsInternal(this IActorRef actor) => (IInternalActorRef)actor;
}
