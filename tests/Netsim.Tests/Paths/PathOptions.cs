using ActorTcp.Api;
using ActorTcp.Device;

namespace Netsim.Tests.Paths;

/// <summary>What a <see cref="PathSimulation"/> is like.</summary>
internal sealed record PathOptions
{
    /// <summary>The direction that data takes.</summary>
    public required LinkOptions There { get; init; }

    /// <summary>The acknowledgments' direction.</summary>
    public required LinkOptions Back { get; init; }

    public int Mtu { get; init; } = 1500;

    public ulong Seed { get; init; } = 1;

    /// <summary>Varies all stacks' options.</summary>
    public Func<StackOptions, StackOptions> Configure { get; init; } = options => options;

    /// <summary>The most payload that the path carries, in bytes a second: what full segments leave of the line, with timestamps.</summary>
    public double PayloadRate
    {
        get
        {
            int mss = Mtu - 40 - TimestampBytes;
            return There.BitsPerSecond / 8.0 * mss / There.WireBytes(Mtu);
        }
    }

    /// <summary>RFC 7323 3.2: ten bytes, padded to twelve.</summary>
    public const int TimestampBytes = 12;
}
