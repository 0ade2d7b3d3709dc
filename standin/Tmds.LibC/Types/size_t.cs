using System.Globalization;

namespace Tmds.Linux;

/// <summary>An unsigned number as wide as a pointer.</summary>
public record struct size_t
{
    internal readonly nuint Raw;

    internal size_t(nuint raw) => Raw = raw;

    public static implicit operator ulong(size_t arg) => arg.Raw;

    public static explicit operator uint(size_t arg) => (uint)arg.Raw;

    public static explicit operator int(size_t arg) => (int)arg.Raw;

    public static implicit operator size_t(uint arg) => new(arg);

    public static implicit operator size_t(int arg) => new((uint)arg);

    public static implicit operator size_t(ushort arg) => new(arg);

    public static explicit operator size_t(ulong arg) => new((nuint)arg);

    public static size_t operator +(size_t v) => v;

    public static size_t operator ~(size_t v) => new(~v.Raw);

    public static size_t operator ++(size_t v) => new(unchecked(v.Raw + 1));

    public static size_t operator --(size_t v) => new(unchecked(v.Raw - 1));

    public static size_t operator +(size_t v1, size_t v2) => new(unchecked(v1.Raw + v2.Raw));

    public static size_t operator -(size_t v1, size_t v2) => new(unchecked(v1.Raw - v2.Raw));

    public static size_t operator *(size_t v1, size_t v2) => new(unchecked(v1.Raw * v2.Raw));

    public static size_t operator /(size_t v1, size_t v2) => new(unchecked(v1.Raw / v2.Raw));

    public static size_t operator %(size_t v1, size_t v2) => new(unchecked(v1.Raw % v2.Raw));

    public static size_t operator &(size_t v1, size_t v2) => new(unchecked(v1.Raw & v2.Raw));

    public static size_t operator |(size_t v1, size_t v2) => new(unchecked(v1.Raw | v2.Raw));

    public static size_t operator ^(size_t v1, size_t v2) => new(unchecked(v1.Raw ^ v2.Raw));

    public static size_t operator <<(size_t v, int i) => new(v.Raw << i);

    public static size_t operator >>(size_t v, int i) => new(v.Raw >> i);

    public static bool operator <(size_t v1, size_t v2) => v1.Raw < v2.Raw;

    public static bool operator >(size_t v1, size_t v2) => v1.Raw > v2.Raw;

    public static bool operator <=(size_t v1, size_t v2) => v1.Raw <= v2.Raw;

    public static bool operator >=(size_t v1, size_t v2) => v1.Raw >= v2.Raw;

    public override readonly string ToString() => Raw.ToString(CultureInfo.InvariantCulture);
}
