using Akka.Dispatch.SysMsg;
using Akka.Event;
using Akka.Util;

namespace Akka.Actor;

// Who watches whom. All three sets are made when first needed.
public partial class ActorCell
{
    private Dictionary<IActorRef, Option<object>> _watching;
    private Dictionary<IActorRef, Option<object>> _terminatedQueued;
    private HashSet<IActorRef> _watchedBy;

    public IActorRef Watch(IActorRef subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return StartWatching(subject, Option<object>.None);
    }

    public IActorRef WatchWith(IActorRef subject, object message)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(message);
        return StartWatching(subject, new Option<object>(message));
    }

    public IActorRef Unwatch(IActorRef subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (!subject.Equals(Self) && _watching != null && _watching.Remove(subject))
        {
            ((IInternalActorRef)subject).SendSystemMessage(new Unwatch((IInternalActorRef)subject, _self));
        }

        // A notification that is in the mailbox already will be dropped.
        _terminatedQueued?.Remove(subject);
        return subject;
    }

    /// <summary>Notes that a <see cref="Terminated"/> is in the mailbox, so that Unwatch can still take it back.</summary>
    public void TerminatedQueuedFor(IActorRef subject, Option<object> customMessage) =>
        (_terminatedQueued ??= []).TryAdd(subject, customMessage);

    protected void ReceivedTerminated(Terminated terminated)
    {
        if (_terminatedQueued != null && _terminatedQueued.Remove(terminated.ActorRef, out var custom))
        {
            ReceiveMessage(custom.GetOrElse(terminated));
        }
    }

    protected void WatchedActorTerminated(IActorRef actor, bool existenceConfirmed, bool addressTerminated)
    {
        if (_watching != null && _watching.Remove(actor, out var custom) && !IsTerminating)
        {
            // By way of the mailbox: whatever the dead actor sent before is handled before.
            Self.Tell(new Terminated(actor, existenceConfirmed, addressTerminated), actor);
            TerminatedQueuedFor(actor, custom);
        }

        if (TryGetChildStatsByRef(actor, out _))
        {
            HandleChildTerminated(actor);
        }
    }

    protected void TellWatchersWeDied()
    {
        if (_watchedBy == null)
        {
            return;
        }

        var watchers = _watchedBy;
        _watchedBy = null;
        foreach (var watcher in watchers)
        {
            // The parent is told in any case.
            if (!watcher.Equals(Parent))
            {
                ((IInternalActorRef)watcher).SendSystemMessage(new DeathWatchNotification(Self, existenceConfirmed: true, addressTerminated: false));
            }
        }
    }

    private void UnwatchWatchedActors()
    {
        if (_watching != null)
        {
            var watching = _watching;
            _watching = null;
            foreach (var watchee in watching.Keys)
            {
                ((IInternalActorRef)watchee).SendSystemMessage(new Unwatch((IInternalActorRef)watchee, _self));
            }

            _terminatedQueued = null;
        }
    }

    protected void AddWatcher(IActorRef watchee, IActorRef watcher)
    {
        var watcheeIsSelf = watchee.Equals(Self);
        var watcherIsSelf = watcher.Equals(Self);
        if (watcheeIsSelf && !watcherIsSelf)
        {
            if ((_watchedBy ??= []).Add(watcher) && _systemImpl.Settings.DebugLifecycle)
            {
                Publish(new Debug(Self.Path.ToString(), ActorType, $"now watched by {watcher}"));
            }
        }
        else if (!watcheeIsSelf && watcherIsSelf)
        {
            Watch(watchee);
        }
        else
        {
            Publish(new Warning(Self.Path.ToString(), ActorType, $"BUG: illegal Watch({watchee},{watcher} for {Self}"));
        }
    }

    protected void RemWatcher(IActorRef watchee, IActorRef watcher)
    {
        var watcheeIsSelf = watchee.Equals(Self);
        var watcherIsSelf = watcher.Equals(Self);
        if (watcheeIsSelf && !watcherIsSelf)
        {
            if (_watchedBy != null && _watchedBy.Remove(watcher) && _systemImpl.Settings.DebugLifecycle)
            {
                Publish(new Debug(Self.Path.ToString(), ActorType, $"no longer watched by {watcher}"));
            }
        }
        else if (!watcheeIsSelf && watcherIsSelf)
        {
            Unwatch(watchee);
        }
        else
        {
            Publish(new Warning(Self.Path.ToString(), ActorType, $"BUG: illegal Unwatch({watchee},{watcher} for {Self}"));
        }
    }

    private IActorRef StartWatching(IActorRef subject, Option<object> message)
    {
        // The first watch counts, also its message.
        if (!subject.Equals(Self) && (_watching ??= []).TryAdd(subject, message))
        {
            ((IInternalActorRef)subject).SendSystemMessage(new Watch((IInternalActorRef)subject, _self));
        }

        return subject;
    }
}
