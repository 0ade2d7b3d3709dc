using System.Collections.Concurrent;

namespace Akka.Actor;

/// <summary>"/temp": a name space without an actor.</summary>
internal sealed class VirtualContainer(
    IActorRefProvider provider, ActorPath path, IInternalActorRef parent, ConcurrentDictionary<string, IInternalActorRef> children) : MinimalActorRef
{
    public override ActorPath Path => path;

    public override IInternalActorRef Parent => parent;

    public override IActorRefProvider Provider => provider;

    public override IActorRef GetChild(IReadOnlyList<string> name)
    {
        if (name.Count == 0 || name[0].Length == 0)
        {
            return this;
        }

        return children.TryGetValue(ActorPath.SplitNameAndUid(name[0]).Name, out var child)
            ? name.Count == 1 ? child : child.GetChild(name.Skip(1).ToList())
            : ActorRefs.Nobody;
    }
}
