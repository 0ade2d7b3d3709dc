using System.Globalization;

namespace Tmds.Linux;

/// <summary>C's <c>unsigned long</c>.</summary>
public record struct ulong_t
{
    internal readonly nuint Raw;

    internal ulong_t(nuint raw) => Raw = raw;

    public static implicit operator ulong(ulong_t arg) => arg.Raw;

    public static explicit operator uint(ulong_t arg) => (uint)arg.Raw;

    public static explicit operator ulong_t(ulong arg) => new((nuint)arg);

    public static implicit operator ulong_t(uint arg) => new(arg);

    public static ulong_t operator +(ulong_t v) => v;

    public static ulong_t operator ~(ulong_t v) => new(~v.Raw);

    public static ulong_t operator ++(ulong_t v) => new(unchecked(v.Raw + 1));

    public static ulong_t operator --(ulong_t v) => new(unchecked(v.Raw - 1));

    public static ulong_t operator +(ulong_t v1, ulong_t v2) => new(unchecked(v1.Raw + v2.Raw));

    public static ulong_t operator -(ulong_t v1, ulong_t v2) => new(unchecked(v1.Raw - v2.Raw));

    public static ulong_t operator *(ulong_t v1, ulong_t v2) => new(unchecked(v1.Raw * v2.Raw));

    public static ulong_t operator /(ulong_t v1, ulong_t v2) => new(unchecked(v1.Raw / v2.Raw));

    public static ulong_t operator %(ulong_t v1, ulong_t v2) => new(unchecked(v1.Raw % v2.Raw));

    public static ulong_t operator &(ulong_t v1, ulong_t v2) => new(unchecked(v1.Raw & v2.Raw));

    public static ulong_t operator |(ulong_t v1, ulong_t v2) => new(unchecked(v1.Raw | v2.Raw));

    public static ulong_t operator ^(ulong_t v1, ulong_t v2) => new(unchecked(v1.Raw ^ v2.Raw));

    public static ulong_t operator <<(ulong_t v, int i) => new(v.Raw << i);

    public static ulong_t operator >>(ulong_t v, int i) => new(v.Raw >> i);

    public static bool operator <(ulong_t v1, ulong_t v2) => v1.Raw < v2.Raw;

    public static bool operator >(ulong_t v1, ulong_t v2) => v1.Raw > v2.Raw;

    public static bool operator <=(ulong_t v1, ulong_t v2) => v1.Raw <= v2.Raw;

    public static bool operator >=(ulong_t v1, ulong_t v2) => v1.Raw >= v2.Raw;

    public override readonly string ToString() => Raw.ToString(CultureInfo.InvariantCulture);
}
