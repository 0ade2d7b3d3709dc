using Akka.Util;

namespace Akka.Actor;

/// <summary>
/// The names from the root to an actor, and the number of its incarnation.
/// The uid takes no part in the equality of paths.
/// </summary>
public abstract class ActorPath : IEquatable<ActorPath>, IComparable<ActorPath>, ISurrogated
{
    public const string ValidSymbols = "\"-_.*$+:@&=,!~';()";

    private readonly ActorPath _parent;
    private string[] _elements;
    private string _text;

    protected ActorPath(Address address, string name)
    {
        Address = address;
        Name = name;
        Depth = 0;
        _elements = [];
    }

    protected ActorPath(ActorPath parentPath, string name, long uid)
    {
        _parent = parentPath;
        Address = parentPath.Address;
        Name = name;
        Uid = uid;
        Depth = parentPath.Depth + 1;
    }

    public Address Address { get; }

    public string Name { get; }

    public long Uid { get; }

    public int Depth { get; }

    /// <summary>The root is its own parent.</summary>
    public ActorPath Parent => _parent ?? this;

    public ActorPath Root => ParentOf(0);

    public IReadOnlyList<string> Elements
    {
        get
        {
            if (_elements == null)
            {
                var names = new string[Depth];
                for (var path = this; path.Depth > 0; path = path._parent)
                {
                    names[path.Depth - 1] = path.Name;
                }

                _elements = names;
            }

            return _elements;
        }
    }

    public static ActorPath operator /(ActorPath path, string name) => path.Child(name);

    public static ActorPath operator /(ActorPath path, IEnumerable<string> name) =>
        name.Where(n => !string.IsNullOrEmpty(n)).Aggregate(path, (p, n) => p.Child(n));

    public static bool operator ==(ActorPath left, ActorPath right) => Equals(left, right);

    public static bool operator !=(ActorPath left, ActorPath right) => !Equals(left, right);

    public static string FormatPathElements(IEnumerable<string> pathElements) => string.Join("/", pathElements);

    /// <summary>Letters and digits of ASCII, the symbols above, %xx escapes; a generated '$' only at the front by the runtime.</summary>
    public static bool IsValidPathElement(string s)
    {
        if (string.IsNullOrEmpty(s) || s[0] == '$')
        {
            return false;
        }

        for (var i = 0; i < s.Length; i++)
        {
            var c = s[i];
            if (char.IsAsciiLetterOrDigit(c) || ValidSymbols.Contains(c))
            {
                continue;
            }

            if (c == '%' && i + 2 < s.Length && char.IsAsciiHexDigit(s[i + 1]) && char.IsAsciiHexDigit(s[i + 2]))
            {
                i += 2;
                continue;
            }

            return false;
        }

        return true;
    }

    public static ActorPath Parse(string path) =>
        TryParse(path, out var parsed) ? parsed : throw new UriFormatException($"Can not parse an ActorPath: {path}");

    public static bool TryParse(string path, out ActorPath actorPath)
    {
        actorPath = null;
        if (!Address.TryParse(path, out var address, out var rest))
        {
            return false;
        }

        return TryParse(new RootActorPath(address), rest, out actorPath);
    }

    public static bool TryParse(ActorPath basePath, string absoluteUri, out ActorPath actorPath)
    {
        var result = basePath;
        foreach (var element in absoluteUri.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, uid) = SplitNameAndUid(element);
            result = new ChildActorPath(result, name, uid);
        }

        actorPath = result;
        return true;
    }

    public static bool TryParseAddress(string path, out Address address) => Address.TryParse(path, out address);

    internal static (string Name, long Uid) SplitNameAndUid(string element)
    {
        var hash = element.IndexOf('#');
        return hash > 0 && long.TryParse(element.AsSpan(hash + 1), out var uid)
            ? (element[..hash], uid)
            : (element, ActorCell.UndefinedUid);
    }

    public ActorPath Child(string childName) => new ChildActorPath(this, childName, ActorCell.UndefinedUid);

    public ActorPath ParentOf(int depth)
    {
        var path = this;
        var target = depth >= 0 ? depth : Math.Max(Depth + depth, 0);
        while (path.Depth > target)
        {
            path = path._parent;
        }

        return path;
    }

    public ActorPath WithUid(long uid) => _parent == null || uid == Uid ? this : new ChildActorPath(_parent, Name, uid);

    public string ToStringWithoutAddress() => "/" + string.Join("/", Elements);

    public override string ToString() => _text ??= Address + ToStringWithoutAddress();

    public string ToStringWithAddress() => ToString();

    public string ToStringWithAddress(Address address) =>
        (Address.Host != null && Address.Port.HasValue ? Address : address) + ToStringWithoutAddress();

    public string ToStringWithUid() => Uid == ActorCell.UndefinedUid ? ToString() : $"{this}#{Uid}";

    public string ToSerializationFormat() => ToStringWithUid();

    public string ToSerializationFormatWithAddress(Address address) =>
        ToStringWithAddress(address) + (Uid == ActorCell.UndefinedUid ? "" : $"#{Uid}");

    public bool Equals(ActorPath other)
    {
        if (other is null || Depth != other.Depth)
        {
            return false;
        }

        ActorPath a = this, b = other;
        while (!ReferenceEquals(a, b))
        {
            if (a.Depth == 0)
            {
                return a.Address.Equals(b.Address);
            }

            if (!string.Equals(a.Name, b.Name, StringComparison.Ordinal))
            {
                return false;
            }

            a = a._parent;
            b = b._parent;
        }

        return true;
    }

    public override bool Equals(object obj) => Equals(obj as ActorPath);

    // Name and parent's name tell nearly all paths apart; equality walks the rest.
    public override int GetHashCode() =>
        HashCode.Combine(Depth, Name.GetHashCode(StringComparison.Ordinal), Parent.Name.GetHashCode(StringComparison.Ordinal));

    public int CompareTo(ActorPath other)
    {
        if (other is null)
        {
            return 1;
        }

        var addresses = Address.CompareTo(other.Address);
        if (addresses != 0)
        {
            return addresses;
        }

        for (var i = 0; i < Math.Min(Depth, other.Depth); i++)
        {
            var names = string.CompareOrdinal(Elements[i], other.Elements[i]);
            if (names != 0)
            {
                return names;
            }
        }

        return Depth.CompareTo(other.Depth);
    }

    public ISurrogate ToSurrogate(ActorSystem system) => new Surrogate(ToSerializationFormat());

    public sealed class Surrogate : ISurrogate
    {
        public Surrogate(string path) => Path = path;

        public string Path { get; }

        public ISurrogated FromSurrogate(ActorSystem system) => TryParse(Path, out var path) ? path : null;
    }
}

public sealed class RootActorPath : ActorPath
{
    public RootActorPath(Address address, string name = "")
        : base(address, name)
    {
    }
}

public sealed class ChildActorPath : ActorPath
{
    public ChildActorPath(ActorPath parentPath, string name, long uid)
        : base(parentPath, name, uid)
    {
    }
}
