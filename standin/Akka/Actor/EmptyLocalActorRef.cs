using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>A path where no actor is: what is sent there becomes a dead letter.</summary>
public class EmptyLocalActorRef : MinimalActorRef
{
    private readonly IActorRefProvider _provider;
    private readonly ActorPath _path;
    private readonly EventStream _eventStream;

    public EmptyLocalActorRef(IActorRefProvider provider, ActorPath path, EventStream eventStream)
    {
        _provider = provider;
        _path = path;
        _eventStream = eventStream;
    }

    public override ActorPath Path => _path;

    public override IActorRefProvider Provider => _provider;

    public override bool IsTerminated => true;

    public override void SendSystemMessage(ISystemMessage message) => SpecialHandle(message, _provider.DeadLetters);

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is DeadLetter letter)
        {
            SpecialHandle(letter.Message, letter.Sender);
        }
        else if (!SpecialHandle(message, sender))
        {
            _eventStream.Publish(new DeadLetter(message, sender.IsNobody() ? _provider.DeadLetters : sender, this));
        }
    }

    protected virtual bool SpecialHandle(object message, IActorRef sender)
    {
        switch (message)
        {
            case Watch watch:
                // Whoever watches nobody learns of its death at once.
                if (watch.Watchee.Equals(this) && !watch.Watcher.Equals(this))
                {
                    watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, existenceConfirmed: false, addressTerminated: false));
                }

                return true;
            case Unwatch:
                return true;
            case Identify identify:
                sender.Tell(new ActorIdentity(identify.MessageId, null), ActorRefs.NoSender);
                return true;
            case ActorSelectionMessage selection:
                if (selection.Message is Identify selected)
                {
                    if (!selection.WildCardFanOut)
                    {
                        sender.Tell(new ActorIdentity(selected.MessageId, null), ActorRefs.NoSender);
                    }
                }
                else
                {
                    _eventStream.Publish(new DeadLetter(selection.Message, sender.IsNobody() ? _provider.DeadLetters : sender, this));
                }

                return true;
            case IDeadLetterSuppression suppressed:
                _eventStream.Publish(new SuppressedDeadLetter(suppressed, sender.IsNobody() ? _provider.DeadLetters : sender, this));
                return true;
            default:
                return false;
        }
    }
}

public class DeadLetterActorRef : EmptyLocalActorRef
{
    private readonly EventStream _eventStream;

    public DeadLetterActorRef(IActorRefProvider provider, ActorPath path, EventStream eventStream)
        : base(provider, path, eventStream) => _eventStream = eventStream;

    protected override void TellInternal(object message, IActorRef sender)
    {
        switch (message)
        {
            case Identify identify:
                sender.Tell(new ActorIdentity(identify.MessageId, ActorRefs.Nobody), ActorRefs.NoSender);
                break;
            case DeadLetter letter:
                if (!SpecialHandle(letter.Message, letter.Sender))
                {
                    _eventStream.Publish(letter);
                }

                break;
            default:
                if (!SpecialHandle(message, sender))
                {
                    _eventStream.Publish(new DeadLetter(message, sender.IsNobody() ? Provider.DeadLetters : sender, this));
                }

                break;
        }
    }

    protected override bool SpecialHandle(object message, IActorRef sender)
    {
        if (message is Watch watch)
        {
            if (!watch.Watchee.Equals(this) && !watch.Watcher.Equals(this))
            {
                watch.Watcher.SendSystemMessage(new DeathWatchNotification(watch.Watchee, existenceConfirmed: false, addressTerminated: false));
            }

            return true;
        }

        return base.SpecialHandle(message, sender);
    }
}
