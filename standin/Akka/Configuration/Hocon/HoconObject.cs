using System.Text;

namespace Akka.Configuration.Hocon;

/// <summary>Keys and their values, in the order of the text.</summary>
public class HoconObject
{
    public Dictionary<string, HoconValue> Items { get; } = new();

    public HoconValue GetKey(string key) => Items.GetValueOrDefault(key);

    /// <summary>Both objects' keys; where both have one, <paramref name="over"/>'s wins, except that objects merge.</summary>
    internal static HoconObject Merged(HoconObject under, HoconObject over)
    {
        var merged = new HoconObject();
        foreach (var (key, value) in under.Items)
            merged.Items[key] = value;
        foreach (var (key, value) in over.Items)
        {
            var both = merged.GetKey(key)?.GetObject() is { } below && value.GetObject() is { } above
                ? new HoconValue(Merged(below, above))
                : value;
            merged.Items[key] = both;
        }

        return merged;
    }

    /// <summary>Assigns while parsing, when a value may still wait for its substitutions.</summary>
    internal void Put(string key, HoconValue value)
    {
        var existing = GetKey(key);
        if (existing == null)
            Items[key] = value;
        else if (value.Deferred != null)
            Items[key] = value.After(existing);
        else if (existing.Deferred != null && value.IsObject())
            Items[key] = new HoconValue(new HoconDeferred([value])).After(existing);
        else if (existing.GetObject() is { } mine && value.GetObject() is { } theirs)
            mine.PutAll(theirs);
        else
            Items[key] = value;
    }

    internal void PutAll(HoconObject other)
    {
        foreach (var (key, value) in other.Items)
            Put(key, value);
    }

    public override string ToString() => ToString(0);

    public string ToString(int indent)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in Items)
            text.Append(' ', indent * 2).Append($"{HoconValue.Quoted(key, '.')} : {value.ToString(indent)}\n");
        return text.ToString();
    }
}
