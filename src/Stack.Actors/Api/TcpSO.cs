using Akka.IO;

namespace ActorTcp.Api;

/// <summary>
/// Socket options beyond <see cref="Inet.SO"/>, for the options of <see cref="Tcp.Bind"/> and <see cref="Tcp.Connect"/>, and for
/// <see cref="StackTcp.SetOption"/>. Connections inherit a listener's. On a kernel socket (the same options given to Akka's own
/// transport) they do nothing.
/// </summary>
public static class TcpSO
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
    /// <param name="time">The time, up to 65535 s.</param>
    public sealed class Linger(TimeSpan? time) : Inet.SocketOption
    {
        /// <summary>The time.</summary>
        public TimeSpan? Time { get; } = time;
    }

    /// <summary>SO_KEEPALIVE with TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT (RFC 9293 3.8.4). Off is the default.</summary>
    /// <param name="on">On or off.</param>
    /// <param name="idle">How long nothing arrives before the first probe; null: <see cref="StackOptions.TcpKeepaliveTime"/>.</param>
    /// <param name="interval">Between probes; null: <see cref="StackOptions.TcpKeepaliveIntvl"/>.</param>
    /// <param name="probes">How many go unanswered before TimedOut; null: <see cref="StackOptions.TcpKeepaliveProbes"/>.</param>
    public sealed class KeepAlive(bool on, TimeSpan? idle = null, TimeSpan? interval = null, int? probes = null) : Inet.SocketOption
    {
        /// <summary>On or off.</summary>
        public bool On { get; } = on;

        /// <summary>How long nothing arrives before the first probe.</summary>
        public TimeSpan? Idle { get; } = idle;

        /// <summary>Between probes.</summary>
        public TimeSpan? Interval { get; } = interval;

        /// <summary>How many go unanswered.</summary>
        public int? Probes { get; } = probes;
    }
}
