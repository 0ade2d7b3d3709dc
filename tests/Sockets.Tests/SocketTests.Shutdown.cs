using System.Net.Sockets;

namespace ActorTcp.Sockets.Tests;

// shutdown(2) and close(2) in order.
public abstract partial class SocketTests
{
    [Fact]
    public void After_shutdown_for_sending_the_peer_reads_to_the_end()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        client.Send(Bytes("last"));

        client.Shutdown(SocketShutdown.Send);

        Assert.Equal("last", Read(server));
        Assert.Equal("", Read(server));
        Assert.Equal("", Read(server)); // and again
    }

    [Fact]
    public void After_shutdown_for_sending_a_send_fails()
    {
        (ITestSocket client, ITestSocket _) = Connected();

        client.Shutdown(SocketShutdown.Send);

        Fails(SocketError.Shutdown, () => client.Send(Bytes("x")));
    }

    [Fact]
    public void A_half_closed_connection_still_receives()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        client.Send(Bytes("question"));
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("question", Read(server));
        Assert.Equal("", Read(server));

        server.Send(Bytes("answer"));
        server.Close();

        Assert.Equal("answer", Read(client));
        Assert.Equal("", Read(client));
    }

    [Fact]
    public void After_shutdown_for_receiving_a_receive_ends_at_once()
    {
        (ITestSocket client, ITestSocket _) = Connected();

        client.Shutdown(SocketShutdown.Receive);

        Assert.Equal(0, client.Receive(new byte[1]));
        Assert.Equal(Readable | Writable | ReadHangUp, client.Poll());
    }

    [Fact]
    public void After_shutdown_for_receiving_what_was_there_is_still_read()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        server.Send(Bytes("there"));
        Api.Wait(client, Readable);

        client.Shutdown(SocketShutdown.Receive);

        Assert.Equal("there", Read(client));
        Assert.Equal("", Read(client));
    }

    [Fact]
    public void After_shutdown_for_receiving_what_comes_is_still_read()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        client.Shutdown(SocketShutdown.Receive);
        Assert.Equal(0, client.Receive(new byte[10]));

        server.Send(Bytes("late"));
        Api.Settle();

        Assert.Equal("late", Read(client));
        Assert.Equal("", Read(client));
    }

    [Fact]
    public void Shutdown_for_receiving_ends_a_waiting_receive()
    {
        (ITestSocket client, ITestSocket _) = Connected();
        Task<int> receiving = client.ReceiveAsync(new byte[1]);
        Api.Settle();

        client.Shutdown(SocketShutdown.Receive);

        Assert.Equal(0, Api.Await(receiving));
    }

    [Fact]
    public void A_second_shutdown_is_nothing_new()
    {
        (ITestSocket client, ITestSocket _) = Connected();

        client.Shutdown(SocketShutdown.Send);
        client.Shutdown(SocketShutdown.Send);
        client.Shutdown(SocketShutdown.Both);
    }

    [Fact]
    public void Shutdown_of_what_both_ends_have_closed_fails()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        BothShutDown(client, server);

        Fails(SocketError.NotConnected, () => client.Shutdown(SocketShutdown.Both));
        Fails(SocketError.NotConnected, () => server.Shutdown(SocketShutdown.Both));
    }

    [Fact]
    public void What_both_ends_have_closed_has_no_peer_and_reads_its_end()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        BothShutDown(client, server);

        foreach (ITestSocket socket in new[] { client, server })
        {
            Assert.Null(socket.Remote);
            Assert.Equal(0, socket.Receive(new byte[1]));
            Fails(SocketError.Shutdown, () => socket.Send(Bytes("x")));
        }
    }

    [Fact]
    public void Close_sends_what_was_written_and_then_the_end()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        byte[] data = Pattern(100_000);
        client.Send(data);

        client.Close();

        Assert.Equal(data, ReadAll(server, data.Length));
        Assert.Equal("", Read(server));
    }

    [Fact]
    public void A_second_close_is_nothing_new()
    {
        (ITestSocket client, ITestSocket _) = Connected();

        client.Close();
        client.Close();
    }

    [Fact]
    public void Every_call_on_a_closed_socket_fails()
    {
        ITestSocket socket = Client();
        socket.Close();

        Assert.Throws<ObjectDisposedException>(() => socket.Bind(new(Api.Here, 0)));
        Assert.Throws<ObjectDisposedException>(() => socket.Listen(1));
        Assert.Throws<ObjectDisposedException>(() => socket.Accept());
        Assert.Throws<ObjectDisposedException>(() => socket.Connect(new(Api.There, 9)));
        Assert.Throws<ObjectDisposedException>(() => socket.Send(Bytes("x")));
        Assert.Throws<ObjectDisposedException>(() => socket.Receive(new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => socket.Shutdown(SocketShutdown.Both));
        Assert.Throws<ObjectDisposedException>(() => socket.Poll());
        Assert.Throws<ObjectDisposedException>(() => socket.Local);
        Assert.Throws<ObjectDisposedException>(() => socket.Get(SocketOptions.Error));
        Assert.Throws<ObjectDisposedException>(() => socket.Set(SocketOptions.KeepAlive, true));
    }

    [Fact]
    public void Close_ends_a_waiting_receive()
    {
        (ITestSocket client, ITestSocket _) = Connected();
        Task<int> receiving = client.ReceiveAsync(new byte[1]);
        Api.Settle();

        client.Close();

        Fails(SocketError.OperationAborted, () => Api.Await(receiving));
    }

    [Fact]
    public void With_SO_LINGER_close_waits_until_all_is_acknowledged()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        client.Set(SocketOptions.Linger, TimeSpan.FromSeconds(5));
        client.Send(Bytes("last"));

        Api.Await(client.CloseAsync());

        Assert.Equal("last", Read(server));
        Assert.Equal("", Read(server));
    }

    [Fact]
    public void With_SO_LINGER_close_waits_no_longer_than_that()
    {
        (ITestSocket client, ITestSocket server) = Connected(
            client => client.Set(SocketOptions.SendBuffer, 1 << 18), listener => listener.Set(SocketOptions.ReceiveBuffer, 4096));
        client.Blocking = false;
        int sent = Fill(client, Pattern(1 << 20));
        client.Set(SocketOptions.Linger, TimeSpan.FromSeconds(1));
        client.Blocking = true;

        Api.Await(client.CloseAsync());

        Assert.Equal(sent, ReadAll(server, sent).Length); // what is left is sent in the background
        Assert.Equal("", Read(server));
    }

    private void BothShutDown(ITestSocket first, ITestSocket second)
    {
        first.Shutdown(SocketShutdown.Send);
        Api.Wait(second, Readable);
        second.Shutdown(SocketShutdown.Send);
        Api.Wait(first, HangUp);
        Api.Wait(second, HangUp);
        Api.Settle();
    }
}
