using Akka.Dispatch.SysMsg;
using Akka.Util;

namespace Akka.Actor;

public abstract class ActorRefBase : IActorRef
{
    public abstract ActorPath Path { get; }

    public void Tell(object message, IActorRef sender)
    {
        if (message is null)
        {
            throw new InvalidMessageException("Message is null");
        }

        TellInternal(message, sender);
    }

    protected abstract void TellInternal(object message, IActorRef sender);

    public override string ToString() =>
        Path.Uid == ActorCell.UndefinedUid ? $"[{Path}]" : $"[{Path}#{Path.Uid}]";

    public override bool Equals(object obj) => obj is IActorRef other && Equals(other);

    public override int GetHashCode() => Path.Uid == ActorCell.UndefinedUid ? Path.GetHashCode() : Path.Uid.GetHashCode();

    public int CompareTo(object obj)
    {
        if (obj is not null and not IActorRef)
        {
            throw new ArgumentException("Object must be of type IActorRef.", nameof(obj));
        }

        return CompareTo((IActorRef)obj);
    }

    // Incarnations of one path differ by their uid.
    public bool Equals(IActorRef other) =>
        ReferenceEquals(this, other) || (other is not null && Path.Uid == other.Path.Uid && Path.Equals(other.Path));

    public int CompareTo(IActorRef other)
    {
        if (other is null)
        {
            return 1;
        }

        var paths = Path.CompareTo(other.Path);
        return paths != 0 ? paths : Path.Uid.CompareTo(other.Path.Uid);
    }

    public virtual ISurrogate ToSurrogate(ActorSystem system) => new Surrogate(Path.ToSerializationFormat());

    public class Surrogate : ISurrogate
    {
        public Surrogate(string path) => Path = path;

        public string Path { get; }

        public ISurrogated FromSurrogate(ActorSystem system) => ((ExtendedActorSystem)system).Provider.ResolveActorRef(Path);
    }
}

public abstract class InternalActorRefBase : ActorRefBase, IInternalActorRef
{
    public abstract IInternalActorRef Parent { get; }

    public abstract IActorRefProvider Provider { get; }

    public abstract bool IsTerminated { get; }

    public abstract bool IsLocal { get; }

    public abstract IActorRef GetChild(IReadOnlyList<string> name);

    public abstract void Resume(Exception causedByFailure = null);

    public abstract void Start();

    public abstract void Stop();

    public abstract void Restart(Exception cause);

    public abstract void Suspend();

    public abstract void SendSystemMessage(ISystemMessage message);
}

/// <summary>A reference that ignores everything unless a subclass says otherwise.</summary>
public abstract class MinimalActorRef : InternalActorRefBase
{
    public override IInternalActorRef Parent => ActorRefs.Nobody;

    public override bool IsTerminated => false;

    public override bool IsLocal => true;

    public override IActorRef GetChild(IReadOnlyList<string> name) =>
        name.All(string.IsNullOrEmpty) ? this : ActorRefs.Nobody;

    public override void Resume(Exception causedByFailure = null)
    {
    }

    public override void Start()
    {
    }

    public override void Stop()
    {
    }

    public override void Restart(Exception cause)
    {
    }

    public override void Suspend()
    {
    }

    public override void SendSystemMessage(ISystemMessage message)
    {
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
    }
}

public sealed class Nobody : MinimalActorRef
{
    public static readonly Nobody Instance = new();

    private readonly ActorPath _path = new RootActorPath(Address.AllSystems, "/Nobody");

    private Nobody()
    {
    }

    public override ActorPath Path => _path;

    public override IActorRefProvider Provider => throw new NotSupportedException("Nobody does not provide");
}

/// <summary>What is sent to it vanishes without a dead letter.</summary>
internal sealed class IgnoreActorRef : MinimalActorRef
{
    public IgnoreActorRef(IActorRefProvider provider)
    {
        Provider = provider;
        Path = provider.RootPath / "ignore";
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }
}

public abstract class ActorRefWithCell : InternalActorRefBase
{
    public abstract ICell Underlying { get; }

    public abstract IEnumerable<IActorRef> Children { get; }

    public abstract IInternalActorRef GetSingleChild(string name);

    // Walks down the children; "" stays, ".." goes up.
    internal static IActorRef Walk(IInternalActorRef from, IReadOnlyList<string> names, int index)
    {
        if (index == names.Count)
        {
            return from;
        }

        switch (names[index])
        {
            case "":
                return Walk(from, names, index + 1);
            case "..":
                return from.Parent.IsNobody() ? ActorRefs.Nobody : Walk(from.Parent, names, index + 1);
            case var name:
                if (from is ActorRefWithCell withCell)
                {
                    var child = withCell.GetSingleChild(name);
                    return child.IsNobody() ? ActorRefs.Nobody : Walk(child, names, index + 1);
                }

                return from.GetChild(names.Skip(index).ToList());
        }
    }
}
