using System.Net;
using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Protocol;
using Akka.IO;
using Netsim.Tests.Apps;

namespace Netsim.Tests;

// Whatever the wire does: exactly the bytes that were sent arrive, in order, or the application is told of an error; and nobody waits for ever.
public abstract class TransferTests : Simulated
{
    /// <summary>More than every retransmission of a connection takes together.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromHours(6);

    /// <summary>All that can vary, varies.</summary>
    private protected void Mixed(ulong seed, double worst, int most)
    {
        var random = new SplitMix64(seed);
        VirtualWireOptions wire = DrawWire(random.Fork());
        SplitMix64 faults = random.Fork(), stacks = random.Fork(), naps = random.Fork();
        Func<StackOptions, StackOptions> sizes = DrawStack(stacks), features = StackDraw.Features(stacks);
        var options = new SimulationOptions
        {
            Seed = seed, Wire = wire, Link = DrawLink(faults.Fork()), Faults = DrawFaults(faults, worst), Configure = options => features(sizes(options)),
        };
        Run(options, Plan.Draw(random, wire.Mtu < 500 ? most / 5 : most).WithNaps(naps));
    }

    private protected void Transfer(ulong seed, Func<SplitMix64, FaultOptions> faults, int most)
    {
        var random = new SplitMix64(seed);
        var options = new SimulationOptions
        {
            Seed = seed, Wire = DrawWire(random.Fork()), Faults = faults(random.Fork()), Configure = DrawStack(random.Fork()),
        };
        var plan = Plan.Draw(random, most);
        if (options.Wire.Mtu < 500) plan = Plan.Draw(random, most / 5);
        Run(options, plan);
    }

    /// <summary>Carries out a plan; asserts what has to hold.</summary>
    private protected void Run(SimulationOptions options, Plan plan)
    {
        using var simulation = new Simulation(System, options);
        var client = new Outcome();
        var server = new Outcome();
        simulation.Spawn(Acceptor.Props(
            simulation.Server.Tcp, 10, plan.Server.PullMode, () => (plan.Server, server), simulation.Loop, () => { }));
        var connect = new Tcp.Connect(
            new IPEndPoint(Simulation.ServerAddress.ToIPAddress(), Simulation.ServerPort), pullMode: plan.Client.PullMode);
        simulation.Spawn(Application.Client(simulation.Client.Tcp, connect, plan.Client, client, simulation.Loop));

        // A reset can be lost like any segment, and who only reads hears nothing more: then one side's failure has to do.
        bool Failed() => client.Failed || server.Failed || GaveUp(simulation.Client) || GaveUp(simulation.Server);
        simulation.RunUntil(() => Failed() || (client.Ended && server.Ended), Limit);
        string story = $"{plan.Name} after {simulation.Loop.Now}: client {client}; server {server}\n"
            + $"{Simulation.Tell(simulation.Client)}\n{Simulation.Tell(simulation.Server)}\n{plan}\n{options}";
        Assert.True(simulation.Errors.Count == 0, string.Join('\n', simulation.Errors));
        Assert.True(client.WrongAt is null && server.WrongAt is null, story);
        Assert.True(client.Received <= plan.Client.Expect && server.Received <= plan.Server.Expect, story);
        if (Failed())
        {
            Assert.True(MayFail(options.Faults) || IsPoisoned(simulation), story);
            return;
        }
        Assert.True(client.Ended && server.Ended, story);
        Assert.True(client.Received == plan.Client.Expect && server.Received == plan.Server.Expect, story);
        simulation.AssertSettled();
    }

    private protected static FaultOptions DrawFaults(SplitMix64 random, double most) => new()
    {
        Drop = Draw(random, most),
        Duplicate = Draw(random, most),
        Reorder = Draw(random, most),
        Corrupt = Draw(random, most / 2),
        ReorderGap = 1 + random.Next(6),
        Delay = TimeSpan.FromMilliseconds(random.Next(50)),
        Jitter = TimeSpan.FromMilliseconds(random.Chance(0.5) ? random.Next(20) : 0),
        Burst = random.Chance(0.2) ? new BurstLoss(most / 20, 0.3, Pause: TimeSpan.FromMilliseconds(100)) : null,
    };

    // A packet meets the faults at both ends, and an orphan sends its last words nine times only: below this rate no run fails.
    private static bool MayFail(FaultOptions faults) =>
        faults.Drop + faults.Corrupt + (faults.Burst is { } burst ? burst.Enter / (burst.Enter + burst.Leave) : 0) > 0.12;

    private static bool GaveUp(StackHandle stack) => stack.Counters.Tcp.AttemptFails + stack.Counters.Tcp.AbortOnTimeout > 0;

    // ARP has no checksum of its own (on a wire Ethernet's guards it): a corrupted answer can mislead a neighbour for longer than
    // SYNs are sent.
    private static bool IsPoisoned(Simulation simulation) =>
        simulation.Client.Counters[FrameFate.OtherStation] + simulation.Server.Counters[FrameFate.OtherStation] > 0;

    private static double Draw(SplitMix64 random, double most) => random.Chance(0.3) ? 0 : random.NextDouble() * most;

    private static VirtualWireOptions DrawWire(SplitMix64 random) => new()
    {
        Latency = TimeSpan.FromMicroseconds(random.Next(40_000)),
        BitsPerSecond = random.Chance(0.3) ? 1_000_000 + random.Next(100_000_000) : 0,
        Mtu = random.Next(5) switch { 0 => 68 + random.Next(1432), 1 => 9000, _ => 1500 },
        QueueLimitBytes = random.Chance(0.3) ? 20_000 : 1024 * 1024,
        Offloads = random.Next(3) switch { 0 => DeviceOffloads.Checksum | DeviceOffloads.Tso4, 1 => DeviceOffloads.Checksum, _ => DeviceOffloads.None },
    };

    /// <summary>A path with a bottleneck, or the plain wire.</summary>
    private static LinkOptions? DrawLink(SplitMix64 random)
    {
        if (random.Chance(0.4)) return null;
        int queue = 3_000 + random.Next(100_000);
        return new LinkOptions
        {
            BitsPerSecond = 100_000 + random.Next(random.Chance(0.5) ? 2_000_000 : 200_000_000),
            Delay = TimeSpan.FromMicroseconds(random.Next(random.Chance(0.2) ? 400_000 : 20_000)),
            QueueBytes = random.Chance(0.5) ? 0 : queue + 9_100,
            QueuePackets = random.Chance(0.3) ? 5 + random.Next(100) : 0,
            MarkAboveBytes = random.Chance(0.5) ? queue / 2 : 0,
            Reorder = random.Chance(0.3) ? random.NextDouble() * 0.1 : 0,
            ReorderDelay = TimeSpan.FromMilliseconds(random.Next(60)),
            Seed = random.NextUInt64(),
        };
    }

    private static Func<StackOptions, StackOptions> DrawStack(SplitMix64 random)
    {
        int[] sizes = [3000, 16_384, 65_535, 4 * 1024 * 1024];
        int receive = sizes[random.Next(4)], send = sizes[random.Next(4)];
        // The first numbers wrap within the transfer, or are anywhere.
        SeqNum? iss = random.Chance(0.6) ? new SeqNum(0) - random.Next(100_000) : null;
        return options => options with { ReceiveBufferSize = receive, SendBufferSize = send, FixedIss = iss };
    }
}

public sealed class CleanTransferTests : TransferTests
{
    [Fact]
    public void Everything_arrives_over_a_clean_wire() => ForSeeds(1, 100, seed => Transfer(seed, _ => FaultOptions.None, 300_000));

    [Theory]
    [InlineData(68)]
    [InlineData(82)]
    [InlineData(88)]
    [InlineData(576)]
    [InlineData(65535)]
    public void Everything_arrives_over_a_link_of_any_size(int mtu) => Run(
        new SimulationOptions { Wire = new VirtualWireOptions { Mtu = mtu } },
        new Plan("echo",
            new Side { Send = 20_000, Expect = 20_000, Stream = 1, ExpectedStream = 1, Ending = Ending.Close },
            new Side { Echo = true, Expect = 20_000, ExpectedStream = 1, EndsLast = true, Ending = Ending.Close }));
}

public sealed class FaultyTransferTests : TransferTests
{
    [Fact]
    public void Exactly_what_was_sent_arrives_over_a_faulty_wire() =>
        ForSeeds(1000, 250, seed => Transfer(seed, random => DrawFaults(random, 0.1), 150_000));
}

public sealed class RoughTransferTests : TransferTests
{
    [Fact]
    public void Exactly_what_was_sent_arrives_over_a_rough_wire_or_an_error_is_told() =>
        ForSeeds(2000, 250, seed => Transfer(seed, random => DrawFaults(random, 0.35), 40_000));
}

/// <summary>
/// Any mix of faults, paths, congestion controls and options, windows and manners: <c>ACTORTCP_SEEDS=5000 dotnet test
/// tests/Netsim.Tests --filter Mixed</c> runs more of them.
/// </summary>
public sealed class MixedTransferTests : TransferTests
{
    [Fact]
    public void Exactly_what_was_sent_arrives_whatever_the_path_and_the_options_are() =>
        ForSeeds(10_000, 200, seed => Mixed(seed, 0.06, 200_000));
}

public sealed class MixedRoughTransferTests : TransferTests
{
    [Fact]
    public void Exactly_what_was_sent_arrives_or_an_error_is_told_whatever_the_path_and_the_options_are() =>
        ForSeeds(20_000, 100, seed => Mixed(seed, 0.25, 50_000));
}
