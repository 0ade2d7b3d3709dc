using Akka.Util;

namespace Akka.Actor;

public abstract class SelectionPathElement;

public class SelectChildName(string name) : SelectionPathElement
{
    public string Name { get; } = name;

    public override bool Equals(object obj) => obj is SelectChildName other && Name == other.Name;

    public override int GetHashCode() => Name.GetHashCode();

    public override string ToString() => Name;
}

public class SelectChildPattern(string patternStr) : SelectionPathElement
{
    public string PatternStr { get; } = patternStr;

    public override bool Equals(object obj) => obj is SelectChildPattern other && PatternStr == other.PatternStr;

    public override int GetHashCode() => PatternStr.GetHashCode();

    public override string ToString() => PatternStr;
}

public class SelectChildRecursive : SelectionPathElement
{
    public static readonly SelectChildRecursive Instance = new();

    public override bool Equals(object obj) => obj is SelectChildRecursive;

    public override int GetHashCode() => "**".GetHashCode();

    public override string ToString() => "**";
}

public class SelectParent : SelectionPathElement
{
    public static readonly SelectParent Instance = new();

    public override bool Equals(object obj) => obj is SelectParent;

    public override int GetHashCode() => "..".GetHashCode();

    public override string ToString() => "..";
}

/// <summary>A message on its way down a selection.</summary>
public class ActorSelectionMessage : IAutoReceivedMessage, IPossiblyHarmful, IWrappedMessage
{
    public ActorSelectionMessage(object message, SelectionPathElement[] elements, bool wildCardFanOut = false)
    {
        Message = message;
        Elements = elements;
        WildCardFanOut = wildCardFanOut;
    }

    public object Message { get; }

    public SelectionPathElement[] Elements { get; }

    public bool WildCardFanOut { get; }

    public ActorSelectionMessage Copy(object message = null, SelectionPathElement[] elements = null, bool? wildCardFanOut = null) =>
        new(message ?? Message, elements ?? Elements, wildCardFanOut ?? WildCardFanOut);

    public override string ToString() => $"ActorSelectionMessage - Message: {Message}, Elements: {string.Join("/", Elements.Select(e => e.ToString()))}";
}

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

public static class ActorRefFactoryShared
{
    public static ActorSelection ActorSelection(ActorPath actorPath, ActorSystem system) =>
        new(((ExtendedActorSystem)system).Provider.RootGuardianAt(actorPath.Address), actorPath.Elements);

    public static ActorSelection ActorSelection(IActorRef anchorActorRef, string path) =>
        new(anchorActorRef, path.Split('/'));

    /// <summary>Absolute ("/user/a"), with an address ("akka://sys/user/a"), or relative to the anchor ("../a").</summary>
    public static ActorSelection ActorSelection(string path, ActorSystem system, IActorRef lookupRoot)
    {
        var provider = ((ExtendedActorSystem)system).Provider;
        if (Uri.IsWellFormedUriString(path, UriKind.Absolute) && ActorPath.TryParse(path, out var actorPath))
        {
            return new ActorSelection(provider.RootGuardianAt(actorPath.Address), actorPath.Elements);
        }

        return path.StartsWith('/')
            ? new ActorSelection(provider.RootGuardian, path[1..].Split('/'))
            : new ActorSelection(lookupRoot, path.Split('/'));
    }
}
