using System.Diagnostics.CodeAnalysis;

namespace ActorTcp.Protocol;

/// <summary>The congestion control algorithms there are, by the names that TCP_CONGESTION gives them.</summary>
internal static class CongestionControls
{
    /// <summary>RFC 5681.</summary>
    public const string Reno = "reno";

    /// <summary>RFC 9438; the default.</summary>
    public const string Cubic = "cubic";

    /// <summary>All names (<c>tcp_available_congestion_control</c>), the default first.</summary>
    public static IReadOnlyList<string> Names { get; } = [Cubic, Reno];

    /// <summary>Whether there is an algorithm of that name; names are in lower case.</summary>
    public static bool IsKnown(string? name) => name is Cubic or Reno;

    /// <summary>A connection's own instance.</summary>
    /// <param name="name">The algorithm's name.</param>
    /// <param name="hystart">Whether HyStart++ ends the first slow start (RFC 9406).</param>
    /// <param name="rule">Whose CUBIC, and whose HyStart.</param>
    /// <exception cref="ArgumentException">There is no algorithm of that name.</exception>
    public static ICongestionControl Create(string name, bool hystart, TcpCubicRule rule = TcpCubicRule.Rfc) => TryCreate(name, hystart, out ICongestionControl? control, rule)
        ? control
        : throw new ArgumentException(Unknown(name), nameof(name));

    /// <summary>A connection's own instance; false if there is no algorithm of that name.</summary>
    public static bool TryCreate(
        string? name, bool hystart, [NotNullWhen(true)] out ICongestionControl? control, TcpCubicRule rule = TcpCubicRule.Rfc)
    {
        control = name switch
        {
            Cubic when rule == TcpCubicRule.Linux => new LinuxCubic(hystart),
            Cubic => new Cubic(hystart),
            Reno => new Reno(hystart && rule != TcpCubicRule.Linux), // Linux's HyStart is CUBIC's
            _ => null,
        };
        return control is not null;
    }

    /// <summary>What to say of a name that is not known.</summary>
    public static string Unknown(string? name) => $"there is no congestion control \"{name}\"; there are {string.Join(", ", Names)}";
}
