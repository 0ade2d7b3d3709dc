using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorTcp.Packetdrill.Language;
using ActorTcp.Packetdrill.Packets;
using ActorTcp.Packetdrill.Running;
using ActorTcp.Packetdrill.Serving;
using ActorTcp.Packetdrill.SystemCalls;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Packetdrill.Tests.Serving;

/// <summary>The server as packetdrill's shim sees it.</summary>
public sealed class ServedRunTests : IDisposable
{
    private const int Listener = 10;
    private const int Connection = 11;
    private const int DontWait = 0x40;
    private const int Milliseconds = 1000;

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"served-{Guid.NewGuid():N}");
    private readonly PacketdrillServer _server;
    private readonly PacketBuilder _builder = new(ecrScaled: false);
    private readonly Flow _flow = new()
    {
        LocalAddress = Ipv4Address.Parse("192.168.0.1"), LocalPort = 8080,
        RemoteAddress = Ipv4Address.Parse("192.0.2.1"), RemotePort = 40001,
    };

    public ServedRunTests()
    {
        _server = new PacketdrillServer(_path, new RunnerSettings());
        _ = _server.RunAsync();
    }

    public void Dispose()
    {
        _server.Dispose();
        File.Delete(_path + ".pkt");
    }

    [Fact]
    public void A_connection_is_accepted_and_echoes()
    {
        using ServedClient client = Listening();
        uint accept = client.Begin(RequestKind.Accept, Listener, a: Connection);

        Inject(client, "S 0:0(0) win 65535 <mss 1000>");
        WirePacket synAck = Take(client);
        Assert.Equal(TcpFlags.Syn | TcpFlags.Ack, synAck.Flags);
        _flow.LocalIsn = synAck.Sequence;

        client.Begin(RequestKind.PacketIn, data: Packet(". 1:1(0) ack 1 win 65535"), drives: true);
        (uint first, Reply accepted) = client.Next(); // who waited longer returns first
        Assert.Equal(accept, first);
        Assert.Equal(Connection, accepted.Result);
        Assert.Equal(SocketAddresses.Write(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 40001), SocketAddresses.Inet), accepted.Data.ToArray());
        Assert.Equal(0, client.Next().Reply.Result);

        Inject(client, "P. 1:5(4) ack 1 win 65535");
        Reply received = client.Ask(RequestKind.Receive, Connection, b: 100);
        Assert.Equal(4, received.Result);
        Assert.Equal(new byte[4], received.Data[^4..].ToArray());
        Assert.Equal(5, client.Ask(RequestKind.Send, Connection, data: ServedClient.Text("hello")).Result);

        WirePacket sent;
        do sent = Take(client); while (sent.PayloadLength == 0);
        Assert.Equal(5, sent.PayloadLength);
        Assert.Equal(synAck.Sequence + 1, sent.Sequence);
    }

    [Fact]
    public void Time_moves_from_packet_to_packet_as_the_stack_sends()
    {
        using ServedClient client = Listening();
        Inject(client, "S 0:0(0) win 65535 <mss 1000>");
        long asked = client.Now;
        long first = TakeAt(client);
        long second = TakeAt(client); // RFC 6298 2: the SYN-ACK again after a second
        long third = TakeAt(client);

        Assert.Equal(asked, first);
        Assert.Equal(1_000_000, second - first);
        Assert.Equal(2_000_000, third - second);
        Assert.Equal(third, client.Now);
    }

    [Fact]
    public void A_call_of_the_other_thread_returns_at_its_own_time()
    {
        using ServedClient client = Listening();
        byte[] halfSecond = new byte[16];
        BinaryPrimitives.WriteInt64LittleEndian(halfSecond.AsSpan(8), 500 * Milliseconds);
        Assert.Equal(0, client.Ask(RequestKind.SetOption, Listener, a: 1, b: 20, data: halfSecond).Result); // SO_RCVTIMEO
        long began = client.Now;
        uint accept = client.Begin(RequestKind.Accept, Listener, a: Connection);
        byte[] later = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(later, began + 2000 * Milliseconds);
        uint advance = client.Begin(RequestKind.Advance, data: later, drives: true);

        (uint first, Reply timedOut) = client.Next();
        Assert.Equal(accept, first);
        Assert.Equal(Errno.EAGAIN, timedOut.Error);
        Assert.Equal(began + 500 * Milliseconds, client.Now);
        Assert.Equal(advance, client.Next().Id);
        Assert.Equal(began + 2000 * Milliseconds, client.Now);
    }

    [Fact]
    public void A_packet_that_never_comes_ends_the_run()
    {
        using ServedClient client = Listening();
        Reply end = client.Ask(RequestKind.PacketOut);
        Assert.Equal(Reply.EndOfRun, end.Result);
        Assert.Equal(1u, end.Extra);
        Assert.Contains("does not come", Encoding.UTF8.GetString(end.Data.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void A_script_that_needs_what_is_lacking_is_skipped()
    {
        using var client = new ServedClient(_path);
        Reply end = client.Hello(Script("--ip_version=ipv6\n0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n"));
        Assert.Equal(Reply.EndOfRun, end.Result);
        Assert.Equal(77u, end.Extra);
    }

    [Fact]
    public void A_command_sets_the_tunables_of_the_stack_to_come()
    {
        using var client = new ServedClient(_path);
        Assert.Equal(0, client.Hello(Script()).Result);
        Assert.Equal(0, client.Ask(RequestKind.Command, data: "sysctl -q net.ipv4.tcp_congestion_control=reno"u8.ToArray()).Result);
        client.Ask(RequestKind.Socket, Listener, a: 2, b: 1, c: 6);
        Reply name = client.Ask(RequestKind.GetOption, Listener, a: 6, b: 13, c: 4); // TCP_CONGESTION
        Assert.Equal("reno"u8.ToArray(), name.Data.ToArray());
    }

    [Fact]
    public void A_message_that_is_too_long_ends_the_run_and_no_other()
    {
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 30_000 })
        {
            socket.Connect(new UnixDomainSocketEndPoint(_path));
            socket.Send([0xff, 0xff, 0xff, 0xff]);
            Assert.Equal(0, socket.Receive(new byte[1]));
        }
        using ServedClient client = Listening();
        Assert.Equal(-1, client.Ask(RequestKind.Receive, Listener, a: DontWait, b: 1).Result);
    }

    [Fact]
    public void Nonsense_ends_the_run_and_no_other()
    {
        foreach ((RequestKind kind, byte[] data) in new (RequestKind, byte[])[]
        {
            ((RequestKind)99, []), (RequestKind.Advance, []), (RequestKind.Advance, [255, 255, 255, 255, 255, 255, 255, 127]),
            (RequestKind.PacketIn, new byte[70_000]), (RequestKind.PacketIn, []), (RequestKind.Send, [1]), (RequestKind.Send, [9, 0, 0, 0]),
        })
        {
            using ServedClient client = Listening();
            Assert.Equal(Reply.EndOfRun, client.Ask(kind, Listener, data: data).Result);
        }
        using ServedClient unharmed = Listening();
        Assert.Equal(0, unharmed.Ask(RequestKind.PacketIn, data: new byte[100]).Result); // the stack drops and counts it
    }

    private ServedClient Listening()
    {
        var client = new ServedClient(_path);
        Assert.Equal(0, client.Hello(Script()).Result);
        Assert.Equal(Listener, client.Ask(RequestKind.Socket, Listener, a: 2, b: 1, c: 6).Result);
        Assert.Equal(0, client.Ask(RequestKind.Bind, Listener, data: SocketAddresses.Write(new IPEndPoint(IPAddress.Parse("192.168.0.1"), 8080), SocketAddresses.Inet)).Result);
        Assert.Equal(0, client.Ask(RequestKind.Listen, Listener, a: 1).Result);
        return client;
    }

    private string Script(string text = "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n")
    {
        string file = _path + ".pkt";
        File.WriteAllText(file, text);
        return file;
    }

    private byte[] Packet(string text) =>
        _builder.Build(((PacketEvent)Parser.Parse("packet", $"0 < {text}\n").Events[0]).Packet, _flow);

    private void Inject(ServedClient client, string text) =>
        Assert.Equal(0, client.Ask(RequestKind.PacketIn, data: Packet(text)).Result);

    private static WirePacket Take(ServedClient client)
    {
        byte[] packet = client.Ask(RequestKind.PacketOut).Data[sizeof(long)..].ToArray();
        byte[] frame = new byte[EthernetHeader.Size + packet.Length];
        EthernetHeader.Write(frame, default, default, EtherType.Ipv4);
        packet.CopyTo(frame.AsSpan(EthernetHeader.Size));
        return PacketReader.Read(frame, trustChecksum: true, time: 0, out string? complaint) ?? throw new InvalidOperationException(complaint);
    }

    private static long TakeAt(ServedClient client) => BinaryPrimitives.ReadInt64LittleEndian(client.Ask(RequestKind.PacketOut).Data.Span);
}
