using ActorTcp.Api;
using ActorTcp.Network;
using Netsim.Tests.Apps;
using Xunit.Abstractions;

namespace Netsim.Tests.Flood;

/// <summary>RFC 4987: 200,000 SYNs a virtual second from addresses where nobody is, and what becomes of who means well.</summary>
[Collection(Alone.Name)]
public sealed class SynFloodTests(ITestOutputHelper output) : Simulated
{
    private const int PerSecond = 200_000;
    private const int Growth = 2 * 1024 * 1024;
    private const int Backlog = 4096; // tcp_max_syn_backlog's default
    private const int Before = 1; // client that comes before the flood

    [Fact]
    public void A_flood_takes_the_SYN_queue_and_cookies_serve_everybody_else()
    {
        using var scene = new FloodScene(System, PerSecond, options => options);
        List<Outcome> clients = Flood(scene, seconds: 3);
        Assert.All(clients, client => Assert.True(client is { Failed: false, Received: 1 }, $"{client}"));
        Assert.Equal(Backlog, scene.MostHalfOpen);
        Assert.Equal(Before + Backlog, scene.HalfOpened);
        TcpCounters counters = scene.Server.Counters.Tcp;
        Assert.Equal((3L * PerSecond) + clients.Count, counters.SyncookiesSent + scene.HalfOpened);
        Assert.Equal(counters.SyncookiesSent, counters.ReqQFullDoCookies);
        Assert.Equal((clients.Count - Before, 0), (counters.SyncookiesRecv, counters.SyncookiesFailed));
        Assert.Equal((0, 0, 0), (counters.ReqQFullDrop, counters.ListenDrops, scene.Server.Counters[FrameFate.QueueFull]));
        scene.AssertSettled();
        AssertServes(scene);
        Assert.Equal(Before + Backlog + 1, scene.HalfOpened); // a handshake as every other again
    }

    [Fact]
    public void With_cookies_always_a_flood_takes_nothing_at_all()
    {
        using var scene = new FloodScene(System, PerSecond, options => options with { TcpSyncookies = 2 });
        List<Outcome> clients = Flood(scene, seconds: 2);
        Assert.All(clients, client => Assert.True(client is { Failed: false, Received: 1 }, $"{client}"));
        TcpCounters counters = scene.Server.Counters.Tcp;
        Assert.Equal((0, 0), (scene.HalfOpened, scene.Flows));
        Assert.Equal((2L * PerSecond) + clients.Count, counters.SyncookiesSent);
        Assert.Equal((clients.Count, 0), (counters.SyncookiesRecv, counters.ListenDrops));
        scene.AssertSettled();
    }

    /// <summary>What cookies are for: without them nobody gets in until the flood's entries have ended.</summary>
    [Fact]
    public void Without_cookies_a_flood_shuts_everybody_out_while_it_lasts()
    {
        using var scene = new FloodScene(System, PerSecond, options => options with { TcpSyncookies = 0 });
        List<Outcome> clients = Flood(scene, seconds: 2);
        Assert.All(clients.Skip(Before), client => Assert.False(client.Ended, $"{client}"));
        Assert.Equal((Backlog, Before + Backlog), (scene.MostHalfOpen, scene.HalfOpened));
        TcpCounters counters = scene.Server.Counters.Tcp;
        Assert.Equal(0, counters.SyncookiesSent);
        Assert.Equal(counters.ReqQFullDrop, counters.ListenDrops);
        // The clients' SYNs come more than once.
        Assert.InRange(counters.ReqQFullDrop, (2L * PerSecond) - Backlog + clients.Count - Before, long.MaxValue);
        scene.AssertSettled();
        // tcp_syn_retries is patient.
        Assert.All(clients, client => Assert.True(client is { Failed: false, Received: 1 }, $"{client}"));
        AssertServes(scene);
    }

    /// <summary>So many virtual seconds, with a client every 50 ms; after the first second memory does not grow.</summary>
    private List<Outcome> Flood(FloodScene scene, int seconds)
    {
        long memory = 0;
        var clients = new List<Outcome> { AssertServes(scene) }; // the first before it begins
        scene.Flood.Start();
        for (int step = 0; step < seconds * 20; step++)
        {
            scene.Loop.Advance(TimeSpan.FromMilliseconds(50));
            if (step < (seconds * 20) - 2) clients.Add(scene.Connect());
            Assert.InRange(scene.Flows, 0, Backlog + clients.Count);
            if (step == 20) memory = GC.GetTotalMemory(forceFullCollection: true);
        }
        scene.Flood.Stop();
        long grown = GC.GetTotalMemory(forceFullCollection: true) - memory;
        output.WriteLine($"{scene.Flood.Sent:N0} SYNs in {seconds} virtual seconds: "
            + $"{memory:N0} bytes after the first second, {grown:N0} more at the end");
        Assert.InRange(grown, long.MinValue, Growth);
        Assert.Equal((long)seconds * PerSecond, scene.Flood.Sent);
        scene.Loop.Advance(TimeSpan.FromMilliseconds(10)); // what is on the wire arrives
        return clients;
    }

    private static Outcome AssertServes(FloodScene scene)
    {
        Outcome outcome = scene.Connect();
        scene.Loop.Advance(TimeSpan.FromSeconds(1));
        Assert.True(outcome is { Failed: false, Received: 1 }, $"{outcome}");
        return outcome;
    }
}
