using Akka.Actor;

namespace Akka.Event;

/// <summary>Hands events to those who subscribed to their class.</summary>
public abstract class EventBus<TEvent, TClassifier, TSubscriber>
{
    private readonly object _gate = new();
    private readonly Dictionary<TClassifier, List<TSubscriber>> _byClassifier = [];

    // What a class of event reaches, worked out once; thrown away when anybody comes or goes.
    private volatile Dictionary<TClassifier, TSubscriber[]> _routes = [];

    public virtual bool Subscribe(TSubscriber subscriber, TClassifier classifier)
    {
        lock (_gate)
        {
            if (!_byClassifier.TryGetValue(classifier, out var subscribers))
            {
                _byClassifier[classifier] = subscribers = [];
            }

            // Whoever gets it by a wider class already is not subscribed twice.
            if (_byClassifier.Any(pair => IsSubClassification(pair.Key, classifier) && pair.Value.Contains(subscriber)))
            {
                return false;
            }

            subscribers.Add(subscriber);
            _routes = [];
            return true;
        }
    }

    public virtual bool Unsubscribe(TSubscriber subscriber)
    {
        lock (_gate)
        {
            var found = false;
            foreach (var subscribers in _byClassifier.Values)
            {
                found |= subscribers.Remove(subscriber);
            }

            _routes = [];
            return found;
        }
    }

    public virtual bool Unsubscribe(TSubscriber subscriber, TClassifier classifier)
    {
        lock (_gate)
        {
            var found = false;
            foreach (var (key, subscribers) in _byClassifier)
            {
                if (IsSubClassification(classifier, key))
                {
                    found |= subscribers.Remove(subscriber);
                }
            }

            _routes = [];
            return found;
        }
    }

    public virtual void Publish(TEvent @event)
    {
        var classifier = GetClassifier(@event);
        var routes = _routes;
        if (!routes.TryGetValue(classifier, out var subscribers))
        {
            subscribers = Route(@event, classifier);
        }

        foreach (var subscriber in subscribers)
        {
            Publish(@event, subscriber);
        }
    }

    protected abstract bool IsSubClassification(TClassifier parent, TClassifier child);

    protected abstract void Publish(TEvent @event, TSubscriber subscriber);

    protected abstract bool Classify(TEvent @event, TClassifier classifier);

    protected abstract TClassifier GetClassifier(TEvent @event);

    protected string SimpleName(object source) => SimpleName(source.GetType());

    protected string SimpleName(Type source) => source.Name;

    private TSubscriber[] Route(TEvent @event, TClassifier classifier)
    {
        lock (_gate)
        {
            var subscribers = new HashSet<TSubscriber>();
            foreach (var (key, some) in _byClassifier)
            {
                if (Classify(@event, key))
                {
                    subscribers.UnionWith(some);
                }
            }

            // Copied, not changed: publishers read it without the lock.
            var route = subscribers.ToArray();
            _routes = new Dictionary<TClassifier, TSubscriber[]>(_routes) { [classifier] = route };
            return route;
        }
    }
}

public abstract class ActorEventBus<TEvent, TClassifier> : EventBus<TEvent, TClassifier, IActorRef>;
