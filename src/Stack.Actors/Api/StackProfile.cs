using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Api;

/// <summary>
/// Sets of tunables by name: what scripts and traces of one implementation pin where the RFCs leave room. A profile is nothing that the
/// tunables could not be told one by one.
/// </summary>
public static class StackProfile
{
    /// <summary>What <see cref="StackOptions"/> has by default: Linux's choices where the RFCs leave the choice.</summary>
    public const string Default = "default";

    /// <summary>Linux's choices, also where <see cref="StackOptions"/> follows the RFCs' letter by default.</summary>
    public const string Linux = "linux";

    /// <summary>The RFCs' plain rules: delayed acknowledgments of RFC 1122 4.2.3.2, PSH when the queue empties.</summary>
    public const string Rfc = "rfc";

    /// <summary>All profiles.</summary>
    public static IReadOnlyList<string> Names { get; } = [Default, Linux, Rfc];

    /// <summary>The options with a profile's tunables; what it says nothing of stays.</summary>
    /// <param name="options">The options.</param>
    /// <param name="name">One of <see cref="Names"/>, in lower case.</param>
    /// <exception cref="ArgumentException">There is no profile of that name.</exception>
    public static StackOptions Apply(StackOptions options, string name)
    {
        ArgumentNullException.ThrowIfNull(options);
        return name switch
        {
            Default => options,
            Linux => options with
            {
                TcpOptionOrder = TcpOptionOrder.Linux, TcpPushRule = TcpPushRule.Linux, TcpQuickack = true,
                TcpReceiveSlowStart = true, TcpAdvWinScale = 1, TcpSynLinearTimeouts = 4, TcpSynIcmpErrors = true, TcpDelackFin = true,
                TcpSynText = false, TcpRfc1337 = false, TcpSynQueueBacklog = true,
                TcpPartialAckTimer = false, TcpUserTimeoutFromRetry = true, TcpPawsWindow = 1,
                TcpCubicRule = TcpCubicRule.Linux, TcpTsoDefer = true,
            },
            Rfc => options with
            {
                TcpOptionOrder = TcpOptionOrder.Rfc, TcpPushRule = TcpPushRule.EmptyQueue, TcpQuickack = false,
                TcpReceiveSlowStart = false, TcpAdvWinScale = 0, TcpSynLinearTimeouts = 0, TcpSynIcmpErrors = false, TcpDelackFin = false,
                TcpSynText = true, TcpRfc1337 = true, TcpSynQueueBacklog = false,
                TcpPartialAckTimer = true, TcpUserTimeoutFromRetry = false, TcpPawsWindow = 0,
                TcpCubicRule = TcpCubicRule.Rfc, TcpTsoDefer = false,
            },
            _ => throw new ArgumentException($"there is no profile \"{name}\"; there are {string.Join(", ", Names)}", nameof(name)),
        };
    }
}
