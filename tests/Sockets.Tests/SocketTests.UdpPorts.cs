using System.Net;
using System.Net.Sockets;

namespace ActorTcp.Sockets.Tests;

// Datagram sockets: ports, broadcast, queues, and what they cannot do.
public abstract partial class SocketTests
{
    [Fact]
    public void A_new_datagram_socket_is_writable_and_a_datagram_makes_it_readable()
    {
        ITestSocket server = DatagramServer();
        Assert.Equal(Writable, server.Poll());

        Client(SocketType.Dgram).SendTo(Bytes("x"), server.Local!);

        Assert.Equal(Readable | Writable, Api.Wait(server, Readable));
    }

    [Fact]
    public void A_non_blocking_receive_of_no_datagram_would_block()
    {
        ITestSocket socket = Client(SocketType.Dgram);
        socket.Blocking = false;

        Fails(SocketError.WouldBlock, () => socket.ReceiveFrom(new byte[1]));
    }

    [Fact]
    public void SIOCINQ_tells_the_length_of_the_first_datagram()
    {
        ITestSocket server = DatagramServer();
        ITestSocket client = Client(SocketType.Dgram);
        client.SendTo(Bytes("hello"), server.Local!);
        client.SendTo(Bytes("again, longer"), server.Local!);
        Api.Wait(server, Readable);

        Assert.Equal(5, server.Get(SocketOptions.BytesToRead));
    }

    // Address: SO_REUSEADDR, Port: SO_REUSEPORT.
    [Theory]
    [InlineData("", "", false)]
    [InlineData("Address", "", false)]
    [InlineData("", "Address", false)]
    [InlineData("Address", "Address", true)]
    [InlineData("Port", "Port", true)]
    [InlineData("Port", "Address", false)]
    public void Two_datagram_sockets_share_a_port_if_both_agree(string first, string second, bool shared)
    {
        ITestSocket owner = ReusingDatagrams(first);
        owner.Bind(new IPEndPoint(Api.There, 0));
        ITestSocket other = ReusingDatagrams(second);

        if (shared) other.Bind(owner.Local!);
        else Fails(SocketError.AddressAlreadyInUse, () => other.Bind(owner.Local!));
    }

    [Fact]
    public void A_datagram_socket_and_a_stream_have_ports_of_their_own()
    {
        ITestSocket stream = Listener();
        ITestSocket datagrams = Server(SocketType.Dgram);

        datagrams.Bind(stream.Local!);

        Assert.Equal(stream.Local, datagrams.Local);
    }

    [Fact]
    public void A_second_bind_of_a_datagram_socket_fails()
    {
        ITestSocket socket = DatagramServer();

        Fails(SocketError.InvalidArgument, () => socket.Bind(new IPEndPoint(Api.There, 0)));
    }

    [Fact]
    public void A_datagram_socket_does_not_bind_to_an_address_that_is_not_ours()
    {
        ITestSocket socket = Server(SocketType.Dgram);

        Fails(SocketError.AddressNotAvailable, () => socket.Bind(new IPEndPoint(IPAddress.Parse("192.0.2.77"), 0)));
    }

    [Fact]
    public void Without_SO_BROADCAST_a_broadcast_is_denied()
    {
        ITestSocket socket = Client(SocketType.Dgram);

        Fails(SocketError.AccessDenied, () => socket.SendTo(Bytes("x"), new IPEndPoint(Api.Broadcast, 9)));
        Fails(SocketError.AccessDenied, () => socket.Connect(new IPEndPoint(Api.Broadcast, 9)));
    }

    [Fact]
    public void With_SO_BROADCAST_a_datagram_reaches_all()
    {
        ITestSocket server = Server(SocketType.Dgram);
        server.Bind(new IPEndPoint(IPAddress.Any, 0));
        ITestSocket client = Client(SocketType.Dgram);
        client.Set(SocketOptions.Broadcast, true);

        client.SendTo(Bytes("all"), new IPEndPoint(Api.Broadcast, server.Local!.Port));

        Assert.Equal("all", Read(server));
    }

    [Fact]
    public void Datagrams_are_neither_listened_for_nor_accepted()
    {
        ITestSocket socket = DatagramServer();

        Fails(SocketError.OperationNotSupported, () => socket.Listen(1));
        Fails(SocketError.OperationNotSupported, () => socket.Accept());
    }

    [Fact]
    public void Datagrams_are_never_urgent()
    {
        ITestSocket server = DatagramServer();
        ITestSocket socket = Client(SocketType.Dgram);
        socket.Connect(server.Local!);

        Fails(SocketError.OperationNotSupported, () => socket.Send(Bytes("x"), SocketMessageFlags.OutOfBand));
    }

    [Fact]
    public void Shutdown_of_an_unconnected_datagram_socket_fails()
    {
        ITestSocket socket = DatagramServer();

        Fails(SocketError.NotConnected, () => socket.Shutdown(SocketShutdown.Both));
    }

    [Fact]
    public void Shutdown_of_a_connected_datagram_socket_ends_both_directions()
    {
        ITestSocket server = DatagramServer();
        ITestSocket socket = Client(SocketType.Dgram);
        socket.Connect(server.Local!);

        socket.Shutdown(SocketShutdown.Both);

        Assert.Equal(0, socket.Receive(new byte[1]));
        Fails(SocketError.Shutdown, () => socket.Send(Bytes("x")));
    }

    [Fact]
    public void A_full_receive_queue_drops_what_comes()
    {
        ITestSocket server = DatagramServer();
        server.Set(SocketOptions.ReceiveBuffer, 4096);
        ITestSocket client = Client(SocketType.Dgram);
        for (int i = 0; i < 100; i++) client.SendTo(new byte[1000], server.Local!);
        Api.Wait(server, Readable);
        Api.Settle();
        server.Blocking = false;

        int received = 0;
        while ((server.Poll() & Readable) != 0 && server.Receive(new byte[1000]) == 1000) received++;

        Assert.InRange(received, 1, 50);
        client.SendTo(Bytes("there is room again"), server.Local!);
        Assert.Equal("there is room again", Read(server));
    }

    [Fact]
    public void Closing_a_datagram_socket_ends_a_waiting_receive()
    {
        ITestSocket server = DatagramServer();
        Task<int> receiving = server.ReceiveAsync(new byte[1]);
        Api.Settle();

        server.Close();

        Fails(SocketError.OperationAborted, () => Api.Await(receiving));
    }

    private ITestSocket ReusingDatagrams(string options)
    {
        ITestSocket socket = Server(SocketType.Dgram);
        if (options == "Address") socket.Set(SocketOptions.ReuseAddress, true);
        if (options == "Port") socket.Set(SocketOptions.ReusePort, true);
        return socket;
    }
}
