using System.Diagnostics;

namespace Akka.Util;

public static class ThreadLocalRandom
{
    public static Random Current => Random.Shared;
}

/// <summary>Time since the process started to look; it never jumps.</summary>
internal static class MonotonicClock
{
    private static readonly long _start = Stopwatch.GetTimestamp();

    public static TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    public static TimeSpan ElapsedHighRes => Elapsed;

    public static long GetTicks() => Elapsed.Ticks;

    public static long GetMilliseconds() => (long)Elapsed.TotalMilliseconds;
}

public static class StandardOutWriter
{
    private static readonly object _gate = new();

    public static void Write(string message, ConsoleColor? foregroundColor = null, ConsoleColor? backgroundColor = null) =>
        Put(message, foregroundColor, backgroundColor);

    public static void WriteLine(string message, ConsoleColor? foregroundColor = null, ConsoleColor? backgroundColor = null) =>
        Put(message + Environment.NewLine, foregroundColor, backgroundColor);

    private static void Put(string message, ConsoleColor? foreground, ConsoleColor? background)
    {
        lock (_gate)
        {
            // A redirected console has no colours: escape codes would end up in a file.
            var coloured = !Console.IsOutputRedirected && (foreground.HasValue || background.HasValue);
            if (!coloured)
            {
                Console.Write(message);
                return;
            }

            if (foreground.HasValue)
            {
                Console.ForegroundColor = foreground.Value;
            }

            if (background.HasValue)
            {
                Console.BackgroundColor = background.Value;
            }

            Console.Write(message);
            Console.ResetColor();
        }
    }
}

public static class WildcardMatch
{
    /// <summary>Matches '*' (any run of characters) and '?' (any one) in <paramref name="pattern"/>.</summary>
    public static bool Like(this string text, string pattern, bool caseSensitive = false)
    {
        var regex = "^" + global::System.Text.RegularExpressions.Regex.Escape(pattern).Replace("\\*", ".*").Replace("\\?", ".") + "$";
        var options = global::System.Text.RegularExpressions.RegexOptions.Singleline
            | (caseSensitive ? 0 : global::System.Text.RegularExpressions.RegexOptions.IgnoreCase);
        return global::System.Text.RegularExpressions.Regex.IsMatch(text, regex, options);
    }
}

public static class TypeExtensions
{
    public static bool Implements<T>(this Type type) => type.Implements(typeof(T));

    public static bool Implements(this Type type, Type moreGeneralType) => moreGeneralType.IsAssignableFrom(type);

    /// <summary>The name that <see cref="Type.GetType(string)"/> takes, without version and key.</summary>
    public static string TypeQualifiedName(this Type type) =>
        type.Assembly == typeof(object).Assembly ? type.FullName : $"{type.FullName}, {type.Assembly.GetName().Name}";
}

internal static class Base64
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";

    /// <summary>Least significant digit first: a, b, … ~, ab, bb, …: the tail of generated actor names.</summary>
    public static string Encode(long value, string prefix)
    {
        var text = new global::System.Text.StringBuilder(prefix);
        do
        {
            text.Append(Alphabet[(int)(value & 63)]);
            value >>= 6;
        }
        while (value != 0);
        return text.ToString();
    }
}

internal static class TypeLookup
{
    /// <summary>A type by the name that configuration gives: assembly-qualified, or one of this assembly.</summary>
    public static Type Find(string name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        return Type.GetType(name, false) ?? typeof(TypeLookup).Assembly.GetType(name, false);
    }
}
