using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

// RFC 9293 3.8.5, urgent data, as Linux has it: the urgent byte is out of band, or in line behind a mark (SO_OOBINLINE).
internal sealed partial class TcpConnection
{
    private UrgentReceiver? _urgent; // most connections never have any
    private int? _announcement;      // waits for a handler; until then nothing is delivered, and so it stays true
    private byte? _urgentByte;       // likewise
    private int _markAt = -1;        // in line: how much of what waits lies before the mark; below zero: there is none

    /// <summary>How many bytes the application has still to receive before the urgent byte (MUST-33); null: nothing is urgent.</summary>
    private int? UrgentAhead
    {
        get
        {
            if (_urgent is { IsAhead: true } urgent && _tcbOrNull is { Receive.FinReceived: false } tcb)
                return urgent.Mark - tcb.Receive.Space.Nxt + _textBytes;
            return _markAt >= 0 ? _markAt : null;
        }
    }

    /// <summary>3.10.7.4, sixth: check the URG bit; in ESTABLISHED and FIN-WAIT, and with a zero window too (MUST-66).</summary>
    private void CheckUrgent(in Segment segment)
    {
        // After the peer's FIN: "This should not occur since a FIN has been received from the remote side. Ignore the URG."
        if (!segment.Has(TcpFlags.Urg) || Tcb.Receive.FinReceived || IsOrphan || _receiveShut) return;
        _urgent ??= new UrgentReceiver(_context.Options.TcpStdurg);
        if (!_urgent.Announce(segment.Seq, segment.UrgentPointer, Tcb.Receive.Space.Nxt)) return;
        if (!_text.IsEmpty) GatherText(); // what it is ahead of is counted
        int ahead = UrgentAhead ?? 0;
        if (_registered) _handler.Tell(new StackTcp.UrgentAnnounced(ahead), _self);
        else _announcement = ahead;
    }

    /// <summary>Out of band: the byte overtakes the stream, even a gap in it.</summary>
    private void ReadUrgent(SeqNum start, ReadOnlySpan<byte> text)
    {
        if (_urgent is null || _settings.OobInline || !_urgent.TryRead(start, text.Length, out int at)) return;
        if (_registered) _handler.Tell(new StackTcp.UrgentReceived(text[at]), _self);
        else _urgentByte = text[at];
    }

    /// <summary>Text is next in order: if the urgent byte is in it, it is taken out, or marked.</summary>
    /// <returns>Whether it was; then the text has been copied.</returns>
    private bool TakeUrgent(SeqNum start, ReadOnlySpan<byte> text)
    {
        if (_urgent is not { IsAhead: true } urgent || !urgent.TryPass(start, text.Length, out int at)) return false;
        GatherText(); // what lies before it
        GatherCopy(text[..at]);
        if (_settings.OobInline || _hasSocket) _markAt = _textBytes; // recv(2) stops there either way
        if (!_settings.OobInline) at++;
        GatherCopy(text[at..]);
        return true;
    }

    private void GatherCopy(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty) GatherKept(text.ToArray());
    }

    /// <summary>A handler is there now: what it would have been told.</summary>
    private void TellUrgent()
    {
        if (_announcement is { } ahead) _handler.Tell(new StackTcp.UrgentAnnounced(ahead), _self);
        if (_urgentByte is { } value) _handler.Tell(new StackTcp.UrgentReceived(value), _self);
        _announcement = null;
        _urgentByte = null;
    }

    /// <summary>SND.UP: the last byte that was written is urgent. The writer says so in every segment until it is acknowledged.</summary>
    private void MarkUrgent()
    {
        _writer.UrgentEnd = Tcb.Send.Space.Una + Tcb.Send.Buffer.Length;
        Tcb.Send.IsUrgent = true;
    }

    /// <summary>Something was acknowledged, perhaps the urgent byte.</summary>
    private void UnmarkUrgent()
    {
        if (_writer.UrgentEnd is not { } end || Tcb.Send.Space.Una < end) return;
        _writer.UrgentEnd = null;
        Tcb.Send.IsUrgent = false;
    }
}
