using System.Net;
using System.Net.Sockets;
using ActorTcp.Api;

namespace ActorTcp.Sockets.Tests;

// listen(2) and accept(2).
public abstract partial class SocketTests
{
    [Fact]
    public void Listen_without_bind_chooses_a_port()
    {
        ITestSocket listener = Server();

        listener.Listen(4);

        Assert.Equal(IPAddress.Any, listener.Local!.Address);
        ITestSocket client = Client();
        client.Connect(new IPEndPoint(Api.There, listener.Local.Port));
        Assert.Equal(new IPEndPoint(Api.There, listener.Local.Port), Accepted(listener).Local);
    }

    [Fact]
    public void Listen_of_a_connected_socket_fails()
    {
        (ITestSocket client, ITestSocket _) = Connected();

        Fails(SocketError.InvalidArgument, () => client.Listen(1));
    }

    [Fact]
    public void Accept_without_listen_fails()
    {
        ITestSocket socket = Server();
        socket.Bind(new IPEndPoint(Api.There, 0));

        Fails(SocketError.InvalidArgument, () => socket.Accept());
    }

    [Fact]
    public void Accept_of_a_connected_socket_fails()
    {
        (ITestSocket client, ITestSocket _) = Connected();

        Fails(SocketError.InvalidArgument, () => client.Accept());
    }

    [Fact]
    public void A_non_blocking_accept_of_nobody_would_block()
    {
        ITestSocket listener = Listener();
        listener.Blocking = false;

        Fails(SocketError.WouldBlock, () => listener.Accept());
    }

    [Fact]
    public void Connections_are_accepted_in_their_order()
    {
        ITestSocket listener = Listener();
        ITestSocket[] clients = [Client(), Client(), Client()];
        foreach (ITestSocket client in clients) client.Connect(listener.Local!);

        Assert.Equal(clients.Select(client => client.Local), clients.Select(_ => Accepted(listener).Remote));
    }

    [Fact]
    public void A_listener_neither_sends_nor_receives()
    {
        ITestSocket listener = Listener();

        Fails(SocketError.Shutdown, () => listener.Send(Bytes("x")));
        Fails(SocketError.NotConnected, () => listener.Receive(new byte[1]));
    }

    [Fact]
    public void A_listener_is_readable_while_its_queue_is_not_empty()
    {
        ITestSocket listener = Listener();
        Assert.Equal(SocketEvents.None, listener.Poll());
        Client().Connect(listener.Local!);
        Client().Connect(listener.Local!);

        Accepted(listener);
        Assert.Equal(Readable, listener.Poll());
        Accepted(listener);
        Assert.Equal(SocketEvents.None, listener.Poll());
    }

    [Fact]
    public void Beyond_the_backlog_connections_wait_until_there_is_room()
    {
        ITestSocket listener = Listener(1);
        Client().Connect(listener.Local!);
        Client().Connect(listener.Local!);
        ITestSocket third = NonBlockingClient();
        Fails(SocketError.InProgress, () => third.Connect(listener.Local!));
        Api.Settle();
        Assert.Equal(SocketEvents.None, third.Poll());

        Accepted(listener);

        Assert.Equal(Writable, Api.Wait(third, Writable)); // its SYN is sent again after a second
    }

    [Fact]
    public void A_second_listen_changes_the_backlog()
    {
        ITestSocket listener = Listener(0);
        Client().Connect(listener.Local!);

        listener.Listen(5);

        for (int i = 0; i < 5; i++) Client().Connect(listener.Local!);
        for (int i = 0; i < 6; i++) Accepted(listener);
    }

    [Fact]
    public void TCP_INFO_of_a_listener_tells_its_queue_and_the_limit()
    {
        ITestSocket listener = Listener(7);
        Client().Connect(listener.Local!);
        Api.Wait(listener, Readable);

        TcpInfo info = listener.Get(SocketOptions.Info);

        Assert.Equal((1, 7), (info.Unacked, info.Sacked));
    }

    [Fact]
    public void The_backlog_is_at_most_somaxconn()
    {
        ITestSocket listener = Listener(1_000_000);

        Assert.Equal(4096, listener.Get(SocketOptions.Info).Sacked);
    }

    [Fact]
    public void A_negative_backlog_is_as_much_as_can_be()
    {
        ITestSocket listener = Listener(-1);

        Assert.Equal(4096, listener.Get(SocketOptions.Info).Sacked);
    }

    [Fact]
    public void A_connection_that_was_reset_in_the_queue_is_accepted_all_the_same()
    {
        ITestSocket listener = Listener();
        ITestSocket client = Client();
        client.Connect(listener.Local!);
        client.Set(SocketOptions.Linger, TimeSpan.Zero);
        client.Close();
        Api.Settle();

        ITestSocket server = Accepted(listener);

        Fails(SocketError.ConnectionReset, () => server.Receive(new byte[1]));
    }

    [Fact]
    public void Closing_a_listener_resets_who_waits_in_its_queue()
    {
        ITestSocket listener = Listener();
        ITestSocket client = Client();
        client.Connect(listener.Local!);
        Api.Wait(listener, Readable);

        listener.Close();

        Api.Wait(client, Error);
        Fails(SocketError.ConnectionReset, () => client.Receive(new byte[1]));
    }

    [Fact]
    public void Closing_a_listener_leaves_what_it_has_accepted()
    {
        ITestSocket listener = Listener();
        ITestSocket client = Client();
        client.Connect(listener.Local!);
        ITestSocket server = Accepted(listener);

        listener.Close();

        server.Send(Bytes("still here"));
        Assert.Equal("still here", Read(client));
    }

    [Fact]
    public void Shutdown_of_a_listener_for_reading_ends_the_listening()
    {
        IPEndPoint local = Nowhere();
        _opened[^1].Close();
        ITestSocket listener = Server();
        listener.Bind(local);
        listener.Listen(4);
        ITestSocket queued = Client();
        queued.Connect(local);
        Api.Wait(listener, Readable);

        listener.Shutdown(SocketShutdown.Receive);

        Fails(SocketError.InvalidArgument, () => listener.Accept());
        Assert.True((Api.Wait(queued, Error) & Error) != 0);
        ITestSocket late = Client();
        Fails(SocketError.ConnectionRefused, () => late.Connect(local));
        listener.Listen(1); // it has kept the port that it was told to bind to
        Assert.Equal(local, listener.Local);
    }

    [Fact]
    public void Shutdown_of_a_listener_for_sending_changes_nothing()
    {
        ITestSocket listener = Listener();

        listener.Shutdown(SocketShutdown.Send);

        Client().Connect(listener.Local!);
        Accepted(listener);
    }

    [Fact]
    public void An_asynchronous_accept_waits_for_a_connection()
    {
        ITestSocket listener = Listener();
        Task<ITestSocket> accepting = listener.AcceptAsync();
        Api.Settle();
        Assert.False(accepting.IsCompleted);
        ITestSocket client = Client();

        client.Connect(listener.Local!);

        Assert.Equal(client.Local, Kept(Api.Await(accepting)).Remote);
    }

    [Fact]
    public void An_accept_can_be_given_up_and_takes_no_connection_along()
    {
        ITestSocket listener = Listener();
        using var cancel = new CancellationTokenSource();
        Task<ITestSocket> accepting = listener.AcceptAsync(cancel.Token);
        Api.Settle();

        cancel.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => Api.Await(accepting));
        ITestSocket client = Client();
        client.Connect(listener.Local!);
        Assert.Equal(client.Local, Accepted(listener).Remote);
    }

    [Fact]
    public void Closing_a_listener_ends_a_waiting_accept()
    {
        ITestSocket listener = Listener();
        Task<ITestSocket> accepting = listener.AcceptAsync();
        Api.Settle();

        listener.Close();

        Fails(SocketError.OperationAborted, () => Api.Await(accepting));
    }

    [Fact]
    public void With_TCP_DEFER_ACCEPT_a_connection_is_seen_with_its_first_data()
    {
        ITestSocket listener = Server();
        listener.Bind(new IPEndPoint(Api.There, 0));
        listener.Set(SocketOptions.DeferAccept, TimeSpan.FromSeconds(10));
        listener.Listen(4);
        ITestSocket client = Client();
        client.Connect(listener.Local!);
        Api.Settle();
        Assert.Equal(SocketEvents.None, listener.Poll());

        client.Send(Bytes("hello"));

        ITestSocket server = Accepted(listener);
        Assert.Equal("hello", Read(server));
    }
}
