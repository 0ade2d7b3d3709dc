namespace Akka.Configuration.Hocon;

/// <summary>Dotted paths, whose keys may be quoted: <c>a."b.c".d</c>.</summary>
internal static class HoconPath
{
    public static List<string> Split(string path)
    {
        var keys = new List<string>();
        var at = 0;
        while (at < path.Length)
        {
            var quoted = path[at] == '"';
            var start = quoted ? at + 1 : at;
            var end = path.IndexOf(quoted ? '"' : '.', start);
            if (end < 0)
                end = quoted ? throw new FormatException($"The path {path} has an open quote.") : path.Length;
            keys.Add(path[start..end]);
            at = quoted ? end + 2 : end + 1;
        }

        return keys;
    }

    public static HoconValue Walk(HoconValue from, IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            if (from == null)
                return null;
            from = from.GetChildObject(key);
        }

        return from;
    }
}
