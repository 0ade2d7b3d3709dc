namespace Akka.TestKit.Internal.StringMatcher;

// Like the other matchers of text, it does not tell upper case from lower.
public class EqualsString(string s) : IStringMatcher
{
    private readonly string _expected = s;

    public bool IsMatch(string s) => string.Equals(_expected, s, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => $"== \"{_expected}\"";
}
