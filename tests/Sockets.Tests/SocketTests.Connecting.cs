using System.Net;
using System.Net.Sockets;

namespace ActorTcp.Sockets.Tests;

// connect(2), and the names of both ends.
public abstract partial class SocketTests
{
    [Fact]
    public void A_new_socket_has_no_names()
    {
        ITestSocket socket = Client();

        Assert.Null(socket.Local);
        Assert.Null(socket.Remote);
    }

    [Fact]
    public void A_connection_has_the_names_of_both_ends()
    {
        ITestSocket listener = Listener();
        ITestSocket client = Client();

        client.Connect(listener.Local!);
        ITestSocket server = Accepted(listener);

        Assert.Equal(Api.Here, client.Local!.Address);
        Assert.Equal(listener.Local, client.Remote);
        Assert.Equal(client.Local, server.Remote);
        Assert.Equal(listener.Local, server.Local);
        Assert.Null(listener.Remote);
    }

    [Fact]
    public void A_bound_client_connects_from_its_port()
    {
        ITestSocket listener = Listener();
        ITestSocket client = Client();
        client.Bind(new IPEndPoint(IPAddress.Any, 0));
        int port = client.Local!.Port;
        Assert.Equal(IPAddress.Any, client.Local.Address);

        client.Connect(listener.Local!);

        Assert.Equal(new IPEndPoint(Api.Here, port), client.Local);
    }

    [Fact]
    public void Connect_to_a_port_where_nobody_listens_is_refused()
    {
        IPEndPoint nowhere = Nowhere();
        ITestSocket client = Client();

        Fails(SocketError.ConnectionRefused, () => client.Connect(nowhere));
    }

    [Fact]
    public void Connect_to_port_0_is_refused()
    {
        ITestSocket client = Client();

        Fails(SocketError.ConnectionRefused, () => client.Connect(new IPEndPoint(Api.There, 0)));
    }

    [Fact]
    public void A_refused_socket_can_connect_elsewhere()
    {
        IPEndPoint nowhere = Nowhere();
        ITestSocket listener = Listener();
        ITestSocket client = Client();
        Fails(SocketError.ConnectionRefused, () => client.Connect(nowhere));

        client.Connect(listener.Local!);

        Assert.Equal(client.Local, Accepted(listener).Remote);
    }

    [Fact]
    public void Connect_of_a_connected_socket_fails()
    {
        (ITestSocket client, ITestSocket server) = Connected();

        Fails(SocketError.IsConnected, () => client.Connect(client.Remote!));
        Fails(SocketError.IsConnected, () => server.Connect(server.Remote!));
    }

    [Fact]
    public void Connect_of_a_listener_fails()
    {
        ITestSocket listener = Listener();

        Fails(SocketError.IsConnected, () => listener.Connect(new IPEndPoint(Api.Here, 9)));
    }

    [Fact]
    public void Connect_to_an_address_of_another_family_fails()
    {
        ITestSocket client = Client();

        Fails(SocketError.AddressFamilyNotSupported, () => client.Connect(new IPEndPoint(IPAddress.IPv6Loopback, 9)));
    }

    [Fact]
    public void Connect_to_the_broadcast_address_fails()
    {
        ITestSocket client = Client();

        Fails(SocketError.NetworkUnreachable, () => client.Connect(new IPEndPoint(Api.Broadcast, 9)));
    }

    [Fact]
    public void Connect_with_names_that_are_taken_fails()
    {
        ITestSocket listener = Listener();
        ITestSocket first = Client();
        first.Set(SocketOptions.ReuseAddress, true);
        first.Bind(new IPEndPoint(Api.Here, 0));
        ITestSocket second = Client();
        second.Set(SocketOptions.ReuseAddress, true);
        second.Bind(first.Local!);
        first.Connect(listener.Local!);

        Fails(SocketError.AddressNotAvailable, () => second.Connect(listener.Local!));
    }

    [Fact]
    public void A_non_blocking_connect_is_in_progress_until_the_socket_is_writable()
    {
        ITestSocket listener = Listener();
        ITestSocket client = NonBlockingClient();

        Fails(SocketError.InProgress, () => client.Connect(listener.Local!));

        Assert.Equal(Writable, Api.Wait(client, Writable));
        Assert.Equal(0, client.Get(SocketOptions.Error));
        Assert.Equal(listener.Local, client.Remote);
    }

    [Fact]
    public void A_second_connect_tells_of_success_once()
    {
        ITestSocket listener = Listener();
        ITestSocket client = NonBlockingClient();
        Fails(SocketError.InProgress, () => client.Connect(listener.Local!));
        Api.Wait(client, Writable);

        client.Connect(listener.Local!);

        Fails(SocketError.IsConnected, () => client.Connect(listener.Local!));
    }

    [Fact]
    public void A_second_connect_tells_of_the_failure()
    {
        IPEndPoint nowhere = Nowhere();
        ITestSocket client = NonBlockingClient();
        Fails(SocketError.InProgress, () => client.Connect(nowhere));
        Api.Wait(client, Error);

        Fails(SocketError.ConnectionRefused, () => client.Connect(nowhere));

        Fails(SocketError.InProgress, () => client.Connect(nowhere));
    }

    [Fact]
    public void A_second_connect_after_the_error_was_taken_is_aborted()
    {
        IPEndPoint nowhere = Nowhere();
        ITestSocket client = NonBlockingClient();
        Fails(SocketError.InProgress, () => client.Connect(nowhere));
        Api.Wait(client, Error);
        Assert.Equal(111, client.Get(SocketOptions.Error));

        Fails(SocketError.ConnectionAborted, () => client.Connect(nowhere));
    }

    [Fact]
    public void Connect_while_connecting_is_already_in_progress()
    {
        IPEndPoint silence = Silence();
        ITestSocket client = NonBlockingClient();
        Fails(SocketError.InProgress, () => client.Connect(silence));
        Api.Settle();

        Fails(SocketError.AlreadyInProgress, () => client.Connect(silence));
    }

    [Fact]
    public void A_connecting_socket_has_its_own_name_only()
    {
        IPEndPoint silence = Silence();
        ITestSocket client = NonBlockingClient();
        Fails(SocketError.InProgress, () => client.Connect(silence));
        Api.Settle();

        Assert.Equal(Api.Here, client.Local!.Address);
        Assert.NotEqual(0, client.Local.Port);
        Assert.Null(client.Remote);
    }

    [Fact]
    public void A_connecting_socket_neither_sends_nor_receives_yet()
    {
        IPEndPoint silence = Silence();
        ITestSocket client = NonBlockingClient();
        Fails(SocketError.InProgress, () => client.Connect(silence));
        Api.Settle();

        Fails(SocketError.WouldBlock, () => client.Send(Bytes("x")));
        Fails(SocketError.WouldBlock, () => client.Receive(new byte[1]));
    }

    [Fact]
    public void Shutdown_of_a_connecting_socket_ends_the_attempt()
    {
        IPEndPoint silence = Silence();
        ITestSocket client = NonBlockingClient();
        Fails(SocketError.InProgress, () => client.Connect(silence));
        Api.Settle();

        client.Shutdown(SocketShutdown.Both);

        Assert.Equal(104, client.Get(SocketOptions.Error));
        Fails(SocketError.NotConnected, () => client.Shutdown(SocketShutdown.Both));
    }

    [Fact]
    public void Send_before_connect_fails()
    {
        ITestSocket client = Client();

        Fails(SocketError.Shutdown, () => client.Send(Bytes("x")));
    }

    [Fact]
    public void Receive_before_connect_fails()
    {
        ITestSocket client = Client();

        Fails(SocketError.NotConnected, () => client.Receive(new byte[1]));
    }

    [Fact]
    public void Shutdown_before_connect_fails()
    {
        ITestSocket client = Client();

        Fails(SocketError.NotConnected, () => client.Shutdown(SocketShutdown.Both));
    }

    [Fact]
    public void An_asynchronous_connect_ends_with_success_or_refusal()
    {
        ITestSocket listener = Listener();
        ITestSocket client = Client();
        ITestSocket refused = Client();
        IPEndPoint nowhere = Nowhere();

        Api.Await(client.ConnectAsync(listener.Local!));

        Assert.Equal(client.Local, Accepted(listener).Remote);
        Fails(SocketError.ConnectionRefused, () => Api.Await(refused.ConnectAsync(nowhere)));
    }

    [Fact]
    public void A_connect_can_be_given_up()
    {
        IPEndPoint silence = Silence();
        ITestSocket client = Client();
        using var cancel = new CancellationTokenSource();
        Task connecting = client.ConnectAsync(silence, cancel.Token);
        Api.Settle();
        Assert.False(connecting.IsCompleted);

        cancel.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => Api.Await(connecting));
    }

    [Fact]
    public void A_connect_that_nobody_answers_times_out()
    {
        IPEndPoint silence = Silence();
        ITestSocket client = NonBlockingClient();
        client.Set(SocketOptions.SynCount, 1);
        Fails(SocketError.InProgress, () => client.Connect(silence));

        Assert.True((Api.Wait(client, Error) & Error) != 0);

        Assert.Equal(110, client.Get(SocketOptions.Error));
    }
}
