using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

/// <summary>What the SYNs of both sides agree on (RFC 9293 3.7.1, RFC 7323 2).</summary>
internal static class SynOptions
{
    private static readonly TimeSpan RtoFallback = TimeSpan.FromSeconds(3);

    private const int Headers = Ipv4Header.MinLength + TcpHeader.MinLength;

    /// <summary>A negotiation of ECN that begins.</summary>
    public static EcnNegotiation NewEcn(StackOptions options) =>
        new(options.TcpEcn == 1, options.TcpEcn is 1 or 2, options.TcpEcnFallback);

    /// <summary>What our SYN offers.</summary>
    public static TcpOptions Ours(StackContext context, in FlowKey flow, in ReceiveBuffer buffer, SocketSettings settings) =>
        new()
        {
            Mss = OurMss(context, settings),
            SackPermitted = context.Options.TcpSack,
            WindowScale = context.Options.TcpWindowScaling ? buffer.Scale : null,
            Timestamp = context.Options.TcpTimestamps
                ? new TcpTimestamp(unchecked(Timestamps.Clock(context.Loop.Now) + context.TimestampOffset(flow)), 0)
                : null,
        };

    /// <summary>What our SYN-ACK answers: options that the SYN did not offer are left out.</summary>
    public static TcpOptions Answer(StackContext context, in TcpOptions theirs, in ReceiveBuffer buffer, SocketSettings settings) =>
        new()
        {
            Mss = OurMss(context, settings),
            SackPermitted = theirs.SackPermitted && context.Options.TcpSack,
            WindowScale = theirs.WindowScale is null || !context.Options.TcpWindowScaling ? null : buffer.Scale,
            Timestamp = context.Options.TcpTimestamps ? theirs.Timestamp : null,
        };

    /// <summary>The peer's options, without those that we do not take.</summary>
    public static TcpOptions Agreed(StackContext context, in TcpOptions theirs) =>
        theirs with
        {
            SackPermitted = theirs.SackPermitted && context.Options.TcpSack,
            Timestamp = context.Options.TcpTimestamps ? theirs.Timestamp : null,
        };

    /// <summary>The timestamps of a connection whose peer's SYN has them; null: there are none (RFC 7323 3.2).</summary>
    public static Timestamps? Stamps(StackContext context, in FlowKey flow, in TcpOptions theirs, SeqNum irs) =>
        context.Options.TcpTimestamps && theirs.Timestamp is { } stamp
            ? new Timestamps(context.TimestampOffset(flow), stamp.Value, context.Loop.Now, irs + 1)
            : null;

    /// <summary>The transmission control block after the SYNs were exchanged.</summary>
    /// <param name="context">The stack.</param>
    /// <param name="flow">The 4-tuple.</param>
    /// <param name="iss">Our initial sequence number.</param>
    /// <param name="irs">The peer's.</param>
    /// <param name="theirs">The options of the peer's SYN.</param>
    /// <param name="segment">The segment that completed the handshake.</param>
    /// <param name="ecn">ECN, if they agree on it.</param>
    /// <param name="rtt">How long our SYN took to be acknowledged; null if it was sent more than once (Karn).</param>
    /// <param name="buffer">What we can hold of the peer's text.</param>
    /// <param name="socket">The socket's options.</param>
    public static Tcb Agree(
        StackContext context, in FlowKey flow, SeqNum iss, SeqNum irs, in TcpOptions theirs, EcnState? ecn, in Segment segment,
        TimeSpan? rtt, ReceiveBuffer buffer, SocketSettings socket)
    {
        StackOptions options = context.Options;
        bool scaling = theirs.WindowScale is not null && options.TcpWindowScaling;
        // RFC 7323 2.2: a window in a segment with SYN is not scaled.
        byte peerScale = scaling ? Math.Min(theirs.WindowScale!.Value, TcpOptions.MaxWindowScale) : (byte)0;
        uint window = (uint)segment.Window << (segment.Has(TcpFlags.Syn) ? 0 : peerScale);
        var send = SendSequenceSpace.AfterHandshake(iss, window, peerScale, segment.Seq, segment.Ack);
        ushort synWindow = SynWindow(context, theirs, buffer, socket);
        var receive = ReceiveSequenceSpace.AfterSyn(irs, synWindow, scaling ? buffer.Scale : (byte)0);
        Timestamps? stamps = Stamps(context, flow, theirs, irs);
        int perSegment = stamps is null ? 0 : TcpOptions.TimestampLength;
        // The link's own size has the last word: it may be below what a peer can make us send.
        var size = SegmentSize.Of(theirs.Mss, socket.MaxSegment, perSegment);
        var path = new PeerPath(context.PathMtus, flow.RemoteAddress, LinkMtu(context), size, context.Loop.Now);
        path.Discover(socket.MtuDiscover, context.Loop.Now);
        MtuProbing? probing = Probing(context, path.Mss);
        int mss = probing?.Mss ?? path.Mss;
        bool sack = theirs.SackPermitted && options.TcpSack;
        // RFC 6298 5.7: "if the timer expires awaiting the ACK of a SYN segment and the TCP implementation is using an RTO less than 3
        // seconds, the RTO MUST be re-initialized to 3 seconds when data transmission begins"; as Linux, whenever nothing was measured.
        TimeSpan initial = rtt is null && options.TcpRtoInitial < RtoFallback ? RtoFallback : options.TcpRtoInitial;
        var settings = new SenderSettings
        {
            Mss = mss,
            MaxSegment = MaxSegment(context, mss, perSegment),
            Sack = sack,
            RtoInitial = initial,
            RtoMin = options.TcpRtoMin,
            RtoMax = options.TcpRtoMax,
            InitialWindow = InitialWindow(mss, options.InitialWindow),
            SlowStartAfterIdle = options.TcpSlowStartAfterIdle,
            PartRestartsTimer = options.TcpPartialAckTimer,
            UserTimeoutFromRetry = options.TcpUserTimeoutFromRetry,
            Recovery = Recovery(options),
            Push = options.TcpPushRule,
            Bursts = options.Bursts,
            Totals = context.Counters.Tcp.Recovery,
        };
        int receiveMss = OurMss(context, socket) - perSegment;
        // Linux's first guess of what an application takes in a round trip: an initial window.
        ReceiveTuning? tuning = buffer.Max > buffer.Initial
            ? new ReceiveTuning(Math.Min(synWindow, 10 * receiveMss), receiveMss, buffer.Max)
            : null;
        ICongestionControl congestion = CongestionControls.Create(options.TcpCongestionControl, options.TcpHystart, options.TcpCubicRule);
        var delays = new DelayedAckSettings(options.TcpDelackMin, options.TcpDelackMax, options.TcpQuickack);
        return new Tcb(
            new TcpSender(send, settings, congestion, context.Loop.Now, rtt) { Probing = probing },
            new TcpReceiver(receive, buffer.Initial, sack, options.TcpDsack, tuning, context.Memory)
            {
                Clamp = socket.ClampOrMax,
                SlowStartThreshold = options.TcpReceiveSlowStart ? Math.Min(synWindow, buffer.Initial) : int.MaxValue,
            },
            new DelayedAck(delays, OurMss(context, socket), mss, irs + 1))
        {
            WindowScaling = scaling, Timestamps = stamps, Path = path, Ecn = ecn,
        };
    }

    /// <summary>
    /// The MSS that our SYNs tell (RFC 9293 3.7.1, RFC 6691 2): what the link carries, whatever the path, of whose other direction nothing
    /// is known (RFC 1191 3.1); or less by TCP_MAXSEG.
    /// </summary>
    public static ushort OurMss(StackContext context, SocketSettings settings) =>
        (ushort)Math.Min(Math.Min(LinkMtu(context), Ipv4Header.MaxTotalLength) - Headers, settings.MaxSegment ?? int.MaxValue);

    /// <summary>The window that our SYN-ACK, or our SYN, has told.</summary>
    public static ushort SynWindow(StackContext context, in TcpOptions theirs, ReceiveBuffer buffer, SocketSettings settings)
    {
        bool stamps = theirs.Timestamp is not null && context.Options.TcpTimestamps;
        return buffer.SynWindow(OurMss(context, settings) - (stamps ? TcpOptions.TimestampLength : 0));
    }

    // RFC 791: every link carries packets of 68 octets.
    private static int LinkMtu(StackContext context) => Math.Max(context.Device.Mtu, 68);

    // RFC 6928 2: min (10*MSS, max (2*MSS, 14600)), in segments.
    private static int InitialWindow(int mss, int segments) => Math.Min(segments, Math.Max(2, segments * 1460 / mss));

    private static RecoveryOptions Recovery(StackOptions options) => new()
    {
        Frto = options.TcpFrto > 0,
        LossProbe = options.TcpEarlyRetrans is 3 or 4,
        AdaptiveWindow = (options.TcpRecovery & 2) == 0,
        DuplicateThreshold = (options.TcpRecovery & 4) == 0,
        Reordering = options.TcpReordering,
        MaxReordering = options.TcpMaxReordering,
    };

    private static MtuProbing? Probing(StackContext context, int most)
    {
        StackOptions options = context.Options;
        if (options.TcpMtuProbing == 0) return null;
        var settings = new MtuProbingSettings(
            options.TcpMtuProbing, options.TcpBaseMss, options.TcpMtuProbeFloor, options.TcpProbeInterval, options.TcpProbeThreshold);
        return new MtuProbing(settings, most, context.Loop.Now);
    }

    /// <summary>The most text that one frame carries: of a device that divides, whole segments up to the largest packet.</summary>
    public static int MaxSegment(StackContext context, int mss, int options)
    {
        if ((context.Device.Offloads & DeviceOffloads.Tso4) == 0) return mss;
        return Math.Max(mss, (Ipv4Header.MaxTotalLength - Headers - options) / mss * mss);
    }
}

/// <summary>How long a SYN or SYN-ACK waits for its answer: RTO, doubled each time (RFC 6298 5.5).</summary>
internal static class SynBackOff
{
    /// <param name="sent">How often it was sent before.</param>
    /// <param name="options">The stack's.</param>
    /// <param name="linear">How many retransmissions wait as long as the first transmission.</param>
    public static TimeSpan Timeout(int sent, StackOptions options, int linear = 0)
    {
        sent = Math.Max(0, sent - linear);
        long ticks = options.TcpRtoInitial.Ticks;
        for (int i = 0; i < sent && ticks < options.TcpRtoMax.Ticks; i++) ticks *= 2;
        return new TimeSpan(Math.Min(ticks, options.TcpRtoMax.Ticks));
    }

    /// <summary>How many timeouts pass until a time has passed; 0 for none (Linux's <c>secs_to_retrans</c>).</summary>
    public static int Retries(TimeSpan time, StackOptions options)
    {
        const int Most = 255;
        if (time <= TimeSpan.Zero) return 0;
        int retries = 1;
        for (TimeSpan passed = Timeout(0, options); passed < time && retries < Most; retries++) passed += Timeout(retries, options);
        return retries;
    }
}
