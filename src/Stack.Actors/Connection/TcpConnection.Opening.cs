using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

// RFC 9293 3.10.1, OPEN, and the moment in which a connection becomes ESTABLISHED.
internal sealed partial class TcpConnection
{
    private readonly Tcp.Connect? _connect;
    private Opening _opening;

    private void OpenPassively(byte[] synText)
    {
        Counters.PassiveOpens++;
        State = TcpState.SynReceived; // the half-open entry was in it until now
        UsePath(Tcb);
        Established();
        if (synText.Length > 0) TakeSynText(synText);
    }

    private void OpenActively()
    {
        Counters.ActiveOpens++;
        Context.Watch(_commander); // who is gone needs no connection
        Enter(TcpState.SynSent);
        SendSyn();
        // TCP_USER_TIMEOUT bounds the handshake as well (RFC 9293 3.9.1.1: OPEN's timeout).
        TimeSpan? timeout = _connect!.Timeout ?? (_settings.UserTimeout > TimeSpan.Zero ? _settings.UserTimeout : null);
        if (timeout is { } limit) _deadlines[TcpTimer.Register] = _loop.Now + limit;
        Arm();
    }

    private void SendSyn()
    {
        TcpFlags flags = TcpFlags.Syn | _opening.Ecn.SendSyn(again: _opening.Sent > 0);
        _writer.Send(_opening.Iss, default, flags, Buffer.SynWindow(SynOptions.OurMss(_context, _settings)), SynOptions.Ours(_context, _flow, Buffer, _settings));
        _deadlines[TcpTimer.Retransmission] = _loop.Now + _opening.NextTimeout(_context.Options, _loop.Now);
    }

    private ReceiveBuffer Buffer => ReceiveBuffer.Of(_context.Options, _settings).Offering(SynOptions.OurMss(_context, _settings));

    /// <summary>The handshake's retransmission timer: <c>tcp_syn_retries</c>.</summary>
    private void OnOpeningTimeout()
    {
        if (_opening.Sent > (_settings.SynCount ?? _context.Options.TcpSynRetries))
        {
            FailToConnect(_softError);
            return;
        }
        Counters.TcpTimeouts++;
        Counters.RetransSegs++;
        Counters.SynRetrans++;
        _traffic.TotalRetrans++;
        _writer.DoubtNeighbour(); // RFC 1122 4.2.3.5: the SYN's first timeouts tell IP
        if (State == TcpState.SynSent)
        {
            SendSyn();
            return;
        }
        _opening.Handshake!.SendSynAck(_writer);
        _deadlines[TcpTimer.Retransmission] = _loop.Now + _opening.NextTimeout(_context.Options, _loop.Now);
    }

    /// <summary>The transmission control block: both SYNs are known.</summary>
    /// <param name="segment">The segment that acknowledges ours.</param>
    /// <param name="stamp">Its timestamps.</param>
    private Tcb Agree(in Segment segment, TcpTimestamp? stamp)
    {
        Tcb agreed = _opening.Handshake!.Agree(segment, stamp, _opening.Sent == 1 ? _opening.At : null);
        UsePath(agreed);
        if (_opening.Sent > 2) agreed.Send.OnSynsLost();
        return agreed;
    }

    private void Established()
    {
        LeaveOpening();
        _softError = SocketError.TimedOut;
        Enter(TcpState.Established);
        _traffic.DataSentAt = _traffic.DataReceivedAt = _traffic.AckReceivedAt = _loop.Now; // as Linux: TCP_INFO counts from here at first
        // Until a handler is registered what arrives waits in the receive buffer; in a listener's pull mode it may wait there for long.
        if (_connect is not null || !_pullMode) ArmRegister();
        if (_connect is not null) _commander.Tell(new Tcp.Connected(RemoteEndPoint, LocalEndPoint), _self);
        ApplySettings();
        ArmKeepAlive();
        if (_settings.QuickAck is { } quick) SetQuickAck(quick);
        if (_settings.ReceiveLowWater > 1) MakeRoomForLowWater();
        Arm();
    }

    /// <summary>The command is about to be answered: nobody can take it back any more.</summary>
    private void LeaveOpening()
    {
        if (_connect is null) return;
        if (_context.Opening.TryGetValue(_connect, out IActorRef? self) && self.Equals(_self)) _context.Opening.Remove(_connect);
        Context.Unwatch(_commander);
        _deadlines.Clear();
    }

    private void ArmRegister()
    {
        if (_registered || IsOrphan) return;
        _deadlines[TcpTimer.Register] = _loop.Now + _context.Options.RegisterTimeout;
        Arm();
    }

    /// <summary>Text that came with the peer's SYN, queued until now (RFC 9293 3.10.7.2, third; 3.10.7.3, fourth).</summary>
    private void TakeSynText(byte[] text)
    {
        Counters.OutOfOrderPruned += Tcb.Receive.Keep(Tcb.Receive.Space.Irs + 1, text);
        TakeKept();
        AckNow();
        Deliver();
        AfterEvent();
    }

    private void FailToConnect(SocketError error)
    {
        Counters.AttemptFails++;
        LeaveOpening();
        _commander.Tell(_connect!.FailureMessage.WithCause(new SocketException((int)error)), _self);
        Finish(CloseEvents.For(error));
    }

    private System.Net.IPEndPoint RemoteEndPoint => _flow.Remote;

    private System.Net.IPEndPoint LocalEndPoint => _flow.Local;

    /// <summary>What only SYN_SENT and SYN_RECEIVED know.</summary>
    private struct Opening(SeqNum iss, EcnNegotiation ecn)
    {
        /// <summary>What the SYNs until now say of ECN; from SYN_RECEIVED on the handshake knows more.</summary>
        public EcnNegotiation Ecn = ecn;

        /// <summary>Both SYNs, once the peer's is here.</summary>
        public Handshake? Handshake;

        /// <summary>Text that came with the peer's SYN.</summary>
        public byte[] Text = [];

        public readonly SeqNum Iss => iss;

        /// <summary>How often our SYN was sent.</summary>
        public int Sent { get; private set; }

        /// <summary>When, the last time.</summary>
        public Instant At { get; private set; }

        public TimeSpan NextTimeout(StackOptions options, Instant now)
        {
            At = now;
            return SynBackOff.Timeout(Sent++, options, options.TcpSynLinearTimeouts);
        }
    }
}
