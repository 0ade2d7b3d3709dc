using System.Net.Sockets;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

// RFC 9293 3.10.1, OPEN, and the moment in which a connection becomes ESTABLISHED.
internal sealed partial class TcpConnection
{
    private readonly Tcp.Connect? _connect;
    private SynSentData _snt;

    private void OpenPassively()
    {
        Counters.PassiveOpens++;
        State = TcpState.SynReceived; // the half-open entry was in it until now
        Established();
    }

    private void OpenActively()
    {
        Counters.ActiveOpens++;
        Enter(TcpState.SynSent);
        SendSyn();
        if (_connect!.Timeout is { } timeout) _deadlines[TcpTimer.Register] = _loop.Now + timeout;
        Arm();
    }

    private void SendSyn()
    {
        TcpOptions options = SynOptions.Ours(_context);
        _writer.Send(_snt.Iss, default, TcpFlags.Syn, SynOptions.Window(_context.Options), options);
        _deadlines[TcpTimer.Retransmission] = _loop.Now + _snt.NextTimeout(_context.Options, _loop.Now);
    }

    private void Established()
    {
        Enter(TcpState.Established);
        // Until a handler is registered what arrives waits in the receive buffer; in a listener's pull mode it may wait there for long.
        if (_connect is not null || !_pullMode) ArmRegister();
        if (_connect is not null) _commander.Tell(new Tcp.Connected(RemoteEndPoint, LocalEndPoint), _self);
        Arm();
    }

    private void ArmRegister()
    {
        if (_registered || IsOrphan) return;
        _deadlines[TcpTimer.Register] = _loop.Now + _context.Options.RegisterTimeout;
        Arm();
    }

    private void FailToConnect(SocketError error)
    {
        Counters.AttemptFails++;
        _commander.Tell(_connect!.FailureMessage.WithCause(new SocketException((int)error)), _self);
        Finish(CloseEvents.For(error));
    }

    private System.Net.IPEndPoint RemoteEndPoint => EndPoint(_flow.RemoteAddress, _flow.RemotePort);

    private System.Net.IPEndPoint LocalEndPoint => EndPoint(_flow.LocalAddress, _flow.LocalPort);

    /// <summary>What only SYN_SENT knows.</summary>
    private struct SynSentData(SeqNum iss)
    {
        public readonly SeqNum Iss => iss;

        public int Sent { get; private set; }

        public Instant At { get; private set; }

        public bool IsExhausted(Api.StackOptions options) => Sent > options.TcpSynRetries;

        public TimeSpan NextTimeout(Api.StackOptions options, Instant now)
        {
            At = now;
            return SynBackOff.Timeout(Sent++, options);
        }
    }
}
