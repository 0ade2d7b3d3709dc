namespace Akka.Util.Internal;

public static class Extensions
{
    public static T AsInstanceOf<T>(this object self) => (T)self;

    public static string Join(this IEnumerable<string> self, string separator) => string.Join(separator, self);

    public static string BetweenDoubleQuotes(this string self) => $"\"{self}\"";

    public static void ForEach<T>(this IEnumerable<T> source, Action<T> action)
    {
        foreach (var item in source)
        {
            action(item);
        }
    }

    public static TimeSpan Max(this TimeSpan @this, TimeSpan other) => @this > other ? @this : other;

    public static TimeSpan Min(this TimeSpan @this, TimeSpan other) => @this < other ? @this : other;

    public static T Head<T>(this IEnumerable<T> self) => self.FirstOrDefault();

    public static TValue GetOrElse<TKey, TValue>(this IDictionary<TKey, TValue> hash, TKey key, TValue elseValue) =>
        hash.TryGetValue(key, out var value) ? value : elseValue;

    public static void AddOrSet<TKey, TValue>(this IDictionary<TKey, TValue> hash, TKey key, TValue value) => hash[key] = value;
}
