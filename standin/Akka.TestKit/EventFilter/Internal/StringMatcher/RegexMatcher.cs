using System.Text.RegularExpressions;

namespace Akka.TestKit.Internal.StringMatcher;

public class RegexMatcher(Regex regex) : IStringMatcher
{
    public bool IsMatch(string s) => regex.IsMatch(s);

    public override string ToString() => $"matches regex \"{regex}\"";
}
