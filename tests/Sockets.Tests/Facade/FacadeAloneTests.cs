using System.Net;
using System.Net.Sockets;

namespace ActorTcp.Sockets.Tests.Facade;

/// <summary>What only a stack can show: virtual time, what is left behind, hosts that are not there.</summary>
public sealed class FacadeAloneTests : IDisposable
{
    private readonly FacadeApi _api = new();

    public void Dispose() => _api.Dispose();

    [Fact]
    public void After_TIME_WAIT_closed_sockets_leave_nothing_behind()
    {
        ITestSocket listener = Listener();
        for (int i = 0; i < 10; i++)
        {
            (ITestSocket client, ITestSocket server) = Connect(listener);
            client.Send(new byte[5000]);
            _api.Wait(server, SocketEvents.Readable);
            if (i % 2 == 0) server.Receive(new byte[5000]);
            (i % 3 == 0 ? server : client).Close();
            _api.Settle();
            (i % 3 == 0 ? client : server).Close();
        }
        ITestSocket bound = _api.OpenHere(SocketType.Stream);
        bound.Bind(new IPEndPoint(_api.Here, 0));
        bound.Close();
        listener.Close();

        _api.Loop.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(0, _api.Stacks.Flows);
        Assert.Equal(0, _api.Stacks.Rented);
        Assert.Empty(_api.Stacks.Client.Context.Sockets.Describe(_api.Loop.Now));
        Assert.Empty(_api.Stacks.Server.Context.Sockets.Describe(_api.Loop.Now));
    }

    [Fact]
    public void A_blocking_call_that_needs_time_is_refused_on_virtual_time()
    {
        (ITestSocket client, ITestSocket server) = Connect(Listener());

        Assert.Throws<InvalidOperationException>(() => client.Receive(new byte[1]));

        server.Send([7]); // and what was refused takes nothing
        Assert.Equal(1, client.Receive(new byte[1]));
    }

    [Fact]
    public void Connect_beyond_the_link_without_a_router_fails()
    {
        ITestSocket client = _api.OpenHere(SocketType.Stream);

        SocketException failure = Assert.Throws<SocketException>(() => client.Connect(new IPEndPoint(IPAddress.Parse("203.0.113.1"), 80)));

        Assert.Equal(SocketError.NetworkUnreachable, failure.SocketErrorCode);
    }

    [Fact]
    public void Connect_to_a_host_that_is_not_there_fails()
    {
        ITestSocket client = _api.OpenHere(SocketType.Stream);
        Task connecting = client.ConnectAsync(new IPEndPoint(IPAddress.Parse("198.51.100.77"), 80));

        _api.Loop.Advance(TimeSpan.FromMinutes(5));

        SocketException failure = Assert.Throws<SocketException>(() => _api.Await(connecting));
        Assert.Equal(SocketError.HostUnreachable, failure.SocketErrorCode);
    }

    [Fact]
    public void Poll_moves_virtual_time_to_its_end()
    {
        (ITestSocket client, ITestSocket _) = Connect(Listener());
        Protocol.Instant before = _api.Loop.Now;

        Assert.Equal(SocketEvents.None, ((FacadeSocket)client).Inner.Poll(SocketEvents.Readable, TimeSpan.FromHours(1)));

        Assert.Equal(TimeSpan.FromHours(1), _api.Loop.Now - before);
    }

    private ITestSocket Listener()
    {
        ITestSocket listener = _api.OpenThere(SocketType.Stream);
        listener.Bind(new IPEndPoint(_api.There, 0));
        listener.Listen(16);
        return listener;
    }

    private (ITestSocket Client, ITestSocket Server) Connect(ITestSocket listener)
    {
        ITestSocket client = _api.OpenHere(SocketType.Stream);
        client.Connect(listener.Local!);
        return (client, listener.Accept());
    }
}
