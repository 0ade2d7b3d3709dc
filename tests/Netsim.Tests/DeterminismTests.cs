using System.Net;
using ActorTcp.Device;
using Akka.IO;
using Netsim.Tests.Apps;

namespace Netsim.Tests;

// Same seed, same bytes: a failure can be replayed only if nothing but the seed decides.
public sealed class DeterminismTests : Simulated
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_same_seed_gives_the_same_frames_at_the_same_instants(ulong seed)
    {
        byte[] first = Record(seed), second = Record(seed);
        Assert.True(first.Length > 100_000, "too little was recorded to prove anything");
        Assert.True(first.AsSpan().SequenceEqual(second), $"the runs differ from byte {first.AsSpan().CommonPrefixLength(second)} on");
    }

    [Fact]
    public void Another_seed_gives_other_frames() => Assert.NotEqual(Record(1), Record(2));

    private byte[] Record(ulong seed)
    {
        using var capture = new MemoryStream();
        var faults = new FaultOptions
        {
            Drop = 0.03, Duplicate = 0.02, Reorder = 0.05, Corrupt = 0.01,
            Delay = TimeSpan.FromMilliseconds(5), Jitter = TimeSpan.FromMilliseconds(3),
        };
        using (var simulation = new Simulation(System, new SimulationOptions { Seed = seed, Faults = faults, Capture = capture }))
        {
            simulation.Spawn(Acceptor.Props(
                simulation.Server.Tcp, 10, false,
                () => (new Side { Echo = true, ExpectedStream = 1, EndsLast = true, Ending = Ending.Close }, new Outcome()),
                simulation.Loop, () => { }));
            var outcomes = new Outcome[4];
            for (int i = 0; i < outcomes.Length; i++)
            {
                outcomes[i] = new Outcome();
                var side = new Side
                {
                    Send = 40_000, Expect = 40_000, Stream = 1, ExpectedStream = 1, Chunk = 1000 + 777 * i, Ending = Ending.Confirmed,
                    Pause = TimeSpan.FromMilliseconds(i),
                };
                var connect = new Tcp.Connect(new IPEndPoint(Simulation.ServerAddress.ToIPAddress(), Simulation.ServerPort));
                simulation.Spawn(Application.Client(simulation.Client.Tcp, connect, side, outcomes[i], simulation.Loop));
            }
            Assert.True(simulation.RunUntil(() => outcomes.All(outcome => outcome.Ended), TimeSpan.FromHours(1)));
        }
        return capture.ToArray();
    }
}
