namespace Akka.Actor.Internal;

public interface IChildStats;

/// <summary>A name that is taken while its actor is being made.</summary>
public class ChildNameReserved : IChildStats
{
    private ChildNameReserved()
    {
    }

    public static ChildNameReserved Instance { get; } = new();

    public override string ToString() => "Name";
}

/// <summary>A child and how often it was restarted lately.</summary>
public class ChildRestartStats : IChildStats
{
    public ChildRestartStats(IInternalActorRef child, uint maxNrOfRetriesCount = 0, long restartTimeWindowStartTicks = 0)
    {
        Child = child;
        MaxNrOfRetriesCount = maxNrOfRetriesCount;
        RestartTimeWindowStartTicks = restartTimeWindowStartTicks;
    }

    public long Uid => Child.Path.Uid;

    public IInternalActorRef Child { get; }

    public uint MaxNrOfRetriesCount { get; private set; }

    public long RestartTimeWindowStartTicks { get; private set; }

    /// <summary>Negative stands for "no limit", as null does in a strategy.</summary>
    public bool RequestRestartPermission(int maxNrOfRetries, int withinTimeMilliseconds)
    {
        if (maxNrOfRetries == 0)
        {
            return false;
        }

        // Without a count of retries, a window allows one restart in it.
        var hasWindow = withinTimeMilliseconds > 0;
        if (!hasWindow)
        {
            return maxNrOfRetries < 0 || ++MaxNrOfRetriesCount <= maxNrOfRetries;
        }

        var retries = maxNrOfRetries < 0 ? 1 : maxNrOfRetries;
        var now = Util.MonotonicClock.GetTicks();
        var start = RestartTimeWindowStartTicks;
        if (start == 0)
        {
            RestartTimeWindowStartTicks = start = now;
        }

        if (now - start > TimeSpan.FromMilliseconds(withinTimeMilliseconds).Ticks)
        {
            // The window has passed: this restart opens the next.
            MaxNrOfRetriesCount = 1;
            RestartTimeWindowStartTicks = now;
            return true;
        }

        return ++MaxNrOfRetriesCount <= retries;
    }
}

/// <summary>Why a cell waits for children to be gone.</summary>
internal enum SuspendReason
{
    None,
    UserRequest,
    Recreation,
    Creation,
    Termination,
}

/// <summary>
/// An actor's children by name, and those whose end its cell awaits.
/// Other threads look names up, and anybody may create top-level actors, hence the lock; no message takes it.
/// </summary>
internal sealed class ChildrenContainer
{
    /// <summary>What every cell without children has when it has terminated.</summary>
    public static readonly ChildrenContainer Terminated = new() { _terminated = true };

    private readonly object _gate = new();
    private readonly Dictionary<string, IChildStats> _byName = [];
    private HashSet<IActorRef> _toDie;
    private bool _terminated;

    public SuspendReason Reason { get; private set; }

    public Exception RecreationCause { get; private set; }

    public bool IsTerminating => _terminated || Reason == SuspendReason.Termination;

    public bool IsNormal => !_terminated && Reason is SuspendReason.None or SuspendReason.UserRequest;

    public bool IsWaitingForChildren => Reason is SuspendReason.Recreation or SuspendReason.Creation;

    public IReadOnlyList<IInternalActorRef> Children
    {
        get
        {
            lock (_gate)
            {
                var children = new List<IInternalActorRef>(_byName.Count);
                foreach (var stats in _byName.Values)
                {
                    if (stats is ChildRestartStats child)
                    {
                        children.Add(child.Child);
                    }
                }

                return children;
            }
        }
    }

    public IReadOnlyList<ChildRestartStats> Stats
    {
        get
        {
            lock (_gate)
            {
                return _byName.Values.OfType<ChildRestartStats>().ToList();
            }
        }
    }

    public void Reserve(string name)
    {
        lock (_gate)
        {
            if (IsTerminating)
            {
                throw new InvalidOperationException($"Cannot reserve actor name '{name}'. It is terminating.");
            }

            if (!_byName.TryAdd(name, ChildNameReserved.Instance))
            {
                throw new InvalidActorNameException($"Actor name \"{name}\" is not unique!");
            }
        }
    }

    public void Unreserve(string name)
    {
        lock (_gate)
        {
            if (_byName.TryGetValue(name, out var stats) && stats is ChildNameReserved)
            {
                _byName.Remove(name);
            }
        }
    }

    /// <summary>Puts the actor in the place of its reservation; null when nobody reserved its name.</summary>
    public ChildRestartStats Init(IInternalActorRef actor)
    {
        lock (_gate)
        {
            if (!_byName.TryGetValue(actor.Path.Name, out var existing))
            {
                return null;
            }

            if (existing is ChildRestartStats stats)
            {
                return stats;
            }

            stats = new ChildRestartStats(actor);
            _byName[actor.Path.Name] = stats;
            return stats;
        }
    }

    public bool TryGetByName(string name, out IChildStats stats)
    {
        lock (_gate)
        {
            return _byName.TryGetValue(name, out stats);
        }
    }

    public bool TryGetByRef(IActorRef actor, out ChildRestartStats stats)
    {
        lock (_gate)
        {
            stats = _byName.TryGetValue(actor.Path.Name, out var found) ? found as ChildRestartStats : null;
            if (stats != null && stats.Child.Equals(actor))
            {
                return true;
            }

            stats = null;
            return false;
        }
    }

    public void ShallDie(IActorRef actor)
    {
        lock (_gate)
        {
            if (_terminated)
            {
                return;
            }

            if (_toDie == null || Reason == SuspendReason.None)
            {
                _toDie = [];
                Reason = SuspendReason.UserRequest;
            }

            _toDie.Add(actor);
        }
    }

    /// <summary>False when there is nobody to wait for.</summary>
    public bool SetTerminationReason(SuspendReason reason, Exception cause)
    {
        lock (_gate)
        {
            if (Reason == SuspendReason.None)
            {
                return false;
            }

            Reason = reason;
            RecreationCause = cause;
            return true;
        }
    }

    /// <summary>Removes a dead child; says for what reason the cell waited if it was the last one awaited.</summary>
    public SuspendReason Remove(IActorRef child)
    {
        lock (_gate)
        {
            if (_byName.TryGetValue(child.Path.Name, out var found) && found is ChildRestartStats stats && stats.Child.Equals(child))
            {
                _byName.Remove(child.Path.Name);
            }

            if (Reason == SuspendReason.None)
            {
                return SuspendReason.None;
            }

            _toDie.Remove(child);
            if (_toDie.Count > 0)
            {
                return SuspendReason.None;
            }

            var reason = Reason;
            Reason = SuspendReason.None;
            _toDie = null;
            _terminated = reason == SuspendReason.Termination;
            return reason;
        }
    }
}
