using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace Akka.Event;

internal sealed class LoggerMessageQueue : UnboundedMessageQueue, ILoggerMessageQueueSemantics;

internal sealed class LoggerMailboxType(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<LoggerMessageQueue>
{
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new LoggerMessageQueue();
}
