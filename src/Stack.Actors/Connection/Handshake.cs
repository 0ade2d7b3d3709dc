using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

/// <summary>
/// What SYN-RECEIVED knows, after a passive open and after a simultaneous one: the two SYNs, and the answers that follow from them
/// (RFC 9293 3.10.7.4). Loop thread only.
/// </summary>
/// <param name="context">The stack.</param>
/// <param name="flow">The 4-tuple.</param>
/// <param name="iss">Our initial sequence number.</param>
/// <param name="irs">The peer's.</param>
/// <param name="theirs">The options of the peer's SYN.</param>
/// <param name="ecn">What the SYNs until now say of ECN.</param>
/// <param name="buffer">What we can hold of the peer's text.</param>
/// <param name="settings">The socket's options.</param>
internal sealed class Handshake(
    StackContext context, FlowKey flow, SeqNum iss, SeqNum irs, TcpOptions theirs, EcnNegotiation ecn, ReceiveBuffer buffer,
    SocketSettings settings)
{
    private readonly ushort _window = SynOptions.SynWindow(context, theirs, buffer, settings);
    private readonly ReceiveSequenceSpace _rcv = ReceiveSequenceSpace.AfterSyn(irs, SynOptions.SynWindow(context, theirs, buffer, settings), 0);
    private readonly Timestamps? _stamps = SynOptions.Stamps(context, flow, theirs, irs);
    private EcnNegotiation _ecn = ecn;
    private AnswerLimit _answers;

    /// <summary>IRS: the peer's initial sequence number.</summary>
    public SeqNum Irs => irs;

    private TcpCounters Counters => context.Counters.Tcp;

    /// <summary>
    /// Text that came with a SYN, "queued for processing later" (3.10.7.2, third; 3.10.7.3, fourth); no more than a segment.
    /// </summary>
    public static byte[] TextOf(StackContext context, Frame frame)
    {
        ref readonly Segment segment = ref frame.Segment;
        if (!context.Options.TcpSynText) return [];
        int kept = Math.Min(segment.TextLength, SynOptions.OurMss(context, SocketSettings.Default));
        return kept == 0 ? [] : frame.Bytes.Slice(segment.TextOffset, kept).ToArray();
    }

    /// <summary>Looks at a segment, and sends what is sent after either open. The rest is the caller's.</summary>
    /// <param name="frame">The segment; it stays the caller's.</param>
    /// <param name="writer">The way out.</param>
    /// <param name="simultaneous">Whether both sides have opened actively.</param>
    public SynReceivedVerdict Arrive(Frame frame, SegmentWriter writer, bool simultaneous)
    {
        ref readonly Segment segment = ref frame.Segment;
        if (!segment.Has(TcpFlags.Rst | TcpFlags.Syn) && IsOld(frame))
        {
            Counters.PawsEstab++;
            if (MayAnswer(segment)) SendAck(writer);
            return SynReceivedVerdict.Drop;
        }
        SynReceivedVerdict verdict = SynReceivedCheck.Check(_rcv, iss, segment, simultaneous);
        switch (verdict)
        {
            case SynReceivedVerdict.RepeatSynAck when !MayAnswer(segment):
                return SynReceivedVerdict.Drop;
            case SynReceivedVerdict.RepeatSynAck:
                _ecn.OnSyn(segment); // RFC 3168 6.1.1.1: the peer may have given up asking
                break;
            case SynReceivedVerdict.Complete when segment.Has(TcpFlags.Syn):
                _ecn.OnSynAck(segment); // of a simultaneous open
                break;
            case SynReceivedVerdict.Acknowledge when MayAnswer(segment):
                SendAck(writer);
                break;
            case SynReceivedVerdict.Challenge when MayAnswer(segment) && context.MayChallenge():
                if (segment.Has(TcpFlags.Syn)) Counters.SynChallenge++;
                SendAck(writer);
                break;
            case SynReceivedVerdict.Reset:
                Counters.InRsts++;
                Counters.EmbryonicRsts++;
                break;
            case SynReceivedVerdict.Refuse:
                Counters.OutRsts++;
                writer.Send(segment.Ack, default, TcpFlags.Rst, 0); // <SEQ=SEG.ACK><CTL=RST>
                break;
        }
        return verdict;
    }

    /// <summary>&lt;SEQ=ISS&gt;&lt;ACK=RCV.NXT&gt;&lt;CTL=SYN,ACK&gt;.</summary>
    public void SendSynAck(SegmentWriter writer)
    {
        TcpOptions options = SynOptions.Answer(context, theirs, buffer, settings);
        if (_stamps is not null) options.Timestamp = _stamps.Next(context.Loop.Now);
        writer.Send(iss, _rcv.Nxt, TcpFlags.Syn | TcpFlags.Ack | _ecn.SendSynAck(), _window, options);
    }

    /// <summary>&lt;SEQ=SND.NXT&gt;&lt;ACK=RCV.NXT&gt;&lt;CTL=RST&gt;: an end of ours.</summary>
    public void SendReset(SegmentWriter writer)
    {
        Counters.OutRsts++;
        writer.Send(iss + 1, _rcv.Nxt, TcpFlags.Rst | TcpFlags.Ack, 0);
    }

    /// <summary>The transmission control block.</summary>
    /// <param name="segment">The segment that acknowledges our SYN.</param>
    /// <param name="stamp">Its timestamps.</param>
    /// <param name="sentOnceAt">When our SYN was sent, if only once (RFC 6298 3, Karn).</param>
    public Tcb Agree(in Segment segment, TcpTimestamp? stamp, Instant? sentOnceAt)
    {
        TimeSpan? rtt = context.Loop.Now - sentOnceAt;
        // RFC 7323 4.1: with timestamps what was sent again is measured as well.
        if (rtt is null && stamp is { } echo) rtt = _stamps?.RoundTrip(echo.EchoReply, context.Loop.Now);
        return SynOptions.Agree(context, flow, iss, irs, theirs, _ecn.Conclude(), segment, rtt, buffer, settings);
    }

    private bool IsOld(Frame frame) =>
        _stamps is not null && SegmentOptions.Timestamp(frame) is { } stamp && _stamps.IsOld(stamp.Value, context.Loop.Now);

    /// <summary>&lt;SEQ=SND.NXT&gt;&lt;ACK=RCV.NXT&gt;&lt;CTL=ACK&gt;.</summary>
    private void SendAck(SegmentWriter writer)
    {
        var options = new TcpOptions { Timestamp = _stamps?.Next(context.Loop.Now) };
        writer.Send(iss + 1, _rcv.Nxt, TcpFlags.Ack, _window, options);
    }

    private bool MayAnswer(in Segment segment)
    {
        if (segment.CarriesData || _answers.Allow(context.Loop.Now, context.Options.TcpInvalidRateLimit)) return true;
        Counters.AckSkippedSynRecv++;
        return false;
    }
}
