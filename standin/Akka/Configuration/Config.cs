using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <summary>An immutable tree of settings, merged with what lies behind it.</summary>
public class Config
{
    public static readonly Config Empty = ConfigurationFactory.Empty;

    private readonly HoconValue _own;

    public Config()
    {
    }

    public Config(HoconRoot root)
    {
        Root = _own = root.Value ?? throw new ArgumentNullException(nameof(root), "The root must have a value.");
    }

    public Config(Config source, Config fallback)
    {
        ArgumentNullException.ThrowIfNull(source);
        _own = source._own;
        Root = source.Root;
        Fallback = fallback;
    }

    private Config(HoconValue own, HoconValue merged, Config fallback)
    {
        _own = own;
        Root = merged;
        Fallback = fallback;
    }

    public Config Fallback { get; }

    public virtual HoconValue Root { get; }

    public virtual bool IsEmpty => Root == null || Root.IsEmpty;

    public virtual Config WithFallback(Config fallback)
    {
        if (fallback == this)
            throw new ArgumentException("A configuration cannot be its own fallback.", nameof(fallback));
        if (fallback == null || fallback.IsEmpty)
            return this;
        if (IsEmpty)
            return fallback;
        var merged = new HoconValue(HoconObject.Merged(fallback.Root.GetObject(), Root.GetObject()));
        return new Config(_own, merged, Fallback == null ? fallback : Fallback.WithFallback(fallback));
    }

    public virtual bool HasPath(string path) => GetValue(path) != null;

    public HoconValue GetValue(string path) => HoconPath.Walk(Root, HoconPath.Split(path));

    /// <summary>The settings under <paramref name="path"/>, or null where there are none.</summary>
    public virtual Config GetConfig(string path) => GetValue(path) is { } value ? new Config(new HoconRoot(value)) : null;

    public virtual string GetString(string path, string @default = null) =>
        GetValue(path) is { } value ? value.GetString() : @default;

    public virtual bool GetBoolean(string path, bool @default = false) => GetValue(path)?.GetBoolean() ?? @default;

    public virtual int GetInt(string path, int @default = 0) => GetValue(path)?.GetInt() ?? @default;

    public virtual long GetLong(string path, long @default = 0) => GetValue(path)?.GetLong() ?? @default;

    public virtual float GetFloat(string path, float @default = 0) => GetValue(path)?.GetFloat() ?? @default;

    public virtual double GetDouble(string path, double @default = 0) => GetValue(path)?.GetDouble() ?? @default;

    public virtual decimal GetDecimal(string path, decimal @default = 0) => GetValue(path)?.GetDecimal() ?? @default;

    public virtual long? GetByteSize(string path) => GetByteSize(path, null);

    public virtual long? GetByteSize(string path, long? def = null) =>
        GetValue(path) is { } value ? value.GetByteSize() : def;

    // As in Akka, an absent span without a default is zero.
    public virtual TimeSpan GetTimeSpan(string path, TimeSpan? @default = null, bool allowInfinite = true) =>
        GetValue(path)?.GetTimeSpan(allowInfinite) ?? @default.GetValueOrDefault();

    public virtual IList<string> GetStringList(string path) => GetValue(path)?.GetStringList() ?? new List<string>();

    public virtual IList<string> GetStringList(string path, string[] defaultPaths) =>
        GetValue(path)?.GetStringList() ?? defaultPaths;

    public virtual IList<bool> GetBooleanList(string path) => Present(path).GetBooleanList();

    public virtual IList<byte> GetByteList(string path) => Present(path).GetByteList();

    public virtual IList<int> GetIntList(string path) => Present(path).GetIntList();

    public virtual IList<long> GetLongList(string path) => Present(path).GetLongList();

    public virtual IList<float> GetFloatList(string path) => Present(path).GetFloatList();

    public virtual IList<double> GetDoubleList(string path) => Present(path).GetDoubleList();

    public virtual IList<decimal> GetDecimalList(string path) => Present(path).GetDecimalList();

    public virtual IEnumerable<KeyValuePair<string, HoconValue>> AsEnumerable() => Root?.GetObject()?.Items ?? [];

    public override string ToString() => _own?.ToString() ?? "";

    public string ToString(bool includeFallback) => includeFallback ? Root?.ToString() ?? "" : ToString();

    public static Config operator +(Config config, string fallback) =>
        config.WithFallback(ConfigurationFactory.ParseString(fallback));

    public static Config operator +(string configHocon, Config fallbackConfig) =>
        ConfigurationFactory.ParseString(configHocon).WithFallback(fallbackConfig);

    public static implicit operator Config(string str) => ConfigurationFactory.ParseString(str);

    private HoconValue Present(string path) =>
        GetValue(path) ?? throw new ConfigurationException($"The configuration has no `{path}`.");
}
