using ActorTcp.Protocol;
using Akka.IO;

namespace ActorTcp.Api;

/// <summary>
/// Socket options beyond <see cref="Inet.SO"/>, for the options of <see cref="Tcp.Bind"/> and <see cref="Tcp.Connect"/>, and for
/// <see cref="StackTcp.SetOption"/>. Connections inherit a listener's. On a kernel socket (the same options given to Akka's own
/// transport) they do nothing.
/// </summary>
public static partial class TcpSO
{
    /// <summary>
    /// SO_REUSEADDR: the port may be bound although connections of it are still there, or in TIME_WAIT, if they have the option as
    /// well; not while another listener has it. <see cref="Inet.SO.ReuseAddress"/> means the same.
    /// </summary>
    /// <param name="on">On or off; off is the default.</param>
    public sealed class ReuseAddress(bool on) : Inet.SocketOption
    {
        /// <summary>On or off.</summary>
        public bool On { get; } = on;
    }

    /// <summary>SO_REUSEPORT: listeners that all have it share a port; a hash of the peer decides whose a connection is.</summary>
    /// <param name="on">On or off; off is the default.</param>
    public sealed class ReusePort(bool on) : Inet.SocketOption
    {
        /// <summary>On or off.</summary>
        public bool On { get; } = on;
    }

    /// <summary>
    /// SO_LINGER: what Close means while data is unacknowledged. Zero: a reset at once, what was not sent is lost. Longer: the close
    /// event is told when the peer has acknowledged all, FIN included, or after this time, whichever is first. Null, the default:
    /// told at once, and the stack does its best.
    /// </summary>
    public sealed class Linger : Inet.SocketOption
    {
        /// <summary>The option.</summary>
        /// <param name="time">The time, 0 to 65535 s; null: off.</param>
        /// <exception cref="ArgumentOutOfRangeException">The time is not within 0 and 65535 s.</exception>
        public Linger(TimeSpan? time)
        {
            if (time < TimeSpan.Zero || time > TimeSpan.FromSeconds(ushort.MaxValue))
                throw new ArgumentOutOfRangeException(nameof(time), time, "0 to 65535 s");
            Time = time;
        }

        /// <summary>The time.</summary>
        public TimeSpan? Time { get; }
    }

    /// <summary>
    /// TCP_QUICKACK: on sends an acknowledgment that waits, and ends the waiting for an application that answers; off begins it. As on
    /// Linux it lasts no longer than the traffic bears it out. See <see cref="StackOptions.TcpQuickack"/> for what is permanent.
    /// </summary>
    /// <param name="on">On or off.</param>
    public sealed class QuickAck(bool on) : Inet.SocketOption
    {
        /// <summary>On or off.</summary>
        public bool On { get; } = on;
    }

    /// <summary>
    /// SO_RCVBUF: the receive buffer's size, and so the largest window; fixed, where it would grow by itself else. Linux doubles the
    /// number for its overhead; here it counts text alone. <see cref="Inet.SO.ReceiveBufferSize"/> means the same, as far as the
    /// kernel's <c>rmem_max</c> lets it be read back. On an open connection it is limited by the window scale that was agreed.
    /// </summary>
    public sealed class ReceiveBuffer : Inet.SocketOption
    {
        /// <summary>Linux's SOCK_MIN_RCVBUF, rounded: smaller sizes count as this.</summary>
        public const int Least = 2048;

        /// <summary>The option.</summary>
        /// <param name="size">Bytes, 1 to 2^30.</param>
        /// <exception cref="ArgumentOutOfRangeException">The size is not within 1 and 2^30.</exception>
        public ReceiveBuffer(int size)
        {
            if (size is < 1 or > 1 << 30) throw new ArgumentOutOfRangeException(nameof(size), size, "1 to 2^30 bytes");
            Size = Math.Max(size, Least);
        }

        /// <summary>Bytes.</summary>
        public int Size { get; }
    }

    /// <summary>
    /// SO_SNDBUF: how many bytes of unacknowledged and unsent text the connection keeps before writes wait. Linux doubles the number for
    /// its overhead; here it counts text alone. <see cref="Inet.SO.SendBufferSize"/> means the same, as far as the kernel's
    /// <c>wmem_max</c> lets it be read back.
    /// </summary>
    public sealed class SendBuffer : Inet.SocketOption
    {
        /// <summary>Linux's SOCK_MIN_SNDBUF, rounded: smaller sizes count as this.</summary>
        public const int Least = 4096;

        /// <summary>The option.</summary>
        /// <param name="size">Bytes, 1 to 2^30.</param>
        /// <exception cref="ArgumentOutOfRangeException">The size is not within 1 and 2^30.</exception>
        public SendBuffer(int size)
        {
            if (size is < 1 or > 1 << 30) throw new ArgumentOutOfRangeException(nameof(size), size, "1 to 2^30 bytes");
            Size = Math.Max(size, Least);
        }

        /// <summary>Bytes.</summary>
        public int Size { get; }
    }

    /// <summary>
    /// SO_RCVLOWAT: <see cref="Tcp.Received"/> comes only when so many bytes wait, or the stream ends, or the window is full. The window
    /// opens far enough for them; no more than half of the largest receive buffer counts.
    /// </summary>
    public sealed class ReceiveLowWater : Inet.SocketOption
    {
        /// <summary>The option.</summary>
        /// <param name="bytes">At least 1, the default.</param>
        /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
        public ReceiveLowWater(int bytes)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
            Bytes = bytes;
        }

        /// <summary>Bytes.</summary>
        public int Bytes { get; }
    }

    /// <summary>
    /// SO_OOBINLINE: the urgent byte stays in the stream; no <see cref="Tcp.Received"/> crosses its place, and
    /// <see cref="StackTcp.UrgentMark"/> comes exactly before it (SIOCATMARK). Off, the default, it is taken out of the stream and comes
    /// as <see cref="StackTcp.UrgentReceived"/>.
    /// </summary>
    /// <param name="on">On or off.</param>
    public sealed class OobInline(bool on) : Inet.SocketOption
    {
        /// <summary>On or off.</summary>
        public bool On { get; } = on;
    }

    /// <summary>IP_TOS: the Diffserv field (RFC 2474) of what a connection sends; its ECN bits are the stack's (RFC 9293 3.9.1.9).</summary>
    /// <param name="value">The field's eight bits; the lowest two are ignored. 0 is the default.</param>
    public sealed class TrafficClass(byte value) : Inet.SocketOption
    {
        /// <summary>The field, without the ECN bits.</summary>
        public byte Value { get; } = (byte)(value & 0xFC);
    }

    /// <summary>
    /// TCP_CONGESTION: how the congestion window grows and falls. On an open connection the new one takes over the present window and
    /// slow-start threshold.
    /// </summary>
    public sealed class CongestionControl : Inet.SocketOption
    {
        /// <summary>The option.</summary>
        /// <param name="name">"cubic" (RFC 9438) or "reno" (RFC 5681), in lower case; without it <see cref="StackOptions.TcpCongestionControl"/>.</param>
        /// <exception cref="ArgumentException">There is no congestion control of that name.</exception>
        public CongestionControl(string name)
        {
            if (!CongestionControls.IsKnown(name)) throw new ArgumentException(CongestionControls.Unknown(name), nameof(name));
            Name = name;
        }

        /// <summary>Its name.</summary>
        public string Name { get; }
    }

    /// <summary>
    /// TCP_NODELAY: whether a small segment goes out although an earlier one is unacknowledged (Nagle's algorithm off; RFC 9293 3.7.4,
    /// MUST-17). Akka's own <c>TcpNoDelay</c> means the same.
    /// </summary>
    /// <param name="on">On or off; off is the default.</param>
    public sealed class NoDelay(bool on) : Inet.SocketOption
    {
        /// <summary>On or off.</summary>
        public bool On { get; } = on;
    }

    /// <summary>
    /// TCP_CORK: while it is on only full segments go out; what is left follows when it is turned off, the connection closes, or
    /// nothing was sent for a retransmission timeout (200 ms at least).
    /// </summary>
    /// <param name="on">On or off; off is the default.</param>
    public sealed class Cork(bool on) : Inet.SocketOption
    {
        /// <summary>On or off.</summary>
        public bool On { get; } = on;
    }

    /// <summary>
    /// TCP_USER_TIMEOUT (RFC 9293 3.9.1.4, RFC 5482's local part): how long data may stay unacknowledged, or wait for the peer's closed
    /// window, before the connection ends with TimedOut. It takes the place of <c>tcp_retries2</c>, and of keep-alive's number of probes.
    /// </summary>
    public sealed class UserTimeout : Inet.SocketOption
    {
        /// <summary>The option.</summary>
        /// <param name="time">The time, at most int.MaxValue ms; zero, the default: only the retries decide.</param>
        /// <exception cref="ArgumentOutOfRangeException">The time is negative or too long.</exception>
        public UserTimeout(TimeSpan time)
        {
            if (time < TimeSpan.Zero || time.TotalMilliseconds > int.MaxValue)
                throw new ArgumentOutOfRangeException(nameof(time), time, "0 to 2147483647 ms");
            Time = time;
        }

        /// <summary>The time.</summary>
        public TimeSpan Time { get; }
    }

    /// <summary>
    /// TCP_MAXSEG: no segment, in either direction, has more text (RFC 9293 3.7.1). It counts when a connection is opened, as on Linux; one
    /// that is open goes on with what its SYNs said. More than the link carries has no effect.
    /// </summary>
    public sealed class MaxSegment : Inet.SocketOption
    {
        /// <summary>Linux's <c>TCP_MIN_MSS</c>.</summary>
        public const int Least = 88;

        /// <summary>Linux's <c>MAX_TCP_WINDOW</c>.</summary>
        public const int Most = 32767;

        /// <summary>The option.</summary>
        /// <param name="bytes">TCP's options are counted, its header is not: 88 to 32767.</param>
        /// <exception cref="ArgumentOutOfRangeException">The size is not within 88 and 32767.</exception>
        public MaxSegment(int bytes)
        {
            if (bytes is < Least or > Most) throw new ArgumentOutOfRangeException(nameof(bytes), bytes, "88 to 32767 bytes");
            Bytes = bytes;
        }

        /// <summary>The size.</summary>
        public int Bytes { get; }
    }

    /// <summary>SO_KEEPALIVE with TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT (RFC 9293 3.8.4). Off is the default.</summary>
    public sealed class KeepAlive : Inet.SocketOption
    {
        /// <summary>The least of the two times; Linux's is 1 s.</summary>
        public static readonly TimeSpan ShortestTime = TimeSpan.FromMilliseconds(1);

        /// <summary>The most of the two times: Linux's 32767 s.</summary>
        public static readonly TimeSpan LongestTime = TimeSpan.FromSeconds(32767);

        /// <summary>Linux's limit of TCP_KEEPCNT.</summary>
        public const int MostProbes = 127;

        /// <summary>The option.</summary>
        /// <param name="on">On or off.</param>
        /// <param name="idle">How long nothing arrives before the first probe; null: <see cref="StackOptions.TcpKeepaliveTime"/>.</param>
        /// <param name="interval">Between probes; null: <see cref="StackOptions.TcpKeepaliveIntvl"/>.</param>
        /// <param name="probes">How many go unanswered before TimedOut, 1 to 127; null: <see cref="StackOptions.TcpKeepaliveProbes"/>.</param>
        /// <exception cref="ArgumentOutOfRangeException">A time is not within 1 ms and 32767 s, or the probes not within 1 and 127.</exception>
        public KeepAlive(bool on, TimeSpan? idle = null, TimeSpan? interval = null, int? probes = null)
        {
            Check(idle, nameof(idle));
            Check(interval, nameof(interval));
            if (probes is < 1 or > MostProbes) throw new ArgumentOutOfRangeException(nameof(probes), probes, "1 to 127 probes");
            On = on;
            Idle = idle;
            Interval = interval;
            Probes = probes;
        }

        /// <summary>On or off.</summary>
        public bool On { get; }

        /// <summary>How long nothing arrives before the first probe.</summary>
        public TimeSpan? Idle { get; }

        /// <summary>Between probes.</summary>
        public TimeSpan? Interval { get; }

        /// <summary>How many go unanswered.</summary>
        public int? Probes { get; }

        private static void Check(TimeSpan? time, string name)
        {
            if (time < ShortestTime || time > LongestTime) throw new ArgumentOutOfRangeException(name, time, "1 ms to 32767 s");
        }
    }
}
