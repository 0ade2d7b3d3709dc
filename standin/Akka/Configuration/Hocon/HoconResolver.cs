namespace Akka.Configuration.Hocon;

/// <summary>Puts the values that substitutions name in their place.</summary>
internal sealed class HoconResolver(HoconObject root)
{
    // An optional substitution that finds nothing; its key then vanishes.
    private static readonly object Undefined = new();

    public void Resolve() => Resolve(root);

    private void Resolve(HoconObject value)
    {
        foreach (var (key, item) in value.Items.ToArray())
        {
            if (!Resolve(item))
                value.Items.Remove(key);
        }
    }

    /// <returns>False where nothing is left of the value.</returns>
    private bool Resolve(HoconValue value)
    {
        switch (value.Content)
        {
            case HoconObject nested:
                Resolve(nested);
                return true;
            case List<HoconValue> items:
                items.RemoveAll(item => !Resolve(item));
                return true;
            case HoconDeferred deferred:
                var content = Settle(deferred);
                if (content == Undefined)
                    return false;
                value.Settle(content);
                return true;
            default:
                return true;
        }
    }

    private object Settle(HoconDeferred deferred)
    {
        deferred.InProgress = true;
        var pieces = deferred.Pieces.Select(Lookup).Where(piece => piece != Undefined).ToList();
        var content = pieces.Count == 0 ? Undefined : Concatenated(pieces);
        var before = deferred.Previous is { } previous && Resolve(previous) ? previous.Content : Undefined;
        deferred.InProgress = false;
        if (content == Undefined)
            return before;
        return content is HoconObject over && before is HoconObject under ? HoconObject.Merged(under, over) : content;
    }

    private object Lookup(object piece)
    {
        if (piece is HoconValue literal)
            return Resolve(literal) ? literal : Undefined;
        if (piece is not HoconReference reference)
            return piece;

        var found = new HoconValue(root);
        foreach (var key in HoconPath.Split(reference.Path))
        {
            found = Settled(found?.GetChildObject(key));
            if (found == null)
                break;
        }

        if (found != null)
            return found;
        return reference.Optional ? Undefined : throw new FormatException($"Unresolved substitution: {reference.Path}");
    }

    // A value that refers to itself, directly or not, means what its key held before.
    private HoconValue Settled(HoconValue value)
    {
        while (value?.Deferred is { InProgress: true } self)
            value = self.Previous;
        if (value == null || value.Deferred == null)
            return value;
        return Resolve(value) ? value : null;
    }

    /// <summary>One value of many pieces: objects merge, arrays join, anything else is text.</summary>
    public static object Concatenated(List<object> pieces)
    {
        var solid = pieces.Where(piece => piece is not HoconText { IsBlank: true }).ToList();
        if (solid.Count == 1)
        {
            return solid[0] switch
            {
                HoconText { Quoted: false, Text: "null" } => null,
                HoconText text => text.Text,
                HoconValue value => value.Content,
                var other => throw new FormatException($"{other} is not a value."),
            };
        }

        if (solid.Count > 0 && solid.TrueForAll(piece => piece is HoconValue value && value.IsObject()))
            return solid.Cast<HoconValue>().Select(value => value.GetObject()).Aggregate(HoconObject.Merged);
        if (solid.Count > 0 && solid.TrueForAll(piece => piece is HoconValue value && value.IsArray()))
            return solid.Cast<HoconValue>().SelectMany(value => value.GetArray()).ToList();
        return string.Concat(pieces.Select(TextOf)).Trim();
    }

    private static string TextOf(object piece) => piece switch
    {
        HoconText text => text.Text,
        HoconValue value when value.IsString() => value.GetString() ?? "null",
        _ => throw new FormatException("An object or an array cannot be joined with text."),
    };
}
