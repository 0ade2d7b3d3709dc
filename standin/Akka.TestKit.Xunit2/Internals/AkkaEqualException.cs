using Xunit.Sdk;

namespace Akka.TestKit.Xunit2.Internals;

/// <summary>Two values are not equal, and what the test said about it.</summary>
public class AkkaEqualException : XunitException
{
    public AkkaEqualException(string format = "", params object[] args) : base(Format(format, args))
    {
    }

    public static AkkaEqualException ForMismatchedValues(
        object expected, object actual, string format = null, params object[] args) =>
        new("{0}", $"""
            {(string.IsNullOrEmpty(format) ? "Values differ" : Format(format, args))}
            Expected: {Show(expected)}
            Actual:   {Show(actual)}
            """);

    private static string Show(object value) => value as string ?? ArgumentFormatter.Format(value);

    private static string Format(string format, object[] args)
    {
        try
        {
            return string.Format(format, args);
        }
        catch (FormatException)
        {
            return $"{format} [{string.Join(", ", args)}]";
        }
    }
}
