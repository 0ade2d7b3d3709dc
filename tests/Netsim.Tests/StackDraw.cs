using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Protocol;

namespace Netsim.Tests;

/// <summary>Options of a stack, drawn by a seed: the features that two stacks must agree on, or get along without.</summary>
internal static class StackDraw
{
    /// <summary>Each stack draws its own, in the order in which they are configured.</summary>
    public static Func<StackOptions, StackOptions> Features(SplitMix64 random) => options => options with
    {
        TcpSack = random.Chance(0.8),
        TcpTimestamps = random.Chance(0.7),
        InitialWindow = random.Chance(0.7) ? 10 : 1 + random.Next(10),
        TcpCongestionControl = CongestionControls.Names[random.Next(CongestionControls.Names.Count)],
        TcpHystart = random.Chance(0.8),
        TcpEcn = random.Next(3),
        TcpMem = random.Chance(0.2) ? (100_000, 200_000, 400_000) : options.TcpMem,
        TcpFrto = random.Chance(0.8) ? 2 : 0,
        TcpEarlyRetrans = random.Chance(0.8) ? 3 : 0,
        TcpRecovery = random.Chance(0.7) ? 1 : random.Next(8),
        TcpReordering = random.Chance(0.7) ? 3 : 1 + random.Next(20),
        TcpSlowStartAfterIdle = random.Chance(0.7),
        TcpDsack = random.Chance(0.8),
        TcpQuickack = random.Chance(0.7),
        TcpCoalesceAcks = random.Chance(0.7),
        ReceiveBufferSize = random.Chance(0.3) ? 0 : options.ReceiveBufferSize,
        TcpModerateRcvbuf = random.Chance(0.8),
        TcpDelackMax = TimeSpan.FromMilliseconds(40 + random.Next(500)),
    };
}
