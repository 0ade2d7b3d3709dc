using System.Globalization;

namespace Tmds.Linux;

/// <summary>A group of users.</summary>
public record struct gid_t
{
    internal readonly uint Raw;

    internal gid_t(uint raw) => Raw = raw;

    public static implicit operator uint(gid_t arg) => arg.Raw;

    public static implicit operator gid_t(uint arg) => new(arg);

    public override readonly string ToString() => Raw.ToString(CultureInfo.InvariantCulture);
}
