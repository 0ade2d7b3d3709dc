using System.Globalization;

namespace Tmds.Linux;

/// <summary>Seconds.</summary>
public record struct time_t
{
    internal readonly nint Raw;

    internal time_t(nint raw) => Raw = raw;

    public static implicit operator long(time_t arg) => arg.Raw;

    public static implicit operator time_t(long arg) => new((nint)arg);

    public override readonly string ToString() => Raw.ToString(CultureInfo.InvariantCulture);
}
