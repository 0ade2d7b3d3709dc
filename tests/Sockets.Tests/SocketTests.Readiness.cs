using System.Net;
using System.Net.Sockets;

namespace ActorTcp.Sockets.Tests;

// poll(2) at each stage of a socket's life.
public abstract partial class SocketTests
{
    [Fact]
    public void A_new_socket_is_writable_and_hung_up()
    {
        ITestSocket socket = Client();
        Assert.Equal(Writable | HangUp, socket.Poll());

        socket.Bind(new IPEndPoint(Api.Here, 0));
        Assert.Equal(Writable | HangUp, socket.Poll());
    }

    [Fact]
    public void A_connecting_socket_is_ready_for_nothing()
    {
        IPEndPoint silence = Silence();
        ITestSocket client = NonBlockingClient();
        Fails(SocketError.InProgress, () => client.Connect(silence));
        Api.Settle();

        Assert.Equal(SocketEvents.None, client.Poll());
    }

    [Fact]
    public void A_connected_socket_is_writable()
    {
        (ITestSocket client, ITestSocket server) = Connected();

        Assert.Equal(Writable, client.Poll());
        Assert.Equal(Writable, server.Poll());
    }

    [Fact]
    public void A_socket_with_data_is_readable()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        client.Send(Bytes("x"));

        Assert.Equal(Readable | Writable, Api.Wait(server, Readable));

        Read(server);
        Assert.Equal(Writable, server.Poll());
    }

    [Fact]
    public void The_peers_end_is_readable_and_a_read_hang_up()
    {
        (ITestSocket client, ITestSocket server) = Connected();

        client.Shutdown(SocketShutdown.Send);

        Assert.Equal(Readable | Writable | ReadHangUp, Api.Wait(server, ReadHangUp));
        Assert.Equal(Writable, client.Poll());
    }

    [Fact]
    public void A_socket_that_both_ends_have_closed_is_ready_for_all_and_hung_up()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        BothShutDown(client, server);

        Assert.Equal(Readable | Writable | ReadHangUp | HangUp, client.Poll());
        Assert.Equal(Readable | Writable | ReadHangUp | HangUp, server.Poll());
    }

    [Fact]
    public void Shutdown_of_both_directions_is_a_hang_up_at_once()
    {
        (ITestSocket client, ITestSocket _) = Connected();

        client.Shutdown(SocketShutdown.Both);

        Assert.Equal(Readable | Writable | ReadHangUp | HangUp, client.Poll());
    }

    [Fact]
    public void A_reset_socket_is_ready_for_all_with_an_error_until_it_is_taken()
    {
        ITestSocket client = Reset();
        Assert.Equal(Readable | Writable | ReadHangUp | HangUp | Error, client.Poll());

        client.Get(SocketOptions.Error);

        Assert.Equal(Readable | Writable | ReadHangUp | HangUp, client.Poll());
    }

    [Fact]
    public void A_refused_socket_is_ready_for_all_with_an_error_until_it_is_taken()
    {
        IPEndPoint nowhere = Nowhere();
        ITestSocket client = NonBlockingClient();
        Fails(SocketError.InProgress, () => client.Connect(nowhere));
        Assert.Equal(Readable | Writable | ReadHangUp | HangUp | Error, Api.Wait(client, Error));

        Assert.Equal(111, client.Get(SocketOptions.Error));

        Assert.Equal(0, client.Get(SocketOptions.Error));
        Assert.Equal(Readable | Writable | ReadHangUp | HangUp, client.Poll());
    }
}
