using System.Globalization;

namespace Tmds.Linux;

/// <summary>A user.</summary>
public record struct uid_t
{
    internal readonly uint Raw;

    internal uid_t(uint raw) => Raw = raw;

    public static implicit operator uint(uid_t arg) => arg.Raw;

    public static implicit operator uid_t(uint arg) => new(arg);

    public override readonly string ToString() => Raw.ToString(CultureInfo.InvariantCulture);
}
