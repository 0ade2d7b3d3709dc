using System.Net.Sockets;

namespace ActorTcp.Sockets.Tests;

// What a reset does to a socket, and when a close is one.
public abstract partial class SocketTests
{
    [Fact]
    public void After_a_reset_a_receive_fails_once_and_then_ends()
    {
        ITestSocket client = Reset();

        Fails(SocketError.ConnectionReset, () => client.Receive(new byte[1]));

        Assert.Equal(0, client.Receive(new byte[1]));
        Assert.Equal(0, client.Receive(new byte[1]));
    }

    [Fact]
    public void After_a_reset_a_send_fails_with_it_once_and_then_as_on_a_closed_pipe()
    {
        ITestSocket client = Reset();

        Fails(SocketError.ConnectionReset, () => client.Send(Bytes("x")));

        Fails(SocketError.Shutdown, () => client.Send(Bytes("x")));
    }

    [Fact]
    public void SO_ERROR_tells_of_a_reset_once()
    {
        ITestSocket client = Reset();

        Assert.Equal(104, client.Get(SocketOptions.Error));

        Assert.Equal(0, client.Get(SocketOptions.Error));
        Assert.Equal(0, client.Receive(new byte[1]));
    }

    [Fact]
    public void A_reset_ends_a_waiting_receive()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        Task<int> receiving = client.ReceiveAsync(new byte[1]);
        Api.Settle();
        server.Set(SocketOptions.Linger, TimeSpan.Zero);

        server.Close();

        Fails(SocketError.ConnectionReset, () => Api.Await(receiving));
    }

    [Fact]
    public void After_a_reset_there_is_no_peer_and_nothing_to_shut_down()
    {
        ITestSocket client = Reset();

        Assert.Null(client.Remote);
        Assert.NotNull(client.Local);
        Fails(SocketError.NotConnected, () => client.Shutdown(SocketShutdown.Both));
    }

    [Fact]
    public void What_came_before_a_reset_is_read_first()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        server.Send(Bytes("before"));
        Api.Wait(client, Readable);
        server.Set(SocketOptions.Linger, TimeSpan.Zero);
        server.Close();
        Api.Wait(client, Error);

        Assert.Equal("before", Read(client));
        Fails(SocketError.ConnectionReset, () => client.Receive(new byte[1]));
        Assert.Equal(0, client.Receive(new byte[1]));
    }

    [Fact]
    public void Close_with_data_unread_resets()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        client.Send(Bytes("never read"));
        Api.Wait(server, Readable);

        server.Close();

        Assert.True((Api.Wait(client, Error) & Error) != 0);
        Fails(SocketError.ConnectionReset, () => client.Receive(new byte[1]));
    }

    [Fact]
    public void Data_for_a_closed_socket_is_answered_with_a_reset()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        client.Close();
        Assert.Equal(Readable | Writable | ReadHangUp, Api.Wait(server, ReadHangUp));

        Assert.Equal(1, server.Send(Bytes("x"))); // nobody knows yet

        Assert.True((Api.Wait(server, Error) & Error) != 0);
        Assert.Equal(32, server.Get(SocketOptions.Error)); // in CLOSE_WAIT a reset is EPIPE
        Assert.Equal(0, server.Receive(new byte[1]));
        Fails(SocketError.Shutdown, () => server.Send(Bytes("x")));
    }

    [Fact]
    public void A_reset_socket_cannot_connect_again()
    {
        ITestSocket client = Reset();
        ITestSocket listener = Listener();
        Assert.Equal(104, client.Get(SocketOptions.Error));

        Fails(SocketError.IsConnected, () => client.Connect(listener.Local!));
    }

    [Fact]
    public void Close_with_SO_LINGER_0_discards_what_was_not_sent()
    {
        (ITestSocket client, ITestSocket server) = Connected(
            client => client.Set(SocketOptions.SendBuffer, 1 << 18), listener => listener.Set(SocketOptions.ReceiveBuffer, 4096));
        client.Blocking = false;
        Fill(client, Pattern(1 << 20));
        client.Set(SocketOptions.Linger, TimeSpan.Zero);

        client.Close();

        Assert.True((Api.Wait(server, Error) & Error) != 0);
    }
}
