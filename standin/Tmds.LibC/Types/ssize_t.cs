using System.Globalization;

namespace Tmds.Linux;

/// <summary>A signed number as wide as a pointer.</summary>
public record struct ssize_t
{
    internal readonly nint Raw;

    internal ssize_t(nint raw) => Raw = raw;

    public static implicit operator long(ssize_t arg) => arg.Raw;

    public static explicit operator int(ssize_t arg) => (int)arg.Raw;

    public static explicit operator size_t(ssize_t arg) => new((nuint)arg.Raw);

    public static implicit operator ssize_t(int arg) => new(arg);

    public static explicit operator ssize_t(long arg) => new((nint)arg);

    public static ssize_t operator +(ssize_t v) => v;

    public static ssize_t operator -(ssize_t v) => new(-v.Raw);

    public static ssize_t operator ~(ssize_t v) => new(~v.Raw);

    public static ssize_t operator ++(ssize_t v) => new(unchecked(v.Raw + 1));

    public static ssize_t operator --(ssize_t v) => new(unchecked(v.Raw - 1));

    public static ssize_t operator +(ssize_t v1, ssize_t v2) => new(unchecked(v1.Raw + v2.Raw));

    public static ssize_t operator -(ssize_t v1, ssize_t v2) => new(unchecked(v1.Raw - v2.Raw));

    public static ssize_t operator *(ssize_t v1, ssize_t v2) => new(unchecked(v1.Raw * v2.Raw));

    public static ssize_t operator /(ssize_t v1, ssize_t v2) => new(unchecked(v1.Raw / v2.Raw));

    public static ssize_t operator %(ssize_t v1, ssize_t v2) => new(unchecked(v1.Raw % v2.Raw));

    public static ssize_t operator &(ssize_t v1, ssize_t v2) => new(unchecked(v1.Raw & v2.Raw));

    public static ssize_t operator |(ssize_t v1, ssize_t v2) => new(unchecked(v1.Raw | v2.Raw));

    public static ssize_t operator ^(ssize_t v1, ssize_t v2) => new(unchecked(v1.Raw ^ v2.Raw));

    public static ssize_t operator <<(ssize_t v, int i) => new(v.Raw << i);

    public static ssize_t operator >>(ssize_t v, int i) => new(v.Raw >> i);

    public static bool operator <(ssize_t v1, ssize_t v2) => v1.Raw < v2.Raw;

    public static bool operator >(ssize_t v1, ssize_t v2) => v1.Raw > v2.Raw;

    public static bool operator <=(ssize_t v1, ssize_t v2) => v1.Raw <= v2.Raw;

    public static bool operator >=(ssize_t v1, ssize_t v2) => v1.Raw >= v2.Raw;

    public override readonly string ToString() => Raw.ToString(CultureInfo.InvariantCulture);
}
