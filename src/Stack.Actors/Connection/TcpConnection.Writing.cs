using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Protocol;

namespace ActorTcp.Connection;

// RFC 9293 3.10.2, SEND, in Akka.IO's words: Write, CompoundWrite, acks, ResumeWriting.
internal sealed partial class TcpConnection
{
    private readonly Queue<PendingWrite> _writes = new();
    private readonly SliceCapture _capture = new();
    private IActorRef? _resumer;

    /// <summary>A write that the send buffer has no room for yet.</summary>
    private readonly record struct PendingWrite(ByteString Data, Tcp.Event? Ack, IActorRef Writer, bool Urgent, WriteEnd End = WriteEnd.Plain);

    private bool HasRoom => Tcb.Send.Buffer.Length < (_settings.SendBuffer ?? _context.Options.SendBufferSize) && MayBuffer();

    /// <summary>3.10.2, ESTABLISHED and CLOSE-WAIT: "Segmentize the buffer and send it …".</summary>
    private void Write(Tcp.WriteCommand command)
    {
        switch (command)
        {
            case Tcp.Write write:
                Enqueue(write, write.Data);
                break;
            case StackTcp.WriteUrgent urgent:
                Enqueue(urgent, urgent.Data);
                break;
            case Tcp.CompoundWrite compound when compound.All(part => part is Tcp.Write or StackTcp.WriteUrgent):
                foreach (Tcp.SimpleWriteCommand part in compound)
                    Enqueue(part, part is StackTcp.WriteUrgent urgent ? urgent.Data : ((Tcp.Write)part).Data);
                break;
            default:
                Refuse(command, SocketError.OperationNotSupported); // somebody's own kind of write
                return;
        }
        AfterEvent();
    }

    private void Enqueue(Tcp.SimpleWriteCommand write, ByteString data)
    {
        var pending = new PendingWrite(data, write.WantsAck ? write.Ack : null, Sender, write is StackTcp.WriteUrgent);
        if (_writes.Count == 0 && HasRoom) Absorb(pending);
        else _writes.Enqueue(pending);
    }

    private void AbsorbWrites()
    {
        if (_tcbOrNull is null) return;
        while (_writes.Count > 0 && HasRoom) Absorb(_writes.Dequeue());
        if (_writes.Count > 0) return;
        _resumer?.Tell(Tcp.WritingResumed.Instance, _self);
        _resumer = null;
        QueueFinIfClosing();
    }

    private void Absorb(in PendingWrite write)
    {
        if (write.Data.Count > 0)
        {
            _capture.Append(write.Data, Tcb.Send.Buffer);
            if (write.Urgent) MarkUrgent();
            TakeIn(write.End);
        }
        // The stack has the data now: the ack means what it means for a kernel socket.
        if (write.Ack is { } ack) write.Writer.Tell(ack, _self);
    }

    /// <summary>As Linux's sendmsg a long write sends while it is taken in: that decides what ends with PSH.</summary>
    private void TakeIn(WriteEnd end)
    {
        bool begins = true;
        while (Tcb.Send.TakeIn(end, ref begins, out bool all)) Output(once: !all);
    }

    private void ResumeWriting(IActorRef sender)
    {
        if (_writes.Count == 0) sender.Tell(Tcp.WritingResumed.Instance, _self);
        else if (_resumer is null) _resumer = sender;
        else sender.Tell(new Tcp.CommandFailed(Tcp.ResumeWriting.Instance), _self);
    }

    /// <summary>A refused write sends nothing.</summary>
    private void Refuse(Tcp.WriteCommand command, SocketError error) =>
        Sender.Tell(command.FailureMessage.WithCause(new SocketException((int)error)), _self);
}
