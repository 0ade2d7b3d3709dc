using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Protocol;

namespace ActorTcp.Connection;

// Socket options on an open connection: SO_KEEPALIVE (RFC 9293 3.8.4) and SO_LINGER.
internal sealed partial class TcpConnection
{
    private SocketSettings _settings;
    private int _keepAliveProbes; // sent since the peer was last heard
    private Instant _heardAt;

    private void SetOption(StackTcp.SetOption command)
    {
        if (_settings.With(command.Option) is not { } settings || settings.Sharing != _settings.Sharing)
        {
            RefuseCommand(command, SocketError.ProtocolOption);
            return;
        }
        if (command.Option is TcpSO.WindowClamp { Bytes: 0 } && State != TcpState.Closed)
        {
            RefuseCommand(command, SocketError.InvalidArgument); // as Linux
            return;
        }
        bool keepAlive = !ReferenceEquals(settings.KeepAlive, _settings.KeepAlive);
        _settings = settings;
        _writer.Use(settings);
        if (keepAlive && _tcbOrNull is not null) ArmKeepAlive();
        Sender.Tell(StackTcp.OptionSet.Instance, _self);
        if (State == TcpState.Closed) return;
        if (_tcbOrNull is not null)
        {
            ApplySettings();
            ApplyReceiveOption(command.Option);
            if (command.Option is TcpSO.MtuDiscover) DiscoverPath();
            if (command.Option is TcpSO.NoDelay { On: true }) Tcb.Send.PushAll();
            if (State != TcpState.TimeWait) Output(); // TCP_NODELAY on, TCP_CORK off: what they held back goes now
        }
        Arm();
    }

    /// <summary>What the socket's options say of sending.</summary>
    private void ApplySettings()
    {
        TcpSender sender = Tcb.Send;
        sender.NoDelay = _settings.NoDelay;
        sender.Cork = _settings.Cork;
        sender.UserTimeout = _settings.UserTimeout;
        if (_settings.CongestionControl is { } name && name != sender.Recovery.Congestion.Name)
            sender.SetCongestionControl(CongestionControls.Create(name, _context.Options.TcpHystart, _context.Options.TcpCubicRule));
    }

    private void RefuseCommand(Tcp.Command command, SocketError error) =>
        Sender.Tell(command.FailureMessage.WithCause(new SocketException((int)error)), _self);

    private TimeSpan KeepAliveIdle => AtLeast(_settings.KeepAlive?.Idle ?? _context.Options.TcpKeepaliveTime);

    private TimeSpan KeepAliveInterval => AtLeast(_settings.KeepAlive?.Interval ?? _context.Options.TcpKeepaliveIntvl);

    // A timer without duration would fire for ever in one instant.
    private static TimeSpan AtLeast(TimeSpan time) => time < TcpSO.KeepAlive.ShortestTime ? TcpSO.KeepAlive.ShortestTime : time;

    private int KeepAliveLimit => _settings.KeepAlive?.Probes ?? _context.Options.TcpKeepaliveProbes;

    /// <summary>3.8.4: off unless the application asks for it (MUST-25), two hours by default (MUST-28).</summary>
    private void ArmKeepAlive()
    {
        _keepAliveProbes = 0;
        _heardAt = _loop.Now;
        _deadlines[TcpTimer.KeepAlive] = _settings.KeepAlive is null ? Instant.Never : _loop.Now + KeepAliveIdle;
    }

    /// <summary>The peer lives; the timer finds out when it fires.</summary>
    private void Heard()
    {
        _heardAt = _loop.Now;
        _keepAliveProbes = 0;
    }

    private void OnKeepAliveTimeout()
    {
        if (_settings.KeepAlive is null || State is TcpState.TimeWait) return;
        // What is outstanding asks already, as on Linux.
        if (Tcb.Send.HasOutstanding || Tcb.Send.HasUnsent)
        {
            _deadlines[TcpTimer.KeepAlive] = _loop.Now + KeepAliveIdle;
            return;
        }
        Instant due = _heardAt + KeepAliveIdle;
        if (_keepAliveProbes == 0 && _loop.Now < due)
        {
            _deadlines[TcpTimer.KeepAlive] = due;
            return;
        }
        bool timedOut = _settings.UserTimeout > TimeSpan.Zero
            ? _keepAliveProbes > 0 && _loop.Now - _heardAt >= _settings.UserTimeout // as on Linux it decides alone
            : _keepAliveProbes >= KeepAliveLimit;
        if (timedOut)
        {
            SendReset(); // Linux: the peer may live, and only the path between us be quiet
            GiveUp(); // MUST-29: no single lost probe ends it
            return;
        }
        _keepAliveProbes++;
        Counters.KeepAlive++;
        SendProbe(); // <SEQ=SND.NXT-1>, without text
        _deadlines[TcpTimer.KeepAlive] = _loop.Now + KeepAliveInterval;
    }

    /// <summary>SO_LINGER: the close event waits for the peer's acknowledgment of our FIN, but not for ever.</summary>
    private bool Lingers => _settings.Linger > TimeSpan.Zero && !_closeCommander.IsNobody();

    private void OnLingerTimeout()
    {
        if (IsOrphan || _lastWords is not { } words) return;
        TellLastWords(words);
        BecomeOrphan();
    }
}
