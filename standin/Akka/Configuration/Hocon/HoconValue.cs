using System.Globalization;

namespace Akka.Configuration.Hocon;

/// <summary>A string, an array, an object or null; numbers, spans and sizes are read out of strings.</summary>
public class HoconValue
{
    // null, a string, a List<HoconValue>, a HoconObject or, until the whole text is read, a HoconDeferred.
    private object _content;

    public HoconValue()
    {
    }

    internal HoconValue(object content)
    {
        _content = content;
    }

    public bool IsEmpty => _content is null or HoconObject { Items.Count: 0 };

    internal HoconDeferred Deferred => _content as HoconDeferred;

    public bool IsString() => _content is null or string;

    public bool IsObject() => _content is HoconObject;

    public bool IsArray() => _content is List<HoconValue>;

    public HoconObject GetObject() => _content as HoconObject;

    public HoconValue GetChildObject(string key) => GetObject()?.GetKey(key);

    // What is not an array reads as an empty one, as in Akka.
    public IList<HoconValue> GetArray() => _content as List<HoconValue> ?? [];

    public string GetString() => _content as string;

    public bool GetBoolean() => GetString() switch
    {
        "on" or "true" => true,
        "off" or "false" => false,

        // HOCON has yes and no too; Akka 1.5 does not, and what runs here has to run there.
        var other => throw new NotSupportedException($"{other} is not a boolean: on, off, true or false."),
    };

    public byte GetByte() => byte.Parse(GetString(), NumberFormatInfo.InvariantInfo);

    public int GetInt() => int.Parse(GetString(), NumberFormatInfo.InvariantInfo);

    public long GetLong() => long.Parse(GetString(), NumberFormatInfo.InvariantInfo);

    public float GetFloat() => float.Parse(GetString(), NumberFormatInfo.InvariantInfo);

    public double GetDouble() => double.Parse(GetString(), NumberFormatInfo.InvariantInfo);

    public decimal GetDecimal() => decimal.Parse(GetString(), NumberFormatInfo.InvariantInfo);

    public TimeSpan GetTimeSpan(bool allowInfinite = true) => HoconUnits.ParseTimeSpan(GetString(), allowInfinite);

    public long? GetByteSize() => HoconUnits.ParseByteSize(GetString());

    public IList<string> GetStringList() => ListOf(value => value.GetString());

    public IList<bool> GetBooleanList() => ListOf(value => value.GetBoolean());

    public IList<byte> GetByteList() => ListOf(value => value.GetByte());

    public IList<int> GetIntList() => ListOf(value => value.GetInt());

    public IList<long> GetLongList() => ListOf(value => value.GetLong());

    public IList<float> GetFloatList() => ListOf(value => value.GetFloat());

    public IList<double> GetDoubleList() => ListOf(value => value.GetDouble());

    public IList<decimal> GetDecimalList() => ListOf(value => value.GetDecimal());

    public Config ToConfig() => new(new HoconRoot(this));

    public Config AtKey(string key)
    {
        var holder = new HoconObject();
        holder.Items[key] = this;
        return new Config(new HoconRoot(new HoconValue(holder)));
    }

    public override string ToString() => ToString(0);

    public virtual string ToString(int indent) => _content switch
    {
        null => "null",
        HoconObject root when indent == 0 => root.ToString(1),
        HoconObject nested => $"{{\n{nested.ToString(indent + 1)}{new string(' ', indent * 2)}}}",
        List<HoconValue> items => $"[{string.Join(",", items.Select(item => item.ToString(indent + 1)))}]",
        string text => Quoted(text),
        _ => "<unresolved>",
    };

    internal static string Quoted(string text, char special = ' ') =>
        text.Length > 0 && !text.Contains(special) && text.AsSpan().IndexOfAny(" \t:\",{}[]=#$") < 0
            ? text
            : $"\"{text.Replace("\"", "\\\"")}\"";

    /// <summary>Says what this value's key held before, for the substitutions that refer to themselves.</summary>
    internal HoconValue After(HoconValue earlier)
    {
        var first = Deferred;
        while (first.Previous?.Deferred is { } before)
            first = before;
        first.Previous ??= earlier;
        return this;
    }

    internal void Settle(object content) => _content = content;

    internal object Content => _content;

    private List<T> ListOf<T>(Func<HoconValue, T> read) => GetArray().Select(read).ToList();
}
