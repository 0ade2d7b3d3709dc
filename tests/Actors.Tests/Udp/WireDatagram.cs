using ActorTcp.Protocol.Wire;
using ActorTcp.Tests.Network;

namespace ActorTcp.Tests.Udp;

/// <summary>A datagram of the stack's, as its neighbour sees it.</summary>
internal sealed record WireDatagram(ushort From, Ipv4Address To, ushort Port, byte[] Payload, bool DontFragment, byte TimeToLive, byte TypeOfService)
{
    /// <summary>Reads a frame that holds a whole datagram; all checksums must be right.</summary>
    public static WireDatagram Read(byte[] frame)
    {
        Ipv4Header ip = Packet.ReadIp(frame);
        Assert.False(ip.IsFragment);
        return Read(ip, ip.Payload);
    }

    /// <summary>Puts fragments together that are in order; all of them must be without DF and no larger than an MTU.</summary>
    public static WireDatagram Join(byte[][] frames, int mtu = 1500)
    {
        using var whole = new MemoryStream();
        ushort id = Packet.ReadIp(frames[0]).Identification;
        for (int i = 0; i < frames.Length; i++)
        {
            Ipv4Header ip = Packet.ReadIp(frames[i]);
            Assert.Equal(id, ip.Identification);
            Assert.Equal(whole.Length, ip.FragmentOffset);
            Assert.Equal(i < frames.Length - 1, ip.MoreFragments);
            Assert.False(ip.DontFragment);
            Assert.InRange(ip.TotalLength, 1, mtu);
            whole.Write(ip.Payload);
        }
        return Read(Packet.ReadIp(frames[0]), whole.ToArray());
    }

    private static WireDatagram Read(in Ipv4Header ip, ReadOnlySpan<byte> bytes)
    {
        Assert.Equal(IpProtocol.Udp, ip.Protocol);
        Assert.True(UdpHeader.TryRead(bytes, out UdpHeader udp, out UdpError error), $"{error}");
        Assert.Equal(bytes.Length, udp.Length);
        Assert.NotEqual(0, udp.Checksum);
        Assert.True(udp.IsChecksumValid(ip.Source, ip.Destination));
        return new WireDatagram(
            udp.SourcePort, ip.Destination, udp.DestinationPort, udp.Payload.ToArray(), ip.DontFragment, ip.TimeToLive, ip.TypeOfService);
    }
}
