using System.Globalization;

namespace Tmds.Linux;

/// <summary>A file's permissions.</summary>
public record struct mode_t
{
    internal readonly uint Raw;

    internal mode_t(uint raw) => Raw = raw;

    public static implicit operator mode_t(ushort arg) => new(arg);

    public static explicit operator ushort(mode_t arg) => (ushort)arg.Raw;

    public static mode_t operator ~(mode_t v) => new(~v.Raw);

    public static mode_t operator &(mode_t v1, mode_t v2) => new(v1.Raw & v2.Raw);

    public static mode_t operator |(mode_t v1, mode_t v2) => new(v1.Raw | v2.Raw);

    public override readonly string ToString() => Raw.ToString(CultureInfo.InvariantCulture);
}
