using System.Net;
using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Device;
using ActorTcp.Network;
using Akka.IO;
using Netsim.Tests.Apps;

namespace Netsim.Tests;

[Collection(Alone.Name)]
public sealed class ManyConnectionsTests : Simulated
{
    private const int Count = 1500;

    [Fact]
    public void A_listener_serves_many_connections_at_once_and_all_of_them_end()
    {
        using var simulation = new Simulation(System, new SimulationOptions
        {
            Wire = new VirtualWireOptions { Latency = TimeSpan.FromMilliseconds(1) },
        });
        Outcome[] clients = Open(simulation, Count, new Side { Pause = TimeSpan.FromMilliseconds(100) });

        int most = 0;
        Assert.True(simulation.RunUntil(
            () =>
            {
                most = Math.Max(most, (int)simulation.Server.Counters.Tcp.CurrEstab);
                return clients.All(client => client.Ended);
            },
            TimeSpan.FromMinutes(1)));
        Assert.InRange(most, 1000, Count); // at once
        Assert.All(clients, client => Assert.True(client is { Received: 3000, WrongAt: null, Failed: false }, $"{client}"));
        Assert.Equal(2 * Count, simulation.Entered[TcpState.Established]);

        // The clients closed first: theirs is TIME_WAIT, and it lasts 2 MSL to the tick.
        simulation.Loop.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(Count, simulation.Client.Context.Tcp.TimeWaits.Count);
        Assert.Equal(0, simulation.Client.Context.Tcp.FlowCount); // no actor is left
        Assert.Equal(0, simulation.Server.Context.Tcp.FlowCount);
        Assert.Equal(Count, simulation.Entered[TcpState.TimeWait]);
        simulation.Loop.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(0, simulation.Flows);
        simulation.AssertSettled();
        Assert.InRange(simulation.Server.Context.Packets.Created, 1, 4096);
    }

    [Fact]
    public void Rounds_of_connections_leave_nothing_behind()
    {
        using var simulation = new Simulation(System, new SimulationOptions
        {
            Wire = new VirtualWireOptions { Latency = TimeSpan.FromMilliseconds(1) },
            Configure = options => options with { Msl = TimeSpan.FromSeconds(1) },
        });
        long before = 0;
        for (int round = 0; round < 6; round++)
        {
            Outcome[] clients = Open(simulation, 300, new Side(), listen: round == 0);
            Assert.True(simulation.RunUntil(() => clients.All(client => client.Ended), TimeSpan.FromMinutes(1)));
            Assert.DoesNotContain(clients, client => client.Failed || client.Received != 3000);
            simulation.Loop.Advance(TimeSpan.FromSeconds(3));
            Assert.Equal(0, simulation.Flows);
            if (round == 1) before = GC.GetTotalMemory(true); // the pools have their size now
        }
        Assert.InRange(GC.GetTotalMemory(true) - before, long.MinValue, 8 * 1024 * 1024);
        simulation.AssertSettled();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_full_backlog_loses_no_peer(int cookies)
    {
        using var simulation = new Simulation(System, new SimulationOptions
        {
            Wire = new VirtualWireOptions { Latency = TimeSpan.FromMilliseconds(1) },
            Configure = options => options with { TcpMaxSynBacklog = 20, TcpSyncookies = cookies },
        });
        Outcome[] clients = Open(simulation, 100, new Side());
        Assert.True(simulation.RunUntil(() => clients.All(client => client.Ended), TimeSpan.FromMinutes(5)));
        Assert.DoesNotContain(clients, client => client.Failed || client.Received != 3000);
        TcpCounters server = simulation.Server.Counters.Tcp;
        if (cookies == 0) Assert.True(server is { ReqQFullDrop: > 0, SyncookiesSent: 0 }, "the backlog was never full");
        else Assert.InRange(server.SyncookiesRecv, cookies == 1 ? 1 : 100, server.SyncookiesSent);
        simulation.AssertSettled();
    }

    private static Outcome[] Open(Simulation simulation, int count, Side manners, bool listen = true)
    {
        if (listen)
        {
            simulation.Spawn(Acceptor.Props(
                simulation.Server.Tcp, 100, false,
                () => (new Side { Echo = true, ExpectedStream = 1, EndsLast = true, Ending = Ending.Close }, new Outcome()),
                simulation.Loop, () => { }));
        }
        var outcomes = new Outcome[count];
        var connect = new Tcp.Connect(new IPEndPoint(Simulation.ServerAddress.ToIPAddress(), Simulation.ServerPort));
        Side side = manners with { Send = 3000, Expect = 3000, Stream = 1, ExpectedStream = 1, Chunk = 1000, Ending = Ending.Close };
        for (int i = 0; i < count; i++)
        {
            outcomes[i] = new Outcome();
            simulation.Spawn(Application.Client(simulation.Client.Tcp, connect, side, outcomes[i], simulation.Loop));
        }
        return outcomes;
    }
}
