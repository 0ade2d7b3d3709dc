using System.Buffers.Binary;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Device;

/// <summary>Lines as tcpdump -n prints them, the link's and the time apart.</summary>
public sealed class FrameDescriberTests
{
    private const byte Fin = 1, Syn = 2, Rst = 4, Psh = 8, Ack = 16, Urg = 32;

    private static readonly byte[] SynOptions = [2, 4, 0x05, 0xb4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7];
    private static readonly byte[] Timestamps = [1, 1, 8, 10, 0, 0, 0, 9, 0, 0, 0, 8];

    private readonly FrameDescriber _describer = new();

    [Fact]
    public void A_connection_from_the_handshake_to_its_end()
    {
        byte[] hello = "hello"u8.ToArray();
        string[] lines =
        [
            Say(Packets.TcpFrame(Syn, 0xffff_fffe, 0, options: SynOptions)),
            Say(Packets.TcpFrame(Syn | Ack, 5000, 0xffff_ffff, options: [2, 4, 5, 0xb4], reply: true)),
            Say(Packets.TcpFrame(Ack, 0xffff_ffff, 5001, options: Timestamps)),
            Say(Packets.TcpFrame(Psh | Ack, 0xffff_ffff, 5001, hello)),
            Say(Packets.TcpFrame(Ack, 5001, 4, reply: true)),
            Say(Packets.TcpFrame(Ack, 5001, 4, options: [1, 1, 5, 10, 0, 0, 0, 14, 0, 0, 0, 24], reply: true)),
            Say(Packets.TcpFrame(Fin | Ack, 4, 5001)),
            Say(Packets.TcpFrame(Rst | Ack, 5001, 5, reply: true)),
            Say(Packets.TcpFrame(Rst, 5, 0)),
        ];
        Assert.Equal(
        [
            "IP 198.51.100.1.40000 > 198.51.100.2.7: Flags [S], seq 4294967294, win 64240, options [mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7], length 0",
            "IP 198.51.100.2.7 > 198.51.100.1.40000: Flags [S.], seq 5000, ack 4294967295, win 64240, options [mss 1460], length 0",
            "IP 198.51.100.1.40000 > 198.51.100.2.7: Flags [.], ack 1, win 64240, options [nop,nop,TS val 9 ecr 8], length 0",
            "IP 198.51.100.1.40000 > 198.51.100.2.7: Flags [P.], seq 1:6, ack 1, win 64240, length 5",
            "IP 198.51.100.2.7 > 198.51.100.1.40000: Flags [.], ack 6, win 64240, length 0",
            "IP 198.51.100.2.7 > 198.51.100.1.40000: Flags [.], ack 6, win 64240, options [nop,nop,sack 1 {16:26}], length 0",
            "IP 198.51.100.1.40000 > 198.51.100.2.7: Flags [F.], seq 6, ack 1, win 64240, length 0",
            "IP 198.51.100.2.7 > 198.51.100.1.40000: Flags [R.], seq 1, ack 7, win 64240, length 0",
            "IP 198.51.100.1.40000 > 198.51.100.2.7: Flags [R], seq 5, win 64240, length 0",
        ], lines);
    }

    [Fact]
    public void A_new_connection_of_the_same_ports_begins_anew()
    {
        Say(Packets.TcpFrame(Syn | Ack, 100, 200));
        Say(Packets.TcpFrame(Syn | Ack, 90_000, 70_000));
        Assert.Contains("ack 1,", Say(Packets.TcpFrame(Ack, 90_001, 70_000)));
    }

    [Fact]
    public void Numbers_are_absolute_where_that_is_wanted()
    {
        var describer = new FrameDescriber(relativeSequence: false);
        describer.Describe(Packets.TcpFrame(Syn | Ack, 100, 200));
        Assert.Contains("seq 101:104, ack 200,", describer.Describe(Packets.TcpFrame(Ack, 101, 200, [1, 2, 3])));
    }

    [Fact]
    public void The_connections_that_are_remembered_are_bounded()
    {
        var conversations = new TcpConversations();
        for (int i = 0; i < TcpConversations.Limit + 100; i++)
        {
            byte[] segment = Packets.Tcp((ushort)(i % 50_000 + 1), 7, 1, 1, Ack, []);
            byte[] packet = Packets.Ipv4(6, segment, 1, (byte)(1 + i / 50_000));
            Assert.True(Ipv4Header.TryRead(packet, out Ipv4Header ip, out _));
            Assert.True(TcpHeader.TryRead(ip.Payload, out TcpHeader tcp));
            conversations.Relate(ip, tcp);
        }
        Assert.Equal(TcpConversations.Limit, conversations.Count);
    }

    [Fact]
    public void Urgent_and_odd_options()
    {
        byte[] frame = Packets.TcpFrame(Urg | Ack, 1, 1, [1], [254, 4, 0xde, 0xad, 253, 2, 3, 4, 1, 1, 0, 0]);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(52), 1);
        Assert.Equal(
            "IP 198.51.100.1.40000 > 198.51.100.2.7: Flags [.U], seq 1:2, ack 1, win 64240, urg 1, "
            + "options [unknown-254 0xdead,unknown-253,WindowScale[bad opt],eol], length 1",
            Say(frame, new VirtioNetHeader { Flags = VirtioNetFlags.DataValid }));
        Assert.Contains("options [nop,[bad opt]]", Say(Packets.TcpFrame(Ack, 1, 1, options: [1, 2, 40, 0])));
        Assert.Contains("options [nop,nop,nop,[bad opt]]", Say(Packets.TcpFrame(Ack, 1, 1, options: [1, 1, 1, 8])));
        Assert.Contains("Flags [none],", Say(Packets.TcpFrame(0)));
    }

    [Fact]
    public void Arp_udp_and_icmp()
    {
        byte[] arp = [0, 1, 8, 0, 6, 4, 0, 1, .. Packets.HostMac, 198, 51, 100, 1, 0, 0, 0, 0, 0, 0, 198, 51, 100, 2];
        Assert.Equal("ARP, Request who-has 198.51.100.2 tell 198.51.100.1, length 28", Say(Packets.Ethernet(0x0806, arp)));
        arp = [0, 1, 8, 0, 6, 4, 0, 2, .. Packets.StackMac, 198, 51, 100, 2, .. Packets.HostMac, 198, 51, 100, 1];
        Assert.Equal("ARP, Reply 198.51.100.2 is-at 02:00:00:00:00:02, length 28", Say(Packets.Ethernet(0x0806, arp)));
        arp[4] = 8;
        Assert.Equal("ARP, malformed (AddressLength), length 28", Say(Packets.Ethernet(0x0806, arp)));

        byte[] udp = Packets.Ipv4(17, [0x13, 0x88, 0, 53, 0, 12, 0, 0, 1, 2, 3, 4]);
        Assert.Equal("IP 198.51.100.1.5000 > 198.51.100.2.53: UDP, length 4", Say(Packets.Ethernet(0x0800, udp)));
        udp[26] = 1;
        Assert.EndsWith("UDP, length 4 [bad udp cksum]", Say(Packets.Ethernet(0x0800, udp)));
        udp[25] = 200;
        Assert.Equal("IP 198.51.100.1 > 198.51.100.2: malformed UDP (Length), length 12", Say(Packets.Ethernet(0x0800, udp)));

        Assert.Equal("IP 198.51.100.1 > 198.51.100.2: ICMP echo request, id 9, seq 2, length 12", Say(Icmp(8, 0, [0, 9, 0, 2, 1, 2, 3, 4])));
        Assert.Equal("IP 198.51.100.1 > 198.51.100.2: ICMP echo reply, id 9, seq 2, length 12", Say(Icmp(0, 0, [0, 9, 0, 2, 1, 2, 3, 4])));
        byte[] quote = Packets.Ipv4(17, [0x13, 0x88, 0, 53, 0, 8, 0, 0], lastOfSource: 2, lastOfDestination: 1);
        const string To = "IP 198.51.100.1 > 198.51.100.2: ICMP ";
        Assert.Equal(To + "198.51.100.1 udp port 53 unreachable, length 36", Say(Icmp(3, 3, [0, 0, 0, 0, .. quote])));
        Assert.Equal(To + "198.51.100.1 protocol 17 unreachable, length 36", Say(Icmp(3, 2, [0, 0, 0, 0, .. quote])));
        Assert.Equal(To + "host 198.51.100.1 unreachable, length 36", Say(Icmp(3, 1, [0, 0, 0, 0, .. quote])));
        Assert.Equal(To + "198.51.100.1 unreachable - need to frag (mtu 1400), length 36", Say(Icmp(3, 4, [0, 0, 0x05, 0x78, .. quote])));
        Assert.Equal(To + "time exceeded in-transit, length 36", Say(Icmp(11, 0, [0, 0, 0, 0, .. quote])));
        byte[] broken = Icmp(8, 0, [0, 9, 0, 2]);
        broken[^1] ^= 1;
        Assert.EndsWith("seq 3, length 8 [bad icmp cksum]", Say(broken));
    }

    [Fact]
    public void What_is_malformed_or_unknown_is_said_to_be()
    {
        Assert.Equal("malformed Ethernet, length 13", Say(new byte[13]));
        Assert.Equal("02:00:00:00:00:01 > 02:00:00:00:00:02, ethertype 0x88b5, length 60", Say(Packets.Numbered(1)));
        Assert.Equal("IP6, length 40", Say(Packets.Ethernet(0x86dd, new byte[40])));
        Assert.Equal("IP malformed (TooShort), length 19", Say(Packets.Ethernet(0x0800, new byte[19])));
        Assert.Equal("IP malformed (Version), length 20", Say(Packets.Ethernet(0x0800, new byte[20])));
        Assert.Equal("IP 198.51.100.1 > 198.51.100.2: malformed TCP, length 10", Say(Packets.Ethernet(0x0800, Packets.Ipv4(6, new byte[10]))));
        Assert.Equal("IP 198.51.100.1 > 198.51.100.2: ip-proto-47, length 3", Say(Packets.Ethernet(0x0800, Packets.Ipv4(47, new byte[3]))));

        byte[] fragment = Packets.Ipv4(6, new byte[16], id: 77);
        fragment[6] = 0x20;
        fragment[7] = 2;
        Assert.Equal(
            "IP 198.51.100.1 > 198.51.100.2: tcp fragment, id 77, offset 16+, length 16 [bad ip cksum]",
            Say(Packets.Ethernet(0x0800, fragment)));

        byte[] corrupt = Packets.TcpFrame(Ack, 1, 1, [1, 2, 3]);
        corrupt[^1] ^= 0x10;
        Assert.EndsWith("length 3 [bad tcp cksum]", Say(corrupt));
        Assert.EndsWith("length 3", Say(corrupt, new VirtioNetHeader { Flags = VirtioNetFlags.NeedsChecksum }));
    }

    [Fact]
    public void Nothing_that_comes_throws()
    {
        var random = new Random(5);
        byte[][] seeds = [Packets.TcpFrame(Syn, 1, 0, options: SynOptions), Icmp(3, 3, new byte[40]), Packets.Ethernet(0x0806, new byte[28])];
        for (int i = 0; i < 20_000; i++)
        {
            byte[] frame = [.. seeds[i % 3]];
            for (int flips = random.Next(8); flips > 0; flips--) frame[random.Next(frame.Length)] = (byte)random.Next(256);
            string line = Say(frame[..random.Next(frame.Length + 1)]);
            Assert.DoesNotContain('\n', line);
        }
    }

    [Fact]
    public void A_device_s_trace_tells_time_and_direction()
    {
        using var loop = new VirtualEventLoop();
        var fake = new FakeDevice();
        List<string> lines = [];
        var station = new Station(loop, new TracingDevice(fake, lines.Add));
        loop.Advance(TimeSpan.FromMicroseconds(1_000_012.3));
        station.SendScattered(Packets.TcpFrame(Syn, 1), 40, 5);
        loop.Advance(TimeSpan.FromMilliseconds(1));
        fake.Arrive(Packets.TcpFrame(Syn | Ack, 9, 2, reply: true));
        Assert.Equal(
        [
            "1.000012 > IP 198.51.100.1.40000 > 198.51.100.2.7: Flags [S], seq 1, win 64240, length 0",
            "1.001012 < IP 198.51.100.2.7 > 198.51.100.1.40000: Flags [S.], seq 9, ack 2, win 64240, length 0",
        ], lines);
        Assert.Equal(0, fake.Rented + station.Rented);
    }

    [Fact]
    public void A_sink_that_throws_ends_the_trace_and_not_the_traffic()
    {
        using var loop = new VirtualEventLoop();
        var fake = new FakeDevice();
        int calls = 0;
        var tracer = new TracingDevice(fake, _ =>
        {
            calls++;
            throw new IOException("the pipe is closed");
        });
        var station = new Station(loop, tracer);
        station.SendNumbered(0, 3);
        Assert.Equal((1, 3), (calls, fake.Sent.Count));
        Assert.IsType<IOException>(tracer.Failure);
        Assert.Equal(0, fake.Rented + station.Rented);
    }

    private static byte[] Icmp(byte type, byte code, byte[] rest)
    {
        byte[] message = [type, code, 0, 0, .. rest];
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)~Packets.Sum(message));
        return Packets.Ethernet(0x0800, Packets.Ipv4(1, message));
    }

    private string Say(byte[] frame, VirtioNetHeader offload = default) => _describer.Describe(frame, offload);
}
