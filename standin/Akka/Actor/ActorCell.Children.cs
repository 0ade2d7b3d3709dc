using Akka.Actor.Internal;
using Akka.Util;

namespace Akka.Actor;

public partial class ActorCell
{
    // Null until the first child: most actors have none.
    private ChildrenContainer _children;
    private long _nextRandomName = -1;

    public virtual IActorRef ActorOf(Props props, string name = null) =>
        MakeChild(props, name == null ? RandomName() : CheckName(name), async: false, systemService: false);

    /// <summary>As <see cref="ActorOf"/>, from outside the actor: the child starts when this cell takes it on.</summary>
    public virtual IActorRef AttachChild(Props props, bool isSystemService, string name = null) =>
        MakeChild(props, name == null ? RandomName() : CheckName(name), async: true, isSystemService);

    IActorRef IActorContext.Child(string name) =>
        TryGetChildStatsByName(name, out var stats) && stats is ChildRestartStats child ? child.Child : ActorRefs.Nobody;

    IEnumerable<IActorRef> IActorContext.GetChildren() => GetChildren();

    public IEnumerable<IInternalActorRef> GetChildren() => _children?.Children ?? [];

    // Strategies seldom look at the children of whom one has died, and there may be thousands.
    private IEnumerable<IInternalActorRef> LazyChildren()
    {
        foreach (var child in GetChildren())
        {
            yield return child;
        }
    }

    public IInternalActorRef GetSingleChild(string name)
    {
        var (childName, uid) = ActorPath.SplitNameAndUid(name);
        return TryGetChildStatsByName(childName, out var stats) && stats is ChildRestartStats child
            && (uid == UndefinedUid || uid == child.Uid)
            ? child.Child
            : ActorRefs.Nobody;
    }

    public bool TryGetChildStatsByName(string name, out IChildStats child)
    {
        child = null;
        return Volatile.Read(ref _children)?.TryGetByName(name, out child) ?? false;
    }

    public void Stop(IActorRef child)
    {
        // A child that is not running yet cannot be waited for: it is stopped when it has started.
        if (TryGetChildStatsByRef(child, out _) && (child is not RepointableActorRef repointable || repointable.IsStarted))
        {
            _children.ShallDie(child);
        }

        ((IInternalActorRef)child).Stop();
    }

    public void ReserveChild(string name) => OwnChildren().Reserve(name);

    public ChildRestartStats InitChild(IInternalActorRef actor) => OwnChildren().Init(actor);

    protected void UnreserveChild(string name) => _children?.Unreserve(name);

    protected bool TryGetChildStatsByRef(IActorRef actor, out ChildRestartStats child)
    {
        child = null;
        return _children?.TryGetByRef(actor, out child) ?? false;
    }

    private static string CheckName(string name)
    {
        if (name.Length == 0)
        {
            throw new InvalidActorNameException("Actor name must not be empty.");
        }

        if (!ActorPath.IsValidPathElement(name))
        {
            throw new InvalidActorNameException(
                $"Illegal actor name [{name}]. Actor paths MUST: not start with `$`, include only ASCII letters and can only contain these "
                + $"special characters: ${ActorPath.ValidSymbols}.");
        }

        return name;
    }

    private string RandomName() => Base64.Encode(Interlocked.Increment(ref _nextRandomName), "$");

    private ChildrenContainer OwnChildren()
    {
        if (Volatile.Read(ref _children) == null)
        {
            Interlocked.CompareExchange(ref _children, new ChildrenContainer(), null);
        }

        return _children;
    }

    private IInternalActorRef MakeChild(Props props, string name, bool async, bool systemService)
    {
        if (IsTerminating)
        {
            throw new InvalidOperationException("Cannot create child while terminating or terminated");
        }

        var children = OwnChildren();
        children.Reserve(name);
        IInternalActorRef actor;
        try
        {
            var path = new ChildActorPath(Self.Path, name, NewUid());
            actor = _systemImpl.Provider.ActorOf(
                _systemImpl, props, _self, path, systemService, deploy: null, lookupDeploy: true, async: async);
        }
        catch
        {
            children.Unreserve(name);
            throw;
        }

        // Born into a failure (in PreRestart, say): the child waits for its outcome as its siblings do.
        if (IsFailed)
        {
            for (var i = Mailbox.SuspendCount(); i > 0; i--)
            {
                actor.Suspend();
            }
        }

        children.Init(actor);
        actor.Start();
        return actor;
    }

    private void SuspendChildren(IReadOnlyCollection<IActorRef> exceptFor = null)
    {
        foreach (var child in GetChildren())
        {
            if (exceptFor == null || !exceptFor.Contains(child))
            {
                child.Suspend();
            }
        }
    }

    private void ResumeChildren(Exception causedByFailure, IActorRef perpetrator)
    {
        foreach (var child in GetChildren())
        {
            child.Resume(child.Equals(perpetrator) ? causedByFailure : null);
        }
    }

    private void StopChildren()
    {
        foreach (var child in GetChildren())
        {
            Stop(child);
        }
    }
}
