using System.Globalization;

namespace Tmds.Linux;

/// <summary>A family of addresses.</summary>
public record struct sa_family_t
{
    internal readonly ushort Raw;

    internal sa_family_t(ushort raw) => Raw = raw;

    public static implicit operator int(sa_family_t arg) => arg.Raw;

    public static implicit operator sa_family_t(int arg) => new((ushort)arg);

    public override readonly string ToString() => Raw.ToString(CultureInfo.InvariantCulture);
}
