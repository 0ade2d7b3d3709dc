using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Network;
using ActorTcp.Protocol;
using Akka.IO;

namespace ActorTcp.Datagrams;

/// <summary>What a datagram socket's options say. Loop thread only.</summary>
internal sealed class DatagramSettings(StackOptions options)
{
    /// <summary>Linux's SOCK_MIN_RCVBUF.</summary>
    private const int LeastReceiveBuffer = 2304;

    /// <summary>Linux's SOCK_MIN_SNDBUF.</summary>
    private const int LeastSendBuffer = 4608;

    /// <summary>SO_REUSEADDR and SO_REUSEPORT.</summary>
    public PortSharing Sharing { get; set; }

    /// <summary>SO_BROADCAST.</summary>
    public bool Broadcast { get; set; }

    /// <summary>How many bytes of datagrams may wait, overhead included: what reading SO_RCVBUF tells.</summary>
    public int ReceiveBuffer { get; private set; } = options.RmemDefault;

    /// <summary>What reading SO_SNDBUF tells. Nothing waits here: what is sent goes to the device in the same turn.</summary>
    public int SendBuffer { get; private set; } = options.WmemDefault;

    /// <summary>IP_TTL.</summary>
    public byte TimeToLive { get; set; } = options.IpTtl;

    /// <summary>IP_TOS.</summary>
    public byte TypeOfService { get; set; }

    /// <summary>IP_MTU_DISCOVER.</summary>
    public PathDiscovery MtuDiscovery { get; set; } = PathDiscovery.Want;

    /// <summary>SO_RCVBUF as it is set: at most <c>rmem_max</c>, doubled.</summary>
    public void SetReceiveBuffer(int size) => ReceiveBuffer = Doubled(size, options.RmemMax, LeastReceiveBuffer);

    /// <summary>SO_SNDBUF as it is set: at most <c>wmem_max</c>, doubled.</summary>
    public void SetSendBuffer(int size) => SendBuffer = Doubled(size, options.WmemMax, LeastSendBuffer);

    /// <summary>Turns one kind of sharing on or off.</summary>
    public void Share(PortSharing kind, bool on) => Sharing = on ? Sharing | kind : Sharing & ~kind;

    /// <summary>Reads the options of a Bind, Connect or SimpleSender, ours and Akka's.</summary>
    public void Read(IEnumerable<Inet.SocketOption>? given)
    {
        foreach (Inet.SocketOption option in given ?? []) Read(option);
    }

    // socket(7): as a 32-bit number without sign, so that -1 is the most.
    private static int Doubled(int size, int most, int least) => Math.Max(2 * (int)Math.Min((uint)size, (uint)Math.Min(most, int.MaxValue / 2)), least);

    private void Read(Inet.SocketOption option)
    {
        switch (option)
        {
            case Udp.SO.Broadcast broadcast: Broadcast = broadcast.On; break;
            case TcpSO.ReuseAddress reuse: Share(PortSharing.ReuseAddress, reuse.On); break;
            case TcpSO.ReusePort reuse: Share(PortSharing.ReusePort, reuse.On); break;
            case TcpSO.ReceiveBuffer buffer: SetReceiveBuffer(buffer.Size); break;
            case TcpSO.SendBuffer buffer: SetSendBuffer(buffer.Size); break;
            case TcpSO.TrafficClass field: TypeOfService = field.Value; break;
            case TcpSO.TimeToLive hops: TimeToLive = hops.Hops; break;
            case TcpSO.MtuDiscover discover: MtuDiscovery = discover.Mode; break;
            default: ReadKernels(option); break;
        }
    }

    /// <summary>
    /// Akka's own options, and an application's, can only be applied to a kernel socket: one that is never bound takes them, and is asked
    /// what it was told.
    /// </summary>
    private void ReadKernels(Inet.SocketOption option)
    {
        using var asked = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        int receive = asked.ReceiveBufferSize, send = asked.SendBufferSize;
        short ttl = asked.Ttl;
        try
        {
            option.BeforeDatagramBind(asked);
            option.AfterConnect(asked);
        }
        catch (Exception failure) when (failure is SocketException or NotSupportedException or InvalidOperationException)
        {
            return; // it wants a bound or connected socket, or says something that we have no word for
        }
        if ((int)asked.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress)! != 0) Share(PortSharing.ReuseAddress, true);
        if (asked.EnableBroadcast) Broadcast = true;
        if (asked.ReceiveBufferSize != receive) SetReceiveBuffer(asked.ReceiveBufferSize / 2); // socket(7): the kernel has doubled it
        if (asked.SendBufferSize != send) SetSendBuffer(asked.SendBufferSize / 2);
        if (asked.Ttl != ttl) TimeToLive = (byte)Math.Clamp((int)asked.Ttl, 1, 255);
    }
}
