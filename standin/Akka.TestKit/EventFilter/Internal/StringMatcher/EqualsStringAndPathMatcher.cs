using Akka.Actor;

namespace Akka.TestKit.Internal.StringMatcher;

/// <summary>Knows an actor by its path with the address or, unless told not to, without.</summary>
public class EqualsStringAndPathMatcher(string path, bool canBeRelative = true) : IStringMatcher
{
    private readonly string _expected = path;

    public bool IsMatch(string path)
    {
        if (string.Equals(_expected, path, StringComparison.OrdinalIgnoreCase))
            return true;
        return canBeRelative
            && ActorPath.TryParse(path, out var actorPath)
            && string.Equals(_expected, actorPath.ToStringWithoutAddress(), StringComparison.OrdinalIgnoreCase);
    }

    public override string ToString() => $"== \"{_expected}\"";
}
