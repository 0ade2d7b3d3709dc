using ActorTcp.Datagrams;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tests.Network;
using FsCheck;
using FsCheck.Xunit;

namespace ActorTcp.Tests.Udp;

// Whatever arrives: nobody throws (the fixture looks), and no queue is larger than it may be.
public sealed class UdpFuzzTests : UdpFixture
{
    [Property(MaxTest = 30)]
    public void Any_bytes_after_a_right_IP_header_never_throw(byte[][] payloads, byte[][] errors, NonNegativeInt port)
    {
        if (Context is null) StartWithSockets();
        foreach (byte[] payload in payloads)
        {
            Arrive(Packet.Ipv4(IpProtocol.Udp, payload));
            Arrive(Packet.UdpFrame((ushort)port.Get, payload), Packet.UdpFrame(53, payload), Packet.UdpFrame(53, payload, to: Packet.Directed));
        }
        foreach (byte[] error in errors) Arrive(Packet.Ipv4(IpProtocol.Icmp, Unreachable(error)), Packet.Ipv4(IpProtocol.Icmp, Unreachable(Quote(error))));
        Wire.Sent.Clear();
        Assert.Equal(Counters.FramesReceived, Counters.TotalFates);
        Assert.InRange(_socket.Endpoint.WaitingBytes, 0, 2304 + DatagramQueue.Overhead);
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
