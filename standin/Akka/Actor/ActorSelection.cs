using Akka.Util;

namespace Akka.Actor;

/// <summary>Actors by path, with wildcards; nobody at all is fine, too.</summary>
public class ActorSelection : ICanTell
{
    public ActorSelection()
    {
    }

    public ActorSelection(IActorRef anchor, SelectionPathElement[] path)
    {
        Anchor = anchor;
        Path = path;
    }

    public ActorSelection(IActorRef anchor, string path)
        : this(anchor, path == "" ? [] : path.Split('/'))
    {
    }

    public ActorSelection(IActorRef anchor, IEnumerable<string> elements)
    {
        Anchor = anchor;
        var list = elements.ToList();
        Path = list
            .Where(e => !string.IsNullOrEmpty(e))
            .Select(e => e == "**" ? SelectChildRecursive.Instance
                : e.Contains('?') || e.Contains('*') ? new SelectChildPattern(e)
                : e == ".." ? SelectParent.Instance
                : (SelectionPathElement)new SelectChildName(e))
            .ToArray();
        if (Path.OfType<SelectChildRecursive>().Any() && Path[^1] is not SelectChildRecursive)
        {
            throw new IllegalActorNameException("Double wildcard can only appear at the last path entry");
        }
    }

    public IActorRef Anchor { get; private set; }

    public SelectionPathElement[] Path { get; private set; }

    public string PathString => "/" + string.Join("/", Path.Select(e => e.ToString()));

    public void Tell(object message, IActorRef sender = null)
    {
        sender ??= ActorCell.GetCurrentSelfOrNoSender() ?? ActorRefs.NoSender;
        Deliver(Anchor, sender, message as ActorSelectionMessage is { } on ? on.Copy(elements: Path) : new ActorSelectionMessage(message, Path));
    }

    public Task<IActorRef> ResolveOne(TimeSpan timeout) => ResolveOne(timeout, CancellationToken.None);

    public async Task<IActorRef> ResolveOne(TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            var identity = await this.Ask<ActorIdentity>(new Identify(null), timeout, ct).ConfigureAwait(false);
            return identity.Subject ?? throw new ActorNotFoundException("subject was null");
        }
        catch (Exception e) when (e is not ActorNotFoundException)
        {
            throw new ActorNotFoundException("Exception occurred while resolving ActorSelection", e);
        }
    }

    public override bool Equals(object obj) => obj is ActorSelection other && Equals(Anchor, other.Anchor) && PathString == other.PathString;

    public override int GetHashCode() => HashCode.Combine(Anchor, PathString);

    public override string ToString() => $"ActorSelection[Anchor({Anchor.Path}{(Anchor.Path.Uid == 0 ? "" : "#" + Anchor.Path.Uid)}), Path({PathString})]";

    // Walks down as far as this process knows; a child that is not there is a dead letter.
    private static void Deliver(IActorRef anchor, IActorRef sender, ActorSelectionMessage selection)
    {
        if (selection.Elements.Length == 0)
        {
            anchor.Tell(selection.Message, sender);
            return;
        }

        var current = (IInternalActorRef)anchor;
        for (var i = 0; i < selection.Elements.Length; i++)
        {
            if (current is not ActorRefWithCell withCell)
            {
                // Not one of ours, a virtual container say: it knows its children by name alone.
                var names = selection.Elements.Skip(i).Select(e => e.ToString()).ToList();
                var found = current.GetChild(names);
                TellOrGiveUp(found, current, names, sender, selection);
                return;
            }

            var last = i == selection.Elements.Length - 1;
            switch (selection.Elements[i])
            {
                case SelectParent:
                    current = current.Parent.IsNobody() ? current : current.Parent;
                    break;
                case SelectChildName named:
                    var child = withCell.GetSingleChild(named.Name);
                    if (child.IsNobody())
                    {
                        TellOrGiveUp(child, current, [named.Name], sender, selection);
                        return;
                    }

                    current = child;
                    break;
                case SelectChildPattern pattern:
                    var matching = withCell.Children.Where(c => c.Path.Name.Like(pattern.PatternStr, caseSensitive: true)).ToList();
                    if (matching.Count == 0)
                    {
                        if (!selection.WildCardFanOut)
                        {
                            TellOrGiveUp(ActorRefs.Nobody, current, [pattern.PatternStr], sender, selection);
                        }

                        return;
                    }

                    foreach (var match in matching)
                    {
                        if (last)
                        {
                            match.Tell(selection.Message, sender);
                        }
                        else
                        {
                            var rest = selection.Elements[(i + 1)..];
                            Deliver(match, sender, selection.Copy(elements: rest, wildCardFanOut: selection.WildCardFanOut || matching.Count > 1));
                        }
                    }

                    return;
                case SelectChildRecursive:
                    foreach (var descendant in Descendants(withCell))
                    {
                        descendant.Tell(selection.Message, sender);
                    }

                    return;
            }
        }

        current.Tell(selection.Message, sender);
    }

    private static IEnumerable<IActorRef> Descendants(ActorRefWithCell of)
    {
        foreach (var child in of.Children)
        {
            yield return child;
            if (child is ActorRefWithCell withCell)
            {
                foreach (var below in Descendants(withCell))
                {
                    yield return below;
                }
            }
        }
    }

    private static void TellOrGiveUp(
        IActorRef found, IInternalActorRef parent, IReadOnlyList<string> names, IActorRef sender, ActorSelectionMessage selection)
    {
        if (!found.IsNobody())
        {
            found.Tell(selection.Message, sender);
            return;
        }

        var system = parent.Provider;
        var stream = ((LocalActorRefProvider)system).EventStream;
        new EmptyLocalActorRef(system, parent.Path / names, stream).Tell(selection, sender);
    }
}
