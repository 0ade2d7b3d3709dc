using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Protocol;
using Akka.Actor;
using Netsim.Tests.Paths;

namespace Netsim.Tests.Fairness;

/// <summary>Flows of different stacks through one queue: who begins when, and what each has got in a span of time.</summary>
internal sealed class Sharing : IDisposable
{
    private readonly PathSimulation _path;
    private readonly PathOptions _options;
    private readonly SplitMix64 _random;
    private readonly List<Flow> _flows = [];

    public Sharing(ActorSystem system, int mbits, int rttMs, ulong seed)
    {
        var link = new LinkOptions { BitsPerSecond = mbits * 1_000_000L, Delay = TimeSpan.FromMilliseconds(rttMs / 2.0), Seed = seed };
        _random = new SplitMix64(seed);
        _options = new PathOptions
        {
            There = link,
            Back = link with { Jitter = link.Delay / 10 },
            Seed = seed,
            Configure = stack => stack with
            {
                ReceiveBufferSize = 64 << 20, SendBufferSize = 64 << 20, PacketLimit = 1 << 18, TcpPushRule = TcpPushRule.EmptyQueue, TcpReceiveSlowStart = false,
            },
        };
        _path = new PathSimulation(system, _options);
    }

    /// <summary>A sender begins, within two seconds as the seed has it.</summary>
    public void Begin(string algorithm)
    {
        StackHandle sender = _path.AddSender(stack => stack with { TcpCongestionControl = algorithm });
        Wait(2 * _random.NextDouble());
        _flows.Add(_path.Begin(sender, algorithm));
    }

    public void Wait(double seconds) => _path.Loop.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>What each flow gets in a span of time, as a share of what the path carries.</summary>
    public double[] Measure(double seconds)
    {
        long[] before = [.. _flows.Select(flow => flow.Received)];
        Wait(seconds);
        _path.AssertSound();
        return [.. _flows.Select((flow, i) => (flow.Received - before[i]) / seconds / _options.PayloadRate)];
    }

    /// <summary>Jain, Chiu, Hawe 1984: 1 where all are equal, 1/n where one has all.</summary>
    public static double Jain(double[] shares) => shares.Sum() * shares.Sum() / (shares.Length * shares.Sum(share => share * share));

    public void Dispose() => _path.Dispose();
}
