using System.Globalization;

namespace Tmds.Linux;

/// <summary>A process.</summary>
public record struct pid_t
{
    internal readonly int Raw;

    internal pid_t(int raw) => Raw = raw;

    public static implicit operator int(pid_t arg) => arg.Raw;

    public static implicit operator pid_t(int arg) => new(arg);

    public static pid_t operator -(pid_t v) => new(-v.Raw);

    public override readonly string ToString() => Raw.ToString(CultureInfo.InvariantCulture);
}
