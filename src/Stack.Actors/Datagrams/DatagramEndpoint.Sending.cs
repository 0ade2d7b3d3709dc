using System.Buffers.Binary;
using System.Net.Sockets;
using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using Akka.IO;

namespace ActorTcp.Datagrams;

// What is sent: each datagram whole, at once, or not at all.
internal sealed partial class DatagramEndpoint
{
    private const int HeaderLength = Ipv4Header.MinLength + UdpHeader.Size;

    /// <summary>Sending is shut down: it fails with Shutdown (EPIPE).</summary>
    public bool IsSendingShut { get; private set; }

    /// <summary>shutdown(2), SHUT_WR.</summary>
    public void ShutSending() => IsSendingShut = true;

    /// <summary>The largest packet that the path to the peer carries, in bytes: IP_MTU.</summary>
    public int PathMtu => PathMtuTo(Remote.Address, out _);

    /// <summary>sendto(2): one datagram, of no bytes too.</summary>
    /// <param name="data">Up to 65,507 bytes.</param>
    /// <param name="to">Null: the peer that the socket is connected to.</param>
    /// <returns>
    /// MessageSize: too large. DestinationAddressRequired: to nobody. NetworkUnreachable: no way leads there. AccessDenied: a broadcast
    /// address without SO_BROADCAST. The pending error, which is taken away. Shutdown. NoBufferSpaceAvailable.
    /// </returns>
    public SocketError Send(ReadOnlySpan<byte> data, DatagramAddress? to = null)
    {
        SocketError error = Begin(data.Length, to, out Outgoing packet);
        if (error != SocketError.Success) return error;
        data.CopyTo(packet.Payload);
        Finish(packet);
        return SocketError.Success;
    }

    /// <inheritdoc cref="Send(ReadOnlySpan{byte}, DatagramAddress?)"/>
    public SocketError Send(ByteString data, DatagramAddress? to = null)
    {
        SocketError error = Begin(data.Count, to, out Outgoing packet);
        if (error != SocketError.Success) return error;
        Span<byte> payload = packet.Payload;
        data.CopyTo(ref payload);
        Finish(packet);
        return SocketError.Success;
    }

    /// <summary>What a path carries, and whether its routers fragment whatever is sent (<c>min_pmtu</c>).</summary>
    private int PathMtuTo(Ipv4Address to, out bool mayFragment)
    {
        mayFragment = false;
        if (context.Ip.Resolve(to).Kind == NextHopKind.Local) return Ipv4Header.MaxTotalLength; // it never is on a wire
        int link = context.Device.Mtu;
        if (context.PathMtus.Find(to, context.Loop.Now) is not { } known) return link;
        mayFragment = known.MayFragment;
        return Math.Min(link, known.Mtu);
    }

    // In Linux's order: so the error is Linux's where a call makes several mistakes.
    private SocketError Begin(int length, DatagramAddress? given, out Outgoing packet)
    {
        packet = default;
        if (!TryBindForSending()) return SocketError.WouldBlock;
        if (length > ushort.MaxValue) return SocketError.MessageSize;
        if (given is { Port: 0 }) return SocketError.InvalidArgument;
        if (given is null && !IsConnected) return SocketError.DestinationAddressRequired;
        DatagramAddress to = given ?? Remote;
        if (to.Address.IsAny) to = to with { Address = Own };
        NextHop hop = context.Ip.Resolve(to.Address);
        SocketError error = CheckRoute(to.Address, hop);
        if (error != SocketError.Success) return error;

        int total = HeaderLength + length;
        int mtu = PathMtuTo(to.Address, out bool mayFragment);
        bool dontFragment = Settings.MtuDiscovery switch
        {
            PathDiscovery.Dont => false,
            PathDiscovery.Want => total <= mtu && !mayFragment,
            _ => true,
        };
        if (Settings.MtuDiscovery == PathDiscovery.Probe) mtu = hop.Kind == NextHopKind.Local ? mtu : context.Device.Mtu;
        if (length > UdpHeader.MaxPayload || (dontFragment && total > mtu)) return SocketError.MessageSize;

        error = TakeError(); // RFC 1122 4.1.3.3: told by the next call
        if (error != SocketError.Success) return error;
        if (IsSendingShut) return SocketError.Shutdown;

        // RFC 1112 6.1: what is for a group stays on the link unless an application says otherwise.
        byte timeToLive = to.Address.IsMulticast ? (byte)1 : Settings.TimeToLive;
        Frame? frame = context.Ip.TryBuild(to.Address, IpProtocol.Udp, UdpHeader.Size + length, dontFragment, Settings.TypeOfService, timeToLive);
        if (frame is null)
        {
            context.Counters.Ip.UdpSendBufferErrors++;
            return SocketError.NoBufferSpaceAvailable;
        }
        packet = new Outgoing(frame, hop, to, mtu);
        return SocketError.Success;
    }

    private void Finish(in Outgoing packet)
    {
        Frame frame = packet.Frame;
        Span<byte> datagram = frame.Bytes[Ipv4Header.MinLength..];
        UdpHeader.Write(datagram, LocalPort, packet.To.Port, datagram.Length - UdpHeader.Size);
        // A device completes the checksum of what is on the wire in one piece.
        bool offload = (context.Device.Offloads & DeviceOffloads.Checksum) != 0 && frame.TotalLength <= packet.Mtu && packet.Hop.Kind == NextHopKind.Neighbour;
        if (offload)
        {
            uint pseudo = InternetChecksum.PseudoHeader(Own, packet.To.Address, IpProtocol.Udp, datagram.Length);
            BinaryPrimitives.WriteUInt16BigEndian(datagram[UdpHeader.ChecksumOffset..], InternetChecksum.ForDevice(pseudo));
            frame.Offload.Flags = VirtioNetFlags.NeedsChecksum;
            frame.Offload.ChecksumStart = EthernetHeader.Size + Ipv4Header.MinLength;
            frame.Offload.ChecksumOffset = UdpHeader.ChecksumOffset;
        }
        else
        {
            UdpHeader.WriteChecksum(datagram, Own, packet.To.Address);
        }
        context.Counters.Ip.UdpOutDatagrams++;
        if (IsBroadcast(packet.To.Address)) context.Ip.LoopCopy(frame); // RFC 1122 3.3.6: we are among all
        context.Ip.SendVia(packet.Hop, frame, packet.Mtu);
    }

    private readonly record struct Outgoing(Frame Frame, NextHop Hop, DatagramAddress To, int Mtu)
    {
        public Span<byte> Payload => Frame.Bytes[HeaderLength..];
    }
}
