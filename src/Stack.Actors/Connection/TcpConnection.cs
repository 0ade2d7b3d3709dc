using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Akka.Actor;
using Akka.Event;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Loop;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

/// <summary>
/// One TCP connection, from SYN_SENT or ESTABLISHED to its end. Its behaviour is its state: <see cref="Enter"/> alone changes
/// both, and each state's file says what every event means there. Runs on the stack's loop.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "SliceCapture is a stream in form only: it holds nothing to release")]
internal sealed partial class TcpConnection : UntypedActor
{
    private readonly StackContext _context;
    private readonly EventLoop _loop;
    private readonly FlowKey _flow;
    private readonly SegmentInbox _inbox;
    private readonly SegmentWriter _writer;
    private readonly LoopTimer _timer;
    private readonly IActorRef _self;
    private Deadlines _deadlines = new();
    private Tcb? _tcbOrNull;
    private LinkedListNode<ISocketSource>? _registration;
    private byte[] _synText;

    private SocketError _softError = SocketError.TimedOut;

    /// <summary>The application's words at the end; told from <see cref="PostStop"/> if not before.</summary>
    private Tcp.ConnectionClosed? _lastWords;

    public TcpConnection(ConnectionSetup setup)
    {
        _context = setup.Context;
        _loop = setup.Context.Loop;
        _flow = setup.Flow;
        _inbox = setup.Inbox;
        _writer = new SegmentWriter(setup.Context, setup.Flow, setup.Settings);
        _self = Self;
        _timer = _loop.CreateTimer(() => _self.Tell(TimerExpired.Instance, ActorRefs.NoSender));
        _commander = setup.Commander;
        _pullMode = setup.PullMode;
        _readCredit = setup.PullMode ? 0 : long.MaxValue;
        _tcbOrNull = setup.Tcb;
        _connect = setup.Connect;
        _opening = new Opening(setup.Iss, SynOptions.NewEcn(setup.Context.Options));
        _settings = setup.Settings;
        _synText = setup.SynText;
        _traffic = new Traffic();
    }

    /// <summary>The state of RFC 9293 3.3.2.</summary>
    private TcpState State { get; set; }

    private Tcb Tcb => _tcbOrNull!;

    private TcpCounters Counters => _context.Counters.Tcp;

    public static Props Props(ConnectionSetup setup) => Akka.Actor.Props.Create(() => new TcpConnection(setup));

    protected override void PreStart()
    {
        _registration = _context.Sockets.AddConnection(this);
        if (_connect is not null)
        {
            OpenActively();
            return;
        }
        OpenPassively(_synText);
        _synText = [];
    }

    protected override void PostStop()
    {
        // Whatever ended the actor, a crash included, the peer is not left waiting (a supervisor stops, it never restarts).
        if (State == TcpState.SynReceived && _tcbOrNull is null) _opening.Handshake!.SendReset(_writer);
        else if (State is not (TcpState.Closed or TcpState.TimeWait or TcpState.SynSent)) SendReset();
        if (State is TcpState.Established or TcpState.CloseWait) Counters.CurrEstab--;
        if (State != TcpState.Closed && !_handedOver) _context.Publish(Context.System, _self, _flow, State, TcpState.Closed);
        if (_registration is { } registration) SocketRegistry.Remove(registration);
        LeaveOpening();
        _timer.Cancel();
        _context.Tcp.Remove(_flow, _inbox);
        _inbox.Close();
        if (_hasSocket) LeaveSocket();
        _text.Release();
        ReleaseMemory();
        TellLastWords(_lastWords ?? Tcp.Aborted.Instance);
        base.PostStop();
    }

    /// <summary>RFC 9293 3.3.2: the one place that changes the state, and with it what every event means.</summary>
    private void Enter(TcpState next)
    {
        TcpState from = State;
        State = next;
        Become(BehaviourOf(next));
        _deadlines[TcpTimer.FinWait2] = Instant.Never; // a timer belongs to the state that armed it
        if (IsOpen(from)) Counters.CurrEstab--;
        if (IsOpen(next)) Counters.CurrEstab++;
        _enteredAt = _loop.Now;
        _context.Publish(Context.System, _self, _flow, from, next);

        static bool IsOpen(TcpState state) => state is TcpState.Established or TcpState.CloseWait;
    }

    private UntypedReceive BehaviourOf(TcpState state) => state switch
    {
        TcpState.SynSent => SynSent,
        TcpState.SynReceived => SynReceived,
        TcpState.Established => Established,
        TcpState.FinWait1 => FinWait1,
        TcpState.FinWait2 => FinWait2,
        TcpState.CloseWait => CloseWait,
        TcpState.Closing => Closing,
        TcpState.LastAck => LastAck,
        TcpState.TimeWait => TimeWait,
        _ => Closed,
    };

    protected override void OnReceive(object message) => Closed(message);

    /// <summary>What means the same in every synchronized state; what has no meaning is counted and told to Akka.</summary>
    private void Common(object message)
    {
        switch (message)
        {
            case TimerExpired:
                OnTimers();
                break;
            case AcknowledgeNow:
                AcknowledgeIfDue();
                break;
            case IcmpErrorArrived error:
                OnIcmpError(error);
                break;
            case TooManyOrphans:
                OnTooManyOrphans();
                break;
            case ConnectionOffered:
                ArmRegister();
                break;
            case Tcp.Abort:
                Abort(Sender);
                break;
            case Tcp.SuspendReading:
                _readCredit = 0;
                break;
            case Tcp.ResumeReading:
                ResumeReading();
                break;
            case Tcp.ResumeWriting:
                ResumeWriting(Sender);
                break;
            case Tcp.Register register:
                RegisterHandler(register);
                break;
            case Tcp.WriteCommand write:
                Refuse(write, SocketError.Shutdown); // 3.10.2: "error: connection closing"
                break;
            case Tcp.CloseCommand close:
                CloseAgain(close, Sender);
                break;
            case StackTcp.Shutdown shutdown:
                Shutdown(shutdown);
                break;
            case StackTcp.SetOption option:
                SetOption(option);
                break;
            case StackTcp.GetInfo:
                Sender.Tell(Info(), _self); // 3.10.6, STATUS
                break;
            case RegisterSocket register:
                RegisterSocketActor(register);
                break;
            case ReceiveRequest take:
                Take(take); // 3.10.3
                break;
            case SendRequest give:
                Give(give); // 3.10.2
                break;
            case ShutReceiving:
                _receiveShut = true; // Linux's RCV_SHUTDOWN: what is here stays readable
                break;
            default:
                Unexpected(message);
                break;
        }
    }

    /// <summary>STATUS has no answer to this message in this state: it is counted, and goes to Akka's unhandled messages.</summary>
    private void Unexpected(object message)
    {
        Counters.UnexpectedMessages++;
        Unhandled(message);
    }

    /// <summary>Ends the actor: the connection is CLOSED, and the application has been told or will be now.</summary>
    private void Finish(Tcp.ConnectionClosed lastWords)
    {
        _lastWords = lastWords; // words that were told stay told
        if (State != TcpState.Closed) Enter(TcpState.Closed);
        _context.Tcp.Remove(_flow, _inbox); // the port is free from here on
        Context.Stop(_self);
    }

    /// <summary>CLOSED; but what arrived before stays to be read, as on Linux, by an application that has suspended reading.</summary>
    private void FinishWhenRead(Tcp.ConnectionClosed lastWords)
    {
        if (IsOrphan || !_registered || _hasSocket || (_textBytes == 0 && _text.IsEmpty))
        {
            Finish(lastWords);
            return;
        }
        if (!_text.IsEmpty) GatherText();
        _lastWords = lastWords;
        Enter(TcpState.Closed);
        _context.Tcp.Remove(_flow, _inbox);
        _inbox.Close();
        _deadlines.Clear();
        _timer.Cancel();
    }

    /// <summary>
    /// The peer has ended it, or is gone. An application that has not registered yet is to hear of it: then CLOSED waits for Register,
    /// no longer than its timeout.
    /// </summary>
    private void End(Tcp.ConnectionClosed lastWords)
    {
        if (_registered || IsOrphan || !_closeCommander.IsNobody())
        {
            Finish(lastWords); // at once: "users should also receive an unsolicited general 'connection reset' signal"
            return;
        }
        if (!_text.IsEmpty) GatherText();
        _lastWords = lastWords;
        Enter(TcpState.Closed);
        _context.Tcp.Remove(_flow, _inbox);
        _inbox.Close();
        Instant register = _deadlines[TcpTimer.Register];
        _deadlines.Clear();
        _deadlines[TcpTimer.Register] = register;
        _timer.Arm(register);
    }

    private void SendReset()
    {
        Counters.OutRsts++;
        if (_tcbOrNull is null) return;
        // RFC 7323 3.2: a reset may have timestamps as well; they say that it is no old one.
        _writer.Send(Tcb.Send.Space.Nxt, Tcb.Receive.Space.Nxt, TcpFlags.Rst | TcpFlags.Ack, 0, Options());
    }
}

/// <summary>A deadline of the connection may have come.</summary>
internal sealed class TimerExpired : IDeadLetterSuppression
{
    public static readonly TimerExpired Instance = new();

    private TimerExpired()
    {
    }
}

/// <summary>The turn is over: what was received and is not acknowledged by data is acknowledged now.</summary>
internal sealed class AcknowledgeNow : IDeadLetterSuppression
{
    public static readonly AcknowledgeNow Instance = new();

    private AcknowledgeNow()
    {
    }
}

/// <summary>The listener has told the application of the connection: from here on it has time to register.</summary>
internal sealed class ConnectionOffered : IDeadLetterSuppression
{
    public static readonly ConnectionOffered Instance = new();

    private ConnectionOffered()
    {
    }
}
