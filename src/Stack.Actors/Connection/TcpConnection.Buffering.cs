using ActorTcp.Api;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using Akka.IO;

namespace ActorTcp.Connection;

// How much the connection holds for its application: SO_RCVBUF, SO_RCVLOWAT, and the measuring that lets the buffer grow.
internal sealed partial class TcpConnection
{
    /// <summary>What a frame that waits to be read costs besides its text, where overhead is counted: about what Linux's page does.</summary>
    private const int FrameOverhead = 4096;

    private int _textFrames; // that were gathered and not read

    /// <summary>
    /// How much of the buffer waiting text takes: with <c>tcp_adv_win_scale</c> its overhead as well, of which the buffer's size has been
    /// relieved in the same proportion.
    /// </summary>
    private int Charge(int text, int frames)
    {
        int scale = _context.Options.TcpAdvWinScale;
        if (scale == 0) return text;
        long charge = text + ((long)FrameOverhead * frames);
        return (int)Math.Min(charge - (charge >> scale), int.MaxValue / 2);
    }

    /// <summary>An option of the receive side was set on an open connection.</summary>
    private void ApplyReceiveOption(Inet.SocketOption option)
    {
        switch (option)
        {
            case TcpSO.QuickAck quick:
                SetQuickAck(quick.On);
                break;
            case TcpSO.ReceiveBuffer buffer:
                Tcb.Receive.Fix(Math.Min(buffer.Size, ReceiveBuffer.Largest));
                break;
            case TcpSO.WindowClamp:
                Tcb.Receive.Clamp = _settings.ClampOrMax;
                break;
            case TcpSO.ReceiveLowWater:
                MakeRoomForLowWater();
                if (State is not (TcpState.Closed or TcpState.TimeWait)) DeliverLate(); // less may be enough now
                break;
        }
    }

    /// <summary>As Linux's tcp_set_rcvlowat: the buffer is to hold twice the mark, unless its size is fixed.</summary>
    private void MakeRoomForLowWater()
    {
        if (Tcb.Receive.Tuning is null) return;
        long wanted = Math.Min(2L * _settings.ReceiveLowWater, Buffer.Max);
        Tcb.Receive.Grow((int)Math.Min(wanted, ReceiveBuffer.Largest));
    }

    private void MeasureByEcho(in TcpTimestamp stamp, in Segment segment)
    {
        if (Tcb.Receive.Tuning is not { } tuning || segment.TextLength < Tcb.Acks.ReceiveMss) return;
        if (Tcb.Timestamps!.RoundTrip(stamp.EchoReply, _loop.Now) is { } rtt) tuning.OnEcho(stamp.EchoReply, rtt);
    }
}
