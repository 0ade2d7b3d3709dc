using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorTcp.Sockets.Tests;

// send(2) and recv(2) on a connection.
public abstract partial class SocketTests
{
    [Fact]
    public void What_is_sent_is_received()
    {
        (ITestSocket client, ITestSocket server) = Connected();

        Assert.Equal(5, client.Send(Bytes("hello")));
        Assert.Equal("hello", Read(server));
        Assert.Equal(6, server.Send(Bytes("answer")));
        Assert.Equal("answer", Read(client));
    }

    [Fact]
    public void A_receive_takes_what_fits_and_leaves_the_rest()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        client.Send(Bytes("hello"));

        Assert.Equal("he", Read(server, 2));
        Assert.Equal("llo", Read(server));
    }

    [Fact]
    public void A_stream_has_no_records()
    {
        (ITestSocket client, ITestSocket server) = Connected(client => client.Set(SocketOptions.NoDelay, true));
        client.Send(Bytes("one "));
        client.Send(Bytes("two"));
        Api.Settle();

        Assert.Equal("one two", Read(server));
    }

    [Fact]
    public void A_stream_says_nothing_of_the_sender()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        client.Send(Bytes("x"));
        Api.Wait(server, Readable);

        Assert.Null(server.ReceiveFrom(new byte[1]).From);
    }

    [Fact]
    public void The_address_of_a_send_on_a_connection_is_ignored()
    {
        (ITestSocket client, ITestSocket server) = Connected();

        client.SendTo(Bytes("x"), new IPEndPoint(Api.There, 9));

        Assert.Equal("x", Read(server));
    }

    [Fact]
    public void A_non_blocking_receive_of_nothing_would_block()
    {
        (ITestSocket client, ITestSocket _) = Connected();
        client.Blocking = false;

        Fails(SocketError.WouldBlock, () => client.Receive(new byte[1]));
    }

    [Fact]
    public void MSG_DONTWAIT_makes_one_call_non_blocking()
    {
        (ITestSocket client, ITestSocket _) = Connected();

        Fails(SocketError.WouldBlock, () => client.Receive(new byte[1], SocketMessageFlags.DontWait));
    }

    [Fact]
    public void What_is_peeked_at_stays()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        client.Send(Bytes("hello"));

        Assert.Equal("hel", Read(server, 3, SocketMessageFlags.Peek));
        Assert.Equal("hello", Read(server, 100, SocketMessageFlags.Peek));
        Assert.Equal("hello", Read(server));
    }

    [Fact]
    public void Nothing_sent_is_nothing_received()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        server.Blocking = false;

        Assert.Equal(0, client.Send([]));

        Api.Settle();
        Fails(SocketError.WouldBlock, () => server.Receive(new byte[1]));
    }

    [Fact]
    public void A_receive_into_nothing_waits_for_data_and_takes_none()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        server.Blocking = false;
        Fails(SocketError.WouldBlock, () => server.Receive([]));
        client.Send(Bytes("x"));
        Api.Wait(server, Readable);

        Assert.Equal(0, server.Receive([]));

        Assert.Equal("x", Read(server));
    }

    [Fact]
    public void A_non_blocking_send_takes_what_the_buffer_holds()
    {
        (ITestSocket client, ITestSocket server) = Connected(
            client => client.Set(SocketOptions.SendBuffer, 16384), listener => listener.Set(SocketOptions.ReceiveBuffer, 16384));
        client.Blocking = false;
        byte[] data = Pattern(4 << 20);

        int sent = Fill(client, data);

        Assert.InRange(sent, 1, data.Length - 1);
        Assert.Equal(SocketEvents.None, client.Poll());
        Assert.Equal(data[..sent], ReadAll(server, sent));
        Assert.Equal(Writable, Api.Wait(client, Writable));
    }

    [Fact]
    public void A_blocking_send_takes_all()
    {
        (ITestSocket client, ITestSocket server) = Connected(
            client => client.Set(SocketOptions.SendBuffer, 16384), listener => listener.Set(SocketOptions.ReceiveBuffer, 16384));
        byte[] data = Pattern(1 << 20);
        Task<int> sending = client.SendAsync(data);
        Api.Settle();
        Assert.False(sending.IsCompleted);

        Assert.Equal(data, ReadAll(server, data.Length));
        Assert.Equal(data.Length, Api.Await(sending));
    }

    [Fact]
    public void An_asynchronous_receive_waits_for_data()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        byte[] buffer = new byte[10];
        Task<int> receiving = server.ReceiveAsync(buffer);
        Api.Settle();
        Assert.False(receiving.IsCompleted);

        client.Send(Bytes("now"));

        Assert.Equal(3, Api.Await(receiving));
        Assert.Equal("now", Encoding.ASCII.GetString(buffer, 0, 3));
    }

    [Fact]
    public void A_receive_can_be_given_up_and_takes_no_data_along()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        using var cancel = new CancellationTokenSource();
        Task<int> receiving = server.ReceiveAsync(new byte[10], token: cancel.Token);
        Api.Settle();

        cancel.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => Api.Await(receiving));
        client.Send(Bytes("kept"));
        Assert.Equal("kept", Read(server));
    }

    [Fact]
    public void A_cancelled_token_stops_a_receive_before_it_begins()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        client.Send(Bytes("kept"));
        Api.Wait(server, Readable);

        Assert.ThrowsAny<OperationCanceledException>(
            () => Api.Await(server.ReceiveAsync(new byte[10], token: new CancellationToken(canceled: true))));

        Assert.Equal("kept", Read(server));
    }

    [Fact]
    public void MSG_WAITALL_waits_until_the_buffer_is_full()
    {
        (ITestSocket client, ITestSocket server) = Connected(client => client.Set(SocketOptions.NoDelay, true));
        byte[] buffer = new byte[10];
        Task<int> receiving = server.ReceiveAsync(buffer, SocketMessageFlags.WaitAll);
        client.Send(Bytes("01234"));
        Api.Settle();
        Assert.False(receiving.IsCompleted);

        client.Send(Bytes("56789abc"));

        Assert.Equal(10, Api.Await(receiving));
        Assert.Equal("0123456789", Encoding.ASCII.GetString(buffer));
        Assert.Equal("abc", Read(server));
    }

    [Fact]
    public void MSG_WAITALL_ends_with_the_stream()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        Task<int> receiving = server.ReceiveAsync(new byte[10], SocketMessageFlags.WaitAll);
        client.Send(Bytes("01234"));

        client.Shutdown(SocketShutdown.Send);

        Assert.Equal(5, Api.Await(receiving));
    }

    [Fact]
    public void MSG_WAITALL_does_not_wait_on_a_non_blocking_socket()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        server.Blocking = false;
        client.Send(Bytes("01234"));
        Api.Wait(server, Readable);

        Assert.Equal(5, server.Receive(new byte[10], SocketMessageFlags.WaitAll));
    }
}
