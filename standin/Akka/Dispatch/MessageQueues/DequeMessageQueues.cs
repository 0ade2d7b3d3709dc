using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>A queue that its consumer can also put messages in front of.</summary>
public class DequeWrapperMessageQueue : IMessageQueue, IDequeBasedMessageQueueSemantics
{
    protected readonly IMessageQueue MessageQueue;

    // Touched by the consumer alone.
    private readonly Stack<Envelope> _front = new();

    public DequeWrapperMessageQueue(IMessageQueue messageQueue) => MessageQueue = messageQueue;

    public bool HasMessages => _front.Count > 0 || MessageQueue.HasMessages;

    public int Count => _front.Count + MessageQueue.Count;

    public void Enqueue(IActorRef receiver, Envelope envelope) => MessageQueue.Enqueue(receiver, envelope);

    public void EnqueueFirst(Envelope envelope) => _front.Push(envelope);

    public bool TryDequeue(out Envelope envelope) => _front.TryPop(out envelope) || MessageQueue.TryDequeue(out envelope);

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out var envelope))
        {
            deadletters.Enqueue(owner, envelope);
        }
    }
}

public class UnboundedDequeMessageQueue : DequeWrapperMessageQueue, IUnboundedDequeBasedMessageQueueSemantics
{
    public UnboundedDequeMessageQueue()
        : base(new UnboundedMessageQueue())
    {
    }
}

public class BoundedDequeMessageQueue : DequeWrapperMessageQueue, IBoundedDequeBasedMessageQueueSemantics
{
    public BoundedDequeMessageQueue(int boundedCapacity, TimeSpan pushTimeOut)
        : base(new BoundedMessageQueue(boundedCapacity, pushTimeOut)) => PushTimeOut = pushTimeOut;

    public TimeSpan PushTimeOut { get; }
}
