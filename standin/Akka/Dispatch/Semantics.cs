using Akka.Actor;
using Akka.Dispatch.MessageQueues;

namespace Akka.Dispatch;

/// <summary>What a message queue can do; actors may require it of theirs.</summary>
public interface ISemantics;

public interface IUnboundedMessageQueueSemantics : ISemantics;

public interface IBoundedMessageQueueSemantics : ISemantics
{
    TimeSpan PushTimeOut { get; }
}

public interface IDequeBasedMessageQueueSemantics : ISemantics
{
    void EnqueueFirst(Envelope envelope);
}

public interface IUnboundedDequeBasedMessageQueueSemantics : IDequeBasedMessageQueueSemantics, IUnboundedMessageQueueSemantics;

public interface IBoundedDequeBasedMessageQueueSemantics : IDequeBasedMessageQueueSemantics, IBoundedMessageQueueSemantics;

public interface IMultipleConsumerSemantics : ISemantics;

public interface IBlockingMessageQueueSemantics : IMultipleConsumerSemantics
{
    TimeSpan BlockTimeOut { get; set; }
}

public interface IRequiresMessageQueue<T>
    where T : ISemantics;

public interface IProducesMessageQueue<TQueue>
    where TQueue : IMessageQueue;

public interface IProducesPushTimeoutSemanticsMailbox
{
    TimeSpan PushTimeout { get; }
}
