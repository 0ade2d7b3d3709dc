using ActorTcp.Api;
using System.Collections.Frozen;

namespace ActorTcp.Sockets;

/// <summary>The options that <see cref="StackSocket.Get{T}"/> and <see cref="StackSocket.Set{T}"/> know, by Linux's names and meanings.</summary>
public static class SocketOptions
{
    /// <summary>SO_REUSEADDR.</summary>
    public static readonly SocketOptionKey<bool> ReuseAddress = new("SOL_SOCKET", "SO_REUSEADDR");

    /// <summary>SO_REUSEPORT.</summary>
    public static readonly SocketOptionKey<bool> ReusePort = new("SOL_SOCKET", "SO_REUSEPORT");

    /// <summary>SO_LINGER; null: off.</summary>
    public static readonly SocketOptionKey<TimeSpan?> Linger = new("SOL_SOCKET", "SO_LINGER");

    /// <summary>SO_KEEPALIVE.</summary>
    public static readonly SocketOptionKey<bool> KeepAlive = new("SOL_SOCKET", "SO_KEEPALIVE");

    /// <summary>SO_BROADCAST: datagrams may be sent to a broadcast address; without it that is AccessDenied.</summary>
    public static readonly SocketOptionKey<bool> Broadcast = new("SOL_SOCKET", "SO_BROADCAST");

    /// <summary>SO_OOBINLINE.</summary>
    public static readonly SocketOptionKey<bool> OobInline = new("SOL_SOCKET", "SO_OOBINLINE");

    /// <summary>SO_RCVBUF, bytes. As on Linux what is read is twice what was set.</summary>
    public static readonly SocketOptionKey<int> ReceiveBuffer = new("SOL_SOCKET", "SO_RCVBUF");

    /// <summary>SO_SNDBUF, bytes. As on Linux what is read is twice what was set.</summary>
    public static readonly SocketOptionKey<int> SendBuffer = new("SOL_SOCKET", "SO_SNDBUF");

    /// <summary>SO_RCVLOWAT, bytes.</summary>
    public static readonly SocketOptionKey<int> ReceiveLowWater = new("SOL_SOCKET", "SO_RCVLOWAT");

    /// <summary>SO_RCVTIMEO: how long a blocking receive or accept waits before WouldBlock; zero: for ever.</summary>
    public static readonly SocketOptionKey<TimeSpan> ReceiveTimeout = new("SOL_SOCKET", "SO_RCVTIMEO");

    /// <summary>SO_SNDTIMEO: how long a blocking send or connect waits before WouldBlock (of connect InProgress); zero: for ever.</summary>
    public static readonly SocketOptionKey<TimeSpan> SendTimeout = new("SOL_SOCKET", "SO_SNDTIMEO");

    /// <summary>SO_ERROR: the pending error as Linux's errno, 0 for none; reading it takes it away.</summary>
    public static readonly SocketOptionKey<int> Error = new("SOL_SOCKET", "SO_ERROR", readOnly: true);

    /// <summary>SO_TYPE: 1 SOCK_STREAM, 2 SOCK_DGRAM.</summary>
    public static readonly SocketOptionKey<int> SocketType = new("SOL_SOCKET", "SO_TYPE", readOnly: true);

    /// <summary>SO_ACCEPTCONN: whether it listens.</summary>
    public static readonly SocketOptionKey<bool> AcceptsConnections = new("SOL_SOCKET", "SO_ACCEPTCONN", readOnly: true);

    /// <summary>TCP_NODELAY.</summary>
    public static readonly SocketOptionKey<bool> NoDelay = new("SOL_TCP", "TCP_NODELAY");

    /// <summary>TCP_CORK.</summary>
    public static readonly SocketOptionKey<bool> Cork = new("SOL_TCP", "TCP_CORK");

    /// <summary>TCP_MAXSEG, bytes.</summary>
    public static readonly SocketOptionKey<int> MaxSegment = new("SOL_TCP", "TCP_MAXSEG");

    /// <summary>TCP_KEEPIDLE.</summary>
    public static readonly SocketOptionKey<TimeSpan> KeepIdle = new("SOL_TCP", "TCP_KEEPIDLE");

    /// <summary>TCP_KEEPINTVL.</summary>
    public static readonly SocketOptionKey<TimeSpan> KeepInterval = new("SOL_TCP", "TCP_KEEPINTVL");

    /// <summary>TCP_KEEPCNT, probes.</summary>
    public static readonly SocketOptionKey<int> KeepCount = new("SOL_TCP", "TCP_KEEPCNT");

    /// <summary>TCP_SYNCNT: how often the SYN is sent again, 1 to 127.</summary>
    public static readonly SocketOptionKey<int> SynCount = new("SOL_TCP", "TCP_SYNCNT");

    /// <summary>TCP_LINGER2: how long an orphan stays in FIN_WAIT_2; negative: not at all.</summary>
    public static readonly SocketOptionKey<TimeSpan> Linger2 = new("SOL_TCP", "TCP_LINGER2");

    /// <summary>TCP_DEFER_ACCEPT: how long a connection waits for its first data before accept(2) sees it.</summary>
    public static readonly SocketOptionKey<TimeSpan> DeferAccept = new("SOL_TCP", "TCP_DEFER_ACCEPT");

    /// <summary>TCP_WINDOW_CLAMP, bytes: the largest window that is offered; 0: no limit.</summary>
    public static readonly SocketOptionKey<int> WindowClamp = new("SOL_TCP", "TCP_WINDOW_CLAMP");

    /// <summary>TCP_QUICKACK.</summary>
    public static readonly SocketOptionKey<bool> QuickAck = new("SOL_TCP", "TCP_QUICKACK");

    /// <summary>TCP_CONGESTION: the congestion control's name.</summary>
    public static readonly SocketOptionKey<string> CongestionControl = new("SOL_TCP", "TCP_CONGESTION");

    /// <summary>TCP_USER_TIMEOUT; zero: off.</summary>
    public static readonly SocketOptionKey<TimeSpan> UserTimeout = new("SOL_TCP", "TCP_USER_TIMEOUT");

    /// <summary>TCP_NOTSENT_LOWAT, bytes: writable only while less than this is unsent; 0: the stack's.</summary>
    public static readonly SocketOptionKey<long> NotSentLowWater = new("SOL_TCP", "TCP_NOTSENT_LOWAT");

    /// <summary>TCP_INQ: a received message says how much is left to read (<see cref="ReceivedMessage.InQueue"/>).</summary>
    public static readonly SocketOptionKey<bool> InQueue = new("SOL_TCP", "TCP_INQ");

    /// <summary>TCP_INFO.</summary>
    public static readonly SocketOptionKey<TcpInfo> Info = new("SOL_TCP", "TCP_INFO", readOnly: true);

    /// <summary>IP_TOS.</summary>
    public static readonly SocketOptionKey<int> TypeOfService = new("SOL_IP", "IP_TOS");

    /// <summary>IP_TTL, 1 to 255.</summary>
    public static readonly SocketOptionKey<int> TimeToLive = new("SOL_IP", "IP_TTL");

    /// <summary>IP_MTU_DISCOVER: IP_PMTUDISC_DONT 0, WANT 1, DO 2, PROBE 3.</summary>
    public static readonly SocketOptionKey<int> MtuDiscover = new("SOL_IP", "IP_MTU_DISCOVER");

    /// <summary>IP_MTU: the known MTU of a connected socket's path, bytes.</summary>
    public static readonly SocketOptionKey<int> PathMtu = new("SOL_IP", "IP_MTU", readOnly: true);

    /// <summary>SIOCINQ (FIONREAD): bytes that wait; of a datagram socket the length of the first datagram.</summary>
    public static readonly SocketOptionKey<int> BytesToRead = new("SIOC", "SIOCINQ", readOnly: true);

    /// <summary>SIOCOUTQ: bytes not acknowledged.</summary>
    public static readonly SocketOptionKey<int> BytesUnacknowledged = new("SIOC", "SIOCOUTQ", readOnly: true);

    /// <summary>SIOCOUTQNSD: bytes not sent.</summary>
    public static readonly SocketOptionKey<int> BytesUnsent = new("SIOC", "SIOCOUTQNSD", readOnly: true);

    /// <summary>SIOCATMARK: whether the next byte is the urgent one.</summary>
    public static readonly SocketOptionKey<bool> AtMark = new("SIOC", "SIOCATMARK", readOnly: true);

    private static readonly FrozenDictionary<string, SocketOptionKey> Known = typeof(SocketOptions).GetFields()
        .Select(field => (SocketOptionKey)field.GetValue(null)!)
        .ToFrozenDictionary(key => key.Name, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<SocketOptionKey> All => Known.Values;

    /// <summary>The option of a name, such as SO_REUSEADDR; null: there is none.</summary>
    public static SocketOptionKey? ByName(string name) => Known.GetValueOrDefault(name);
}
