using System.Net.Sockets;
using ActorTcp.Network;
using ActorTcp.Protocol;
using Akka.IO;

namespace ActorTcp.Api;

/// <summary>What a socket's options say, read once. Connections inherit a listener's.</summary>
internal sealed record SocketSettings
{
    public static readonly SocketSettings Default = new();

    /// <summary>SO_REUSEADDR and SO_REUSEPORT.</summary>
    public PortSharing Sharing { get; init; }

    /// <summary>SO_LINGER's time; null: off.</summary>
    public TimeSpan? Linger { get; init; }

    /// <summary>SO_KEEPALIVE and its times; null: off.</summary>
    public TcpSO.KeepAlive? KeepAlive { get; init; }

    /// <summary>SO_RCVBUF in bytes; null: never set.</summary>
    public int? ReceiveBuffer { get; init; }

    /// <summary>SO_SNDBUF; null: the stack's.</summary>
    public int? SendBuffer { get; init; }

    /// <summary>SO_RCVLOWAT in bytes.</summary>
    public int ReceiveLowWater { get; init; } = 1;

    /// <summary>SO_OOBINLINE.</summary>
    public bool OobInline { get; init; }

    /// <summary>TCP_QUICKACK; null: never set.</summary>
    public bool? QuickAck { get; init; }

    /// <summary>TCP_MAXSEG; null: what the link carries.</summary>
    public int? MaxSegment { get; init; }

    /// <summary>IP_TOS.</summary>
    public byte TrafficClass { get; init; }

    /// <summary>TCP_CONGESTION; null: the stack's.</summary>
    public string? CongestionControl { get; init; }

    /// <summary>TCP_NODELAY.</summary>
    public bool NoDelay { get; init; }

    /// <summary>TCP_CORK.</summary>
    public bool Cork { get; init; }

    /// <summary>TCP_USER_TIMEOUT; zero: off.</summary>
    public TimeSpan UserTimeout { get; init; }

    /// <summary>TCP_SYNCNT; null: the stack's.</summary>
    public int? SynCount { get; init; }

    /// <summary>TCP_LINGER2: zero: the stack's; negative: not at all.</summary>
    public TimeSpan Linger2 { get; init; }

    /// <summary>TCP_DEFER_ACCEPT; zero: off.</summary>
    public TimeSpan DeferAccept { get; init; }

    /// <summary>TCP_WINDOW_CLAMP in bytes; 0: none.</summary>
    public int WindowClamp { get; init; }

    /// <summary>The largest window that it allows.</summary>
    public int ClampOrMax => WindowClamp == 0 ? int.MaxValue : WindowClamp;

    /// <summary>TCP_NOTSENT_LOWAT in bytes; 0: the stack's.</summary>
    public long NotSentLowWater { get; init; }

    /// <summary>IP_TTL; null: the stack's.</summary>
    public byte? TimeToLive { get; init; }

    /// <summary>IP_MTU_DISCOVER.</summary>
    public PathDiscovery MtuDiscover { get; init; } = PathDiscovery.Want;

    /// <summary>Reads the options of a Bind or Connect; what they do not say has the defaults.</summary>
    /// <param name="options">The options, ours and Akka's.</param>
    public static SocketSettings Read(IEnumerable<Inet.SocketOption>? options)
    {
        SocketSettings settings = Default;
        if (options is null) return settings;
        foreach (Inet.SocketOption option in options) settings = settings.With(option) ?? settings.WithKernels(option);
        return settings;
    }

    /// <summary>The settings with one of our own options; null if it is not one.</summary>
    public SocketSettings? With(Inet.SocketOption option) => option switch
    {
        TcpSO.ReuseAddress reuse => this with { Sharing = Set(PortSharing.ReuseAddress, reuse.On) },
        TcpSO.ReusePort reuse => this with { Sharing = Set(PortSharing.ReusePort, reuse.On) },
        TcpSO.Linger linger => this with { Linger = linger.Time },
        TcpSO.SendBuffer buffer => this with { SendBuffer = buffer.Size },
        TcpSO.ReceiveBuffer buffer => this with { ReceiveBuffer = buffer.Size },
        TcpSO.ReceiveLowWater water => this with { ReceiveLowWater = water.Bytes },
        TcpSO.OobInline inline => this with { OobInline = inline.On },
        TcpSO.QuickAck quick => this with { QuickAck = quick.On },
        TcpSO.NoDelay noDelay => this with { NoDelay = noDelay.On },
        TcpSO.Cork cork => this with { Cork = cork.On },
        TcpSO.UserTimeout timeout => this with { UserTimeout = timeout.Time },
        TcpSO.TrafficClass field => this with { TrafficClass = field.Value },
        TcpSO.CongestionControl control => this with { CongestionControl = control.Name },
        TcpSO.MaxSegment size => this with { MaxSegment = size.Bytes },
        TcpSO.SynCount count => this with { SynCount = count.Count },
        TcpSO.Linger2 linger => this with { Linger2 = linger.Time },
        TcpSO.DeferAccept defer => this with { DeferAccept = defer.Time },
        TcpSO.WindowClamp clamp => this with { WindowClamp = clamp.Bytes },
        TcpSO.NotSentLowWater water => this with { NotSentLowWater = water.Bytes },
        TcpSO.TimeToLive life => this with { TimeToLive = life.Hops },
        TcpSO.MtuDiscover discover => this with { MtuDiscover = discover.Mode },
        TcpSO.KeepAlive keepAlive => this with { KeepAlive = keepAlive.On ? keepAlive : null },
        _ => null,
    };

    /// <summary>
    /// Akka's own options, and an application's, can only be applied to a kernel socket: one that is never bound takes them, and is
    /// asked what it was told.
    /// </summary>
    private SocketSettings WithKernels(Inet.SocketOption option)
    {
        using var asked = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        SocketSettings before = ReadFrom(asked);
        try
        {
            option.BeforeServerSocketBind(asked);
            option.BeforeConnect(asked);
            option.AfterConnect(asked);
        }
        catch (Exception failure) when (failure is SocketException or NotSupportedException or InvalidOperationException)
        {
            return this; // it wants a connected socket, or says something that we have no word for
        }
        SocketSettings after = ReadFrom(asked);
        return after == before ? this : this with
        {
            Sharing = after.Sharing != before.Sharing ? Set(PortSharing.ReuseAddress, after.Sharing != PortSharing.None) : Sharing,
            Linger = after.Linger != before.Linger ? after.Linger : Linger,
            KeepAlive = after.KeepAlive is not null ? after.KeepAlive : KeepAlive,
            SendBuffer = after.SendBuffer != before.SendBuffer ? after.SendBuffer : SendBuffer,
            ReceiveBuffer = after.ReceiveBuffer != before.ReceiveBuffer ? after.ReceiveBuffer : ReceiveBuffer,
            NoDelay = after.NoDelay || NoDelay,
        };
    }

    private static SocketSettings ReadFrom(Socket socket)
    {
        bool reuse = (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress)! != 0;
        bool keepAlive = (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)! != 0;
        LingerOption? linger = socket.LingerState;
        return new SocketSettings
        {
            Sharing = reuse ? PortSharing.ReuseAddress : PortSharing.None,
            Linger = linger is { Enabled: true } ? TimeSpan.FromSeconds(linger.LingerTime) : null,
            KeepAlive = keepAlive ? KernelKeepAlive : null,
            SendBuffer = Math.Max(socket.SendBufferSize / 2, TcpSO.SendBuffer.Least),
            ReceiveBuffer = Math.Max(socket.ReceiveBufferSize / 2, TcpSO.ReceiveBuffer.Least), // socket(7): the kernel has doubled it
            NoDelay = socket.NoDelay,
        };
    }

    private static readonly TcpSO.KeepAlive KernelKeepAlive = new(true);

    private PortSharing Set(PortSharing flag, bool on) => on ? Sharing | flag : Sharing & ~flag;
}
