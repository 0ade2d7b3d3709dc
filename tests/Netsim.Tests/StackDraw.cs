using ActorTcp.Api;
using ActorTcp.Device;

namespace Netsim.Tests;

/// <summary>Options of a stack, drawn by a seed: the features that two stacks must agree on, or get along without.</summary>
internal static class StackDraw
{
    private static readonly string[] Controls = ["reno", "cubic"];

    /// <summary>Each stack draws its own, in the order in which they are configured.</summary>
    public static Func<StackOptions, StackOptions> Features(SplitMix64 random) => options =>
    {
        options = options with
        {
            TcpSack = random.Chance(0.8),
            TcpTimestamps = random.Chance(0.7),
            InitialWindow = random.Chance(0.7) ? 10 : 1 + random.Next(10),
        };
        return Algorithms.Choose(options, Controls[random.Next(2)]);
    };
}
