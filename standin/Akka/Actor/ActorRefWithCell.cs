namespace Akka.Actor;

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
