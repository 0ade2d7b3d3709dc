using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Network;
using ActorTcp.Protocol;
using Akka.IO;

namespace ActorTcp.Sockets;

/// <summary>Linux's names of a stream socket's options, and the connection's.</summary>
internal static class StreamOptions
{
    /// <summary>An option as the connection takes it.</summary>
    /// <exception cref="ArgumentException">The value is out of bounds, or a datagram's.</exception>
    public static Inet.SocketOption Make(SocketOptionKey option, object? value) => option.Name switch
    {
        "SO_REUSEADDR" => new TcpSO.ReuseAddress((bool)value!),
        "SO_REUSEPORT" => new TcpSO.ReusePort((bool)value!),
        "SO_LINGER" => new TcpSO.Linger((TimeSpan?)value),
        "SO_OOBINLINE" => new TcpSO.OobInline((bool)value!),
        // Linux takes any number, and makes of it what is within bounds.
        "SO_RCVBUF" => new TcpSO.ReceiveBuffer(Math.Clamp((int)value!, 1, 1 << 30)),
        "SO_SNDBUF" => new TcpSO.SendBuffer(Math.Clamp((int)value!, 1, 1 << 30)),
        "TCP_NODELAY" => new TcpSO.NoDelay((bool)value!),
        "TCP_CORK" => new TcpSO.Cork((bool)value!),
        "TCP_MAXSEG" => new TcpSO.MaxSegment((int)value!),
        "TCP_QUICKACK" => new TcpSO.QuickAck((bool)value!),
        "TCP_CONGESTION" => new TcpSO.CongestionControl((string)value!),
        "TCP_USER_TIMEOUT" => new TcpSO.UserTimeout((TimeSpan)value!),
        "TCP_SYNCNT" => new TcpSO.SynCount((int)value!),
        "TCP_LINGER2" => new TcpSO.Linger2((TimeSpan)value!),
        "TCP_DEFER_ACCEPT" => new TcpSO.DeferAccept((TimeSpan)value!),
        "TCP_WINDOW_CLAMP" => new TcpSO.WindowClamp((int)value!),
        "TCP_NOTSENT_LOWAT" => new TcpSO.NotSentLowWater((long)value!),
        "IP_TOS" => new TcpSO.TrafficClass((byte)(int)value!),
        "IP_TTL" => new TcpSO.TimeToLive((int)value!),
        "IP_MTU_DISCOVER" => new TcpSO.MtuDiscover((PathDiscovery)(int)value!),
        _ => throw new ArgumentException($"{option.Name} is not a stream socket's", nameof(option)),
    };

    /// <summary>What a socket knows of an option by itself; null: only its connection knows.</summary>
    public static object? Read(SocketOptionKey option, SocketSettings settings, StackOptions stack, SocketPhase phase)
    {
        switch (option.Name)
        {
            case "SO_REUSEADDR":
                return settings.Sharing.HasFlag(PortSharing.ReuseAddress);
            case "SO_REUSEPORT":
                return settings.Sharing.HasFlag(PortSharing.ReusePort);
            case "SO_LINGER":
                return (object?)settings.Linger ?? NoTime;
            case "SO_OOBINLINE":
                return settings.OobInline;
            case "SO_RCVBUF" when settings.ReceiveBuffer is { } size:
                return 2 * size; // as Linux, which counts its overhead in
            case "SO_RCVBUF" when phase != SocketPhase.Connected:
                return stack.ReceiveBufferSize > 0 ? stack.ReceiveBufferSize : stack.TcpRmem.Default;
            case "SO_SNDBUF":
                return settings.SendBuffer is { } buffer ? 2 * buffer : stack.SendBufferSize;
            case "SO_RCVLOWAT":
                return settings.ReceiveLowWater;
            case "SO_BROADCAST":
                return false;
            case "TCP_NODELAY":
                return settings.NoDelay;
            case "TCP_CORK":
                return settings.Cork;
            case "TCP_MAXSEG" when phase != SocketPhase.Connected:
                return settings.MaxSegment ?? SegmentSize.Default;
            case "TCP_QUICKACK":
                return settings.QuickAck ?? true;
            case "TCP_CONGESTION":
                return settings.CongestionControl ?? stack.TcpCongestionControl;
            case "TCP_USER_TIMEOUT":
                return settings.UserTimeout;
            case "TCP_SYNCNT":
                return settings.SynCount ?? stack.TcpSynRetries;
            case "TCP_LINGER2":
                return settings.Linger2 == TimeSpan.Zero ? stack.TcpFinTimeout : settings.Linger2;
            case "TCP_DEFER_ACCEPT":
                return AsRetransmissions(settings.DeferAccept);
            case "TCP_WINDOW_CLAMP":
                return settings.WindowClamp;
            case "TCP_NOTSENT_LOWAT":
                return settings.NotSentLowWater;
            case "IP_TOS":
                return (int)settings.TrafficClass;
            case "IP_TTL":
                return (int)(settings.TimeToLive ?? stack.IpTtl);
            case "IP_MTU_DISCOVER":
                return (int)settings.MtuDiscover;
            default:
                return null;
        }
    }

    /// <summary>Linux keeps the time as a number of SYN-ACKs, 1, 3, 7 … seconds after the first: the next of these is read back.</summary>
    private static TimeSpan AsRetransmissions(TimeSpan time)
    {
        if (time <= TimeSpan.Zero) return TimeSpan.Zero;
        TimeSpan reached = TimeSpan.Zero;
        for (int seconds = 1; reached < time; seconds = Math.Min(2 * seconds, 120)) reached += TimeSpan.FromSeconds(seconds);
        return reached;
    }

    /// <summary>SO_LINGER when it is off: an option's value is never null.</summary>
    public static readonly object NoTime = new();

    /// <summary>What a connection tells of an option; null: there is no such option.</summary>
    public static object? Of(SocketOptionKey option, TcpInfo info, SocketSettings settings) => option.Name switch
    {
        "TCP_INFO" => info,
        "SO_RCVBUF" => (int)info.RcvBuf,
        "TCP_MAXSEG" => info.SndMss > 0 ? info.SndMss : settings.MaxSegment ?? SegmentSize.Default,
        "IP_MTU" => info.State is TcpState.Closed or TcpState.Listen ? null : info.Pmtu,
        "SIOCINQ" => (int)info.ReceiveQueue,
        "SIOCOUTQ" => (int)info.SendQueue,
        "SIOCOUTQNSD" => (int)info.NotSentBytes,
        "SIOCATMARK" => info.UrgentAhead == 0,
        _ => null,
    };
}
