using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorTcp.Sockets.Tests;

// Datagrams.
public abstract partial class SocketTests
{
    private const int LargestDatagram = 65507;

    [Fact]
    public void A_datagram_arrives_with_its_senders_name()
    {
        ITestSocket receiver = DatagramServer();
        ITestSocket sender = Client(SocketType.Dgram);

        Assert.Equal(5, sender.SendTo(Bytes("hello"), receiver.Local!));

        byte[] buffer = new byte[10];
        ReceivedMessage message = Datagram(receiver, buffer);
        Assert.Equal("hello", Encoding.ASCII.GetString(buffer, 0, message.Count));
        Assert.Equal(new IPEndPoint(Api.Here, sender.Local!.Port), message.From);
        Assert.Equal(SocketMessageFlags.None, message.Flags);
    }

    [Fact]
    public void An_answer_goes_back_to_the_sender()
    {
        ITestSocket server = DatagramServer();
        ITestSocket client = Client(SocketType.Dgram);
        client.SendTo(Bytes("question"), server.Local!);

        server.SendTo(Bytes("answer"), Datagram(server, new byte[10]).From!);

        Assert.Equal(server.Local, Datagram(client, new byte[10]).From);
    }

    [Fact]
    public void A_datagram_without_an_address_cannot_be_sent()
    {
        ITestSocket socket = Client(SocketType.Dgram);

        Fails(SocketError.DestinationAddressRequired, () => socket.Send(Bytes("x")));
    }

    [Fact]
    public void A_datagram_to_port_0_cannot_be_sent()
    {
        ITestSocket socket = Client(SocketType.Dgram);

        Fails(SocketError.InvalidArgument, () => socket.SendTo(Bytes("x"), new IPEndPoint(Api.There, 0)));
    }

    [Fact]
    public void A_datagram_to_an_address_of_another_family_cannot_be_sent()
    {
        ITestSocket socket = Client(SocketType.Dgram);

        Fails(SocketError.AddressFamilyNotSupported, () => socket.SendTo(Bytes("x"), new IPEndPoint(IPAddress.IPv6Loopback, 9)));
    }

    [Fact]
    public void A_connected_datagram_socket_has_both_names_and_sends_to_its_peer()
    {
        ITestSocket server = DatagramServer();
        ITestSocket client = Client(SocketType.Dgram);

        client.Connect(server.Local!);

        Assert.Equal(server.Local, client.Remote);
        Assert.Equal(Api.Here, client.Local!.Address);
        client.Send(Bytes("x"));
        Assert.Equal(client.Local, Datagram(server, new byte[1]).From);
    }

    [Fact]
    public void A_connected_datagram_socket_hears_its_peer_only()
    {
        ITestSocket peer = DatagramServer();
        ITestSocket stranger = DatagramServer();
        ITestSocket client = Client(SocketType.Dgram);
        client.Connect(peer.Local!);

        stranger.SendTo(Bytes("stranger"), client.Local!);
        peer.SendTo(Bytes("peer"), client.Local!);

        Assert.Equal("peer", Read(client));
        client.Blocking = false;
        Fails(SocketError.WouldBlock, () => client.Receive(new byte[10]));
    }

    [Fact]
    public void A_datagram_socket_can_connect_elsewhere()
    {
        ITestSocket first = DatagramServer();
        ITestSocket second = DatagramServer();
        ITestSocket client = Client(SocketType.Dgram);
        client.Connect(first.Local!);

        client.Connect(second.Local!);
        client.Send(Bytes("x"));

        Assert.Equal(second.Local, client.Remote);
        Assert.Equal("x", Read(second));
    }

    [Fact]
    public void A_connected_datagram_socket_can_send_to_others()
    {
        ITestSocket peer = DatagramServer();
        ITestSocket other = DatagramServer();
        ITestSocket client = Client(SocketType.Dgram);
        client.Connect(peer.Local!);

        client.SendTo(Bytes("x"), other.Local!);

        Assert.Equal("x", Read(other));
    }

    [Fact]
    public void Of_a_datagram_that_is_too_long_the_rest_is_lost()
    {
        ITestSocket server = DatagramServer();
        ITestSocket client = Client(SocketType.Dgram);
        client.SendTo(Bytes("too long"), server.Local!);
        client.SendTo(Bytes("next"), server.Local!);
        byte[] buffer = new byte[3];

        ReceivedMessage cut = Datagram(server, buffer);

        Assert.Equal((3, SocketMessageFlags.Truncate), (cut.Count, cut.Flags));
        Assert.Equal("too", Encoding.ASCII.GetString(buffer));
        Assert.Equal("next", Read(server));
    }

    [Fact]
    public void With_MSG_TRUNC_a_receive_tells_the_whole_length()
    {
        ITestSocket server = DatagramServer();
        ITestSocket client = Client(SocketType.Dgram);
        client.SendTo(Bytes("too long"), server.Local!);

        Assert.Equal(8, Datagram(server, new byte[3], SocketMessageFlags.Truncate).Count);
    }

    [Fact]
    public void A_datagram_can_be_peeked_at()
    {
        ITestSocket server = DatagramServer();
        ITestSocket client = Client(SocketType.Dgram);
        client.SendTo(Bytes("hello"), server.Local!);

        Assert.Equal(5, Datagram(server, new byte[10], SocketMessageFlags.Peek).Count);
        Assert.Equal("hello", Read(server));
    }

    [Fact]
    public void An_empty_datagram_arrives()
    {
        ITestSocket server = DatagramServer();
        ITestSocket client = Client(SocketType.Dgram);

        Assert.Equal(0, client.SendTo([], server.Local!));

        ReceivedMessage message = Datagram(server, new byte[10]);
        Assert.Equal((0, client.Local!.Port), (message.Count, message.From!.Port));
    }

    [Fact]
    public void The_largest_datagram_arrives_whole()
    {
        ITestSocket server = DatagramServer();
        ITestSocket client = Client(SocketType.Dgram);
        byte[] data = Pattern(LargestDatagram);
        byte[] buffer = new byte[LargestDatagram + 1];

        Assert.Equal(LargestDatagram, client.SendTo(data, server.Local!));

        Assert.Equal(LargestDatagram, Datagram(server, buffer).Count);
        Assert.Equal(data, buffer[..LargestDatagram]);
    }

    [Fact]
    public void A_larger_datagram_cannot_be_sent()
    {
        ITestSocket server = DatagramServer();
        ITestSocket client = Client(SocketType.Dgram);

        Fails(SocketError.MessageSize, () => client.SendTo(new byte[LargestDatagram + 1], server.Local!));
    }

    [Fact]
    public void A_closed_port_refuses_a_connected_datagram_socket_once()
    {
        ITestSocket client = RefusedDatagrams();

        Assert.Equal(Error | Writable, Api.Wait(client, Error) & ~Readable);
        Fails(SocketError.ConnectionRefused, () => client.Receive(new byte[1]));

        client.Blocking = false;
        Fails(SocketError.WouldBlock, () => client.Receive(new byte[1]));
    }

    [Fact]
    public void The_refusal_is_told_by_the_next_send()
    {
        ITestSocket client = RefusedDatagrams();
        Api.Wait(client, Error);

        Fails(SocketError.ConnectionRefused, () => client.Send(Bytes("x")));
    }

    [Fact]
    public void The_refusal_is_told_by_SO_ERROR()
    {
        ITestSocket client = RefusedDatagrams();
        Api.Wait(client, Error);

        Assert.Equal(111, client.Get(SocketOptions.Error));
        Assert.Equal(Writable, client.Poll());
    }

    [Fact]
    public void A_closed_port_says_nothing_to_an_unconnected_datagram_socket()
    {
        ITestSocket client = Client(SocketType.Dgram);

        client.SendTo(Bytes("x"), ClosedPort());
        Api.Settle();

        Assert.Equal(0, client.Get(SocketOptions.Error));
        Assert.Equal(Writable, client.Poll());
    }

    private ITestSocket DatagramServer()
    {
        ITestSocket server = Server(SocketType.Dgram);
        server.Bind(new IPEndPoint(Api.There, 0));
        return server;
    }

    private IPEndPoint ClosedPort()
    {
        ITestSocket gone = DatagramServer();
        IPEndPoint local = gone.Local!;
        gone.Close();
        return local;
    }

    private ITestSocket RefusedDatagrams()
    {
        ITestSocket client = Client(SocketType.Dgram);
        client.Connect(ClosedPort());
        client.Send(Bytes("x"));
        return client;
    }

    private ReceivedMessage Datagram(ITestSocket socket, byte[] buffer, SocketMessageFlags flags = SocketMessageFlags.None)
    {
        Api.Wait(socket, Readable);
        return socket.ReceiveFrom(buffer, flags);
    }
}
