using Akka.Dispatch;

namespace Akka.Actor.Internal;

/// <summary>Messages put aside; they come back to the front of the mailbox in the order in which they came.</summary>
public abstract class AbstractStash : IStash
{
    private readonly ActorCell _cell;
    private int? _capacity;
    private LinkedList<Envelope> _stashed = new();
    private int _lastEnvelopeId = -1;

    protected AbstractStash(IActorContext context) => _cell = (ActorCell)context;

    public int Count => _stashed.Count;

    public bool IsEmpty => Count == 0;

    public bool NonEmpty => Count > 0;

    public bool IsFull => Capacity >= 0 && Count >= Capacity;

    public virtual int Capacity => _capacity ??= _cell.Props.Deploy.StashCapacity != Deploy.NoStashSize
        ? _cell.Props.Deploy.StashCapacity
        : _cell.System.Mailboxes.StashCapacity(_cell.Props.Dispatcher, _cell.Props.Mailbox);

    private IDequeBasedMessageQueueSemantics Queue => _cell.Mailbox.MessageQueue as IDequeBasedMessageQueueSemantics
        ?? throw new NotSupportedException(
            $"DequeBasedMailbox required, got: {_cell.Mailbox.MessageQueue.GetType().Name}. "
            + "An (unbounded) deque-based mailbox can be configured as follows: "
            + "my-custom-mailbox { mailbox-type = \"Akka.Dispatch.UnboundedDequeBasedMailbox\" }");

    public void Stash()
    {
        if (_cell.CurrentEnvelopeId == _lastEnvelopeId)
        {
            throw new IllegalActorStateException($"Can't stash the same message {_cell.CurrentMessage} more than once");
        }

        if (IsFull)
        {
            throw new StashOverflowException(
                $"Couldn't enqueue message [{_cell.CurrentMessage}] from ${_cell.Sender} to stash of {_cell.Self}");
        }

        _lastEnvelopeId = _cell.CurrentEnvelopeId;
        _stashed.AddLast(new Envelope(_cell.CurrentMessage, _cell.Sender));
    }

    public void Unstash()
    {
        if (_stashed.First is { } first)
        {
            _stashed.RemoveFirst();
            Queue.EnqueueFirst(first.Value);
        }
    }

    public void UnstashAll() => UnstashAll(static _ => true);

    public void UnstashAll(Func<Envelope, bool> predicate)
    {
        if (_stashed.Count == 0)
        {
            return;
        }

        // Taken out first: the predicate may throw, and the rest is gone then as in Akka.
        var stashed = _stashed;
        _stashed = new LinkedList<Envelope>();
        for (var node = stashed.Last; node != null; node = node.Previous)
        {
            if (predicate(node.Value))
            {
                Queue.EnqueueFirst(node.Value);
            }
        }
    }

    public IEnumerable<Envelope> ClearStash()
    {
        var stashed = _stashed;
        _stashed = new LinkedList<Envelope>();
        return stashed;
    }

    public void Prepend(IEnumerable<Envelope> envelopes)
    {
        var place = _stashed.First;
        foreach (var envelope in envelopes)
        {
            if (_stashed.Any(e => ReferenceEquals(e.Message, envelope.Message) && Equals(e.Sender, envelope.Sender)))
            {
                continue;
            }

            if (place == null)
            {
                _stashed.AddLast(envelope);
            }
            else
            {
                _stashed.AddBefore(place, envelope);
            }
        }
    }
}

public class UnboundedStashImpl : AbstractStash
{
    public UnboundedStashImpl(IActorContext context)
        : base(context)
    {
    }
}

public class BoundedStashImpl : AbstractStash
{
    public BoundedStashImpl(IActorContext context)
        : base(context)
    {
    }
}
