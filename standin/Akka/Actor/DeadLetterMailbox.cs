using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>The mailbox of the dead: closed, and what is put into it is published as a dead letter.</summary>
public sealed class DeadLetterMailbox : Mailbox
{
    private readonly IActorRef _deadLetters;

    public DeadLetterMailbox(IActorRef deadLetters)
        : base(new DeadLetterQueue(deadLetters))
    {
        _deadLetters = deadLetters;
        BecomeClosed();
    }

    internal override bool HasSystemMessages => false;

    public override void CleanUp()
    {
    }

    internal override void Sweep()
    {
    }

    internal override void SystemEnqueue(IActorRef receiver, SystemMessage message) =>
        _deadLetters.Tell(new DeadLetter(message, receiver, receiver), receiver);

    private sealed class DeadLetterQueue(IActorRef deadLetters) : IMessageQueue
    {
        public bool HasMessages => false;

        public int Count => 0;

        public void Enqueue(IActorRef receiver, Envelope envelope)
        {
            // A dead letter that finds its own listener dead is dropped, else it would circle.
            if (envelope.Message is not DeadLetter)
            {
                deadLetters.Tell(new DeadLetter(envelope.Message, envelope.Sender, receiver), envelope.Sender);
            }
        }

        public bool TryDequeue(out Envelope envelope)
        {
            envelope = default;
            return false;
        }

        public void CleanUp(IActorRef owner, IMessageQueue deadletters)
        {
        }
    }
}
