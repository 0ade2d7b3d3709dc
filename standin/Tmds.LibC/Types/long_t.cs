using System.Globalization;

namespace Tmds.Linux;

/// <summary>C's <c>long</c>.</summary>
public record struct long_t
{
    internal readonly nint Raw;

    internal long_t(nint raw) => Raw = raw;

    public static implicit operator long(long_t arg) => arg.Raw;

    public static explicit operator int(long_t arg) => (int)arg.Raw;

    public static implicit operator long_t(int arg) => new(arg);

    public static explicit operator long_t(long arg) => new((nint)arg);

    public static long_t operator +(long_t v) => v;

    public static long_t operator -(long_t v) => new(-v.Raw);

    public static long_t operator ~(long_t v) => new(~v.Raw);

    public static long_t operator ++(long_t v) => new(unchecked(v.Raw + 1));

    public static long_t operator --(long_t v) => new(unchecked(v.Raw - 1));

    public static long_t operator +(long_t v1, long_t v2) => new(unchecked(v1.Raw + v2.Raw));

    public static long_t operator -(long_t v1, long_t v2) => new(unchecked(v1.Raw - v2.Raw));

    public static long_t operator *(long_t v1, long_t v2) => new(unchecked(v1.Raw * v2.Raw));

    public static long_t operator /(long_t v1, long_t v2) => new(unchecked(v1.Raw / v2.Raw));

    public static long_t operator %(long_t v1, long_t v2) => new(unchecked(v1.Raw % v2.Raw));

    public static long_t operator &(long_t v1, long_t v2) => new(unchecked(v1.Raw & v2.Raw));

    public static long_t operator |(long_t v1, long_t v2) => new(unchecked(v1.Raw | v2.Raw));

    public static long_t operator ^(long_t v1, long_t v2) => new(unchecked(v1.Raw ^ v2.Raw));

    public static long_t operator <<(long_t v, int i) => new(v.Raw << i);

    public static long_t operator >>(long_t v, int i) => new(v.Raw >> i);

    public static bool operator <(long_t v1, long_t v2) => v1.Raw < v2.Raw;

    public static bool operator >(long_t v1, long_t v2) => v1.Raw > v2.Raw;

    public static bool operator <=(long_t v1, long_t v2) => v1.Raw <= v2.Raw;

    public static bool operator >=(long_t v1, long_t v2) => v1.Raw >= v2.Raw;

    public override readonly string ToString() => Raw.ToString(CultureInfo.InvariantCulture);
}
