using ActorTcp.Protocol;
using Akka.IO;

namespace ActorTcp.Api;

// Options of Linux's tcp(7) and ip(7) that Akka has no word for.
public static partial class TcpSO
{
    /// <summary>TCP_SYNCNT: how often the SYN of an outgoing connection is sent again, in place of <see cref="StackOptions.TcpSynRetries"/>.</summary>
    public sealed class SynCount : Inet.SocketOption
    {
        /// <summary>The option.</summary>
        /// <param name="count">1 to 127, as on Linux.</param>
        /// <exception cref="ArgumentOutOfRangeException">The number is not within 1 and 127.</exception>
        public SynCount(int count)
        {
            if (count is < 1 or > 127) throw new ArgumentOutOfRangeException(nameof(count), count, "1 to 127 retries");
            Count = count;
        }

        /// <summary>How often.</summary>
        public int Count { get; }
    }

    /// <summary>
    /// TCP_LINGER2: how long the connection stays in FIN_WAIT_2 without an application, in place of <see cref="StackOptions.TcpFinTimeout"/>.
    /// </summary>
    public sealed class Linger2 : Inet.SocketOption
    {
        /// <summary>Linux's TCP_FIN_TIMEOUT_MAX: longer times count as this.</summary>
        public static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);

        /// <summary>The option.</summary>
        /// <param name="time">The time; zero: the stack's; negative: not at all, the connection is reset instead.</param>
        public Linger2(TimeSpan time) => Time = time > Longest ? Longest : time;

        /// <summary>The time.</summary>
        public TimeSpan Time { get; }
    }

    /// <summary>
    /// TCP_DEFER_ACCEPT: a listener's connections stay half-open until their first data: the peer's bare acknowledgment is dropped. When the
    /// time is over, rounded up to the SYN-ACK's retransmissions as on Linux, the SYN-ACK is sent again, and the peer's answer to that is
    /// taken without data.
    /// </summary>
    public sealed class DeferAccept : Inet.SocketOption
    {
        /// <summary>The option.</summary>
        /// <param name="time">The time; zero or less, the default: not at all.</param>
        public DeferAccept(TimeSpan time) => Time = time > TimeSpan.Zero ? time : TimeSpan.Zero;

        /// <summary>The time.</summary>
        public TimeSpan Time { get; }
    }

    /// <summary>
    /// TCP_WINDOW_CLAMP: the largest window that is offered, whatever the buffer. On an open connection a window that was promised is kept,
    /// and the clamp cannot be taken away: that is InvalidArgument.
    /// </summary>
    public sealed class WindowClamp : Inet.SocketOption
    {
        /// <summary>Half of Linux's SOCK_MIN_RCVBUF, rounded: smaller sizes count as this.</summary>
        public const int Least = 1152;

        /// <summary>The option.</summary>
        /// <param name="bytes">Bytes; 0, the default: no clamp.</param>
        /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
        public WindowClamp(int bytes)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(bytes);
            Bytes = bytes == 0 ? 0 : Math.Max(bytes, Least);
        }

        /// <summary>Bytes.</summary>
        public int Bytes { get; }
    }

    /// <summary>
    /// TCP_NOTSENT_LOWAT: the connection is writable only while fewer bytes than this were not sent yet; 0, the default:
    /// <see cref="StackOptions.TcpNotsentLowat"/>. Readiness alone obeys it; a write is taken as far as the send buffer has room.
    /// </summary>
    public sealed class NotSentLowWater : Inet.SocketOption
    {
        /// <summary>The option.</summary>
        /// <param name="bytes">Bytes, 0 to 2^32 - 1.</param>
        /// <exception cref="ArgumentOutOfRangeException">The number is not within 0 and 2^32 - 1.</exception>
        public NotSentLowWater(long bytes)
        {
            if (bytes is < 0 or > uint.MaxValue) throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "0 to 4294967295 bytes");
            Bytes = bytes;
        }

        /// <summary>Bytes.</summary>
        public long Bytes { get; }
    }

    /// <summary>IP_TTL: the time to live of what the connection sends, in place of <see cref="StackOptions.IpTtl"/>.</summary>
    public sealed class TimeToLive : Inet.SocketOption
    {
        /// <summary>The option.</summary>
        /// <param name="hops">1 to 255.</param>
        /// <exception cref="ArgumentOutOfRangeException">The number is not within 1 and 255.</exception>
        public TimeToLive(int hops)
        {
            if (hops is < 1 or > 255) throw new ArgumentOutOfRangeException(nameof(hops), hops, "1 to 255 hops");
            Hops = (byte)hops;
        }

        /// <summary>Hops.</summary>
        public byte Hops { get; }
    }

    /// <summary>IP_MTU_DISCOVER: whether what the connection sends has DF, and whether routers' reports make its segments smaller (RFC 1191).</summary>
    public sealed class MtuDiscover : Inet.SocketOption
    {
        /// <summary>The option.</summary>
        /// <param name="mode">How; <see cref="PathDiscovery.Want"/> is the default.</param>
        /// <exception cref="ArgumentOutOfRangeException">There is no such mode.</exception>
        public MtuDiscover(PathDiscovery mode)
        {
            if (!Enum.IsDefined(mode)) throw new ArgumentOutOfRangeException(nameof(mode), mode, "IP_PMTUDISC_DONT 0, WANT 1, DO 2, PROBE 3");
            Mode = mode;
        }

        /// <summary>How.</summary>
        public PathDiscovery Mode { get; }
    }
}
