using System.Globalization;

namespace Tmds.Linux;

/// <summary>The length of a socket's address or option.</summary>
public record struct socklen_t
{
    internal readonly uint Raw;

    internal socklen_t(uint raw) => Raw = raw;

    public static implicit operator uint(socklen_t arg) => arg.Raw;

    public static explicit operator int(socklen_t arg) => (int)arg.Raw;

    public static implicit operator socklen_t(uint arg) => new(arg);

    public static implicit operator socklen_t(int arg) => new((uint)arg);

    public static implicit operator socklen_t(ushort arg) => new(arg);

    public static socklen_t operator +(socklen_t v) => v;

    public static socklen_t operator ~(socklen_t v) => new(~v.Raw);

    public static socklen_t operator ++(socklen_t v) => new(unchecked(v.Raw + 1));

    public static socklen_t operator --(socklen_t v) => new(unchecked(v.Raw - 1));

    public static socklen_t operator +(socklen_t v1, socklen_t v2) => new(unchecked(v1.Raw + v2.Raw));

    public static socklen_t operator -(socklen_t v1, socklen_t v2) => new(unchecked(v1.Raw - v2.Raw));

    public static socklen_t operator *(socklen_t v1, socklen_t v2) => new(unchecked(v1.Raw * v2.Raw));

    public static socklen_t operator /(socklen_t v1, socklen_t v2) => new(unchecked(v1.Raw / v2.Raw));

    public static socklen_t operator %(socklen_t v1, socklen_t v2) => new(unchecked(v1.Raw % v2.Raw));

    public static socklen_t operator &(socklen_t v1, socklen_t v2) => new(unchecked(v1.Raw & v2.Raw));

    public static socklen_t operator |(socklen_t v1, socklen_t v2) => new(unchecked(v1.Raw | v2.Raw));

    public static socklen_t operator ^(socklen_t v1, socklen_t v2) => new(unchecked(v1.Raw ^ v2.Raw));

    public static socklen_t operator <<(socklen_t v, int i) => new(v.Raw << i);

    public static socklen_t operator >>(socklen_t v, int i) => new(v.Raw >> i);

    public static bool operator <(socklen_t v1, socklen_t v2) => v1.Raw < v2.Raw;

    public static bool operator >(socklen_t v1, socklen_t v2) => v1.Raw > v2.Raw;

    public static bool operator <=(socklen_t v1, socklen_t v2) => v1.Raw <= v2.Raw;

    public static bool operator >=(socklen_t v1, socklen_t v2) => v1.Raw >= v2.Raw;

    public override readonly string ToString() => Raw.ToString(CultureInfo.InvariantCulture);
}
