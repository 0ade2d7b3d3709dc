using ActorTcp.Datagrams;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tests.Network;
using FsCheck;
using FsCheck.Fluent;

namespace ActorTcp.Tests.Udp;

// Whatever arrives: nobody throws (the fixture looks), and no queue is larger than it may be.
public sealed class UdpFuzzTests : UdpFixture
{
    private static readonly Gen<byte[]> Bytes =
        from length in Gen.Choose(0, 100)
        from bytes in Gen.ArrayOf(ArbMap.Default.GeneratorFor<byte>(), length)
        select bytes;

    [Fact]
    public void Any_bytes_after_a_right_IP_header_never_throw()
    {
        StartWithSockets();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(Bytes.ToArbitrary(), bytes =>
        {
            ushort port = (ushort)(bytes.Length % 3 == 0 ? 53 : bytes.Length);
            Arrive(
                Packet.Ipv4(IpProtocol.Udp, bytes), Packet.UdpFrame(port, bytes), Packet.UdpFrame(53, bytes, to: Packet.Directed),
                Packet.Ipv4(IpProtocol.Icmp, Unreachable(bytes)), Packet.Ipv4(IpProtocol.Icmp, Unreachable(Quote(bytes))));
            Wire.Sent.Clear();
            return Counters.FramesReceived == Counters.TotalFates && _socket.Endpoint.WaitingBytes <= 2304;
        }));
        // What the bytes happened to be does not matter: a full queue, and a wrong sum, are counted behind them too.
        for (int i = 0; i < 30; i++) Arrive(Packet.UdpFrame(53, new byte[100]));
        Assert.NotEqual(0, Counters.Ip.UdpReceiveBufferErrors);
        byte[] wrong = Packet.Udp(Packet.Peer, Packet.Ours, 4000, 53, new byte[10]);
        wrong[^1] ^= 1;
        long before = Counters.Ip.UdpInCsumErrors;
        Arrive(Packet.Ipv4(IpProtocol.Udp, wrong));
        Assert.Equal(before + 1, Counters.Ip.UdpInCsumErrors);
    }

    private DatagramSink.Record _socket = null!;

    private void StartWithSockets()
    {
        StartWithNeighbour();
        _socket = Bound(53, settings => settings.SetReceiveBuffer(1));
        _socket.Takes = false;
        Connected();
    }

    // A quote of what the connected socket might have sent, with a tail of any bytes.
    private static byte[] Quote(byte[] tail)
    {
        byte[] packet = [.. new byte[Ipv4Header.MinLength], .. Packet.Udp(Packet.Ours, Packet.Peer, 5000, 4000, tail)];
        Ipv4Header.Write(packet, packet.Length, IpProtocol.Udp, Packet.Ours, Packet.Peer);
        return packet[..Math.Min(packet.Length, 548)];
    }

    private static byte[] Unreachable(byte[] quote)
    {
        byte[] message = new byte[IcmpV4.HeaderSize + Math.Min(quote.Length, IcmpV4.MaxQuote)];
        IcmpV4.WriteUnreachable(message, (IcmpUnreachableCode)(quote.Length % 17), quote, (ushort)quote.Length);
        return message;
    }
}
