using System.Net.Sockets;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

// RFC 9293 3.3.2 SYN-SENT: our SYN is out, nothing has come back.
internal sealed partial class TcpConnection
{
    private void SynSent(object message)
    {
        switch (message)
        {
            case SegmentsArrived:
                ArriveInSynSent();
                break;
            case TimerExpired:
                OnTimers();
                break;
            case IcmpErrorArrived error:
                OnIcmpError(error); // soft: SYNs go on, and at the end this is the reason
                break;
            case Tcp.CloseCommand close:
                // 3.10.4 and 3.10.5: "Delete the TCB and return 'error: closing' responses".
                _closeCommander = Sender;
                Finish(close.Event);
                break;
            case StackTcp.GetInfo:
                Sender.Tell(Info(), _self); // 3.10.6, STATUS
                break;
            default:
                Unexpected(message);
                break;
        }
    }

    // 3.10.7.3: if the state is SYN-SENT.
    private void ArriveInSynSent()
    {
        FrameChain frames = _inbox.TakeAll();
        while (frames.TakeFirst() is { } frame)
        {
            Counters.InSegs++;
            if (State != TcpState.SynSent)
            {
                // The answer was among them: what follows belongs to the next state.
                var rest = default(FrameChain);
                rest.Append(frame);
                rest.Append(ref frames);
                _inbox.PutBack(ref rest);
                Arrive();
                return;
            }
            ArriveOneInSynSent(frame);
            frame.Release();
        }
    }

    private void ArriveOneInSynSent(Frame frame)
    {
        ref readonly Segment segment = ref frame.Segment;
        bool ack = segment.Has(TcpFlags.Ack);
        // First: check the ACK bit.
        if (ack && segment.Ack != _snt.Iss + 1)
        {
            if (segment.Has(TcpFlags.Rst)) return;
            Counters.OutRsts++;
            _writer.Send(segment.Ack, default, TcpFlags.Rst, 0); // <SEQ=SEG.ACK><CTL=RST>
            return;
        }
        // Second: check the RST bit; without an acceptable ACK it may be anybody's.
        if (segment.Has(TcpFlags.Rst))
        {
            if (!ack) return;
            Counters.InRsts++;
            FailToConnect(SocketError.ConnectionRefused);
            return;
        }
        // Fourth: check the SYN bit. A SYN without ACK would be a simultaneous open, which is not here yet.
        if (!segment.Has(TcpFlags.Syn) || !ack)
        {
            Counters.UnexpectedMessages++;
            return;
        }
        if (!TcpOptions.TryParse(OptionsOf(frame), out TcpOptions theirs, out _))
        {
            Counters.BadOptions++;
            return;
        }
        _tcbOrNull = SynOptions.Agree(_context, _snt.Iss, segment.Seq, theirs, segment, _snt.Sent == 1 ? _loop.Now - _snt.At : null);
        _deadlines.Clear();
        Established();
        SendAck();
    }

    private static ReadOnlySpan<byte> OptionsOf(Frame frame) =>
        frame.Bytes[(frame.Segment.HeaderOffset + TcpHeader.MinLength)..frame.Segment.TextOffset];
}
