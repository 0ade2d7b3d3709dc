using ActorTcp.Api;
using ActorTcp.Loop;
using ActorTcp.Protocol;
using Akka.Actor;
using Akka.IO;

namespace Netsim.Tests.Apps;

/// <summary>One side of a transfer, written for Akka.IO.</summary>
internal sealed class Application : UntypedActor
{
    private readonly Side _side;
    private readonly Outcome _outcome;
    private readonly EventLoop _loop;
    private readonly LoopTimer _resume;
    private IActorRef _connection = ActorRefs.Nobody;
    private long _sent;
    private int _unacknowledged;
    private bool _endedByPeer;
    private bool _ended;
    private bool _napped;

    public Application(Side side, Outcome outcome, EventLoop loop)
    {
        _side = side;
        _outcome = outcome;
        _loop = loop;
        IActorRef self = Self;
        _resume = loop.CreateTimer(() => self.Tell(LookBack.Instance, ActorRefs.NoSender));
    }

    /// <summary>The side that waits for its connection in the message <see cref="Accepted"/>.</summary>
    public static Props Server(Side side, Outcome outcome, EventLoop loop) => Props.Create(() => new Application(side, outcome, loop));

    /// <summary>The side that connects.</summary>
    public static Props Client(IActorRef stack, Tcp.Connect connect, Side side, Outcome outcome, EventLoop loop) =>
        Props.Create(() => new Connector(stack, connect, side, outcome, loop));

    protected override void PostStop() => _resume.Cancel();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Accepted accepted:
                Begin(accepted.Connection);
                break;
            case Tcp.Received received:
                OnReceived(received.Data.ToArray());
                break;
            case Written written:
                _unacknowledged--;
                _outcome.Acknowledged++;
                if (written.Echoed) EndIfDone();
                else Continue();
                break;
            case LookBack:
                _connection.Tell(Tcp.ResumeReading.Instance, Self);
                break;
            case Tcp.PeerClosed when StaysOpen && !_endedByPeer:
                _endedByPeer = true;
                Continue();
                break;
            case Tcp.ConnectionClosed or Tcp.CommandFailed:
                _outcome.End ??= message;
                Context.Stop(Self);
                break;
        }
    }

    /// <summary>A side that has something to do after the other's end keeps its own open.</summary>
    private bool StaysOpen => _side.EndsLast || _side is { Send: > 0, Ending: Ending.Confirmed } || _side.Echo;

    private bool HasSent => _sent == (_side.Echo ? _outcome.Received : _side.Send) && _unacknowledged == 0;

    private void Begin(IActorRef connection)
    {
        _connection = connection;
        _connection.Tell(new Tcp.Register(Self, StaysOpen), Self);
        if (_side.PullMode) _connection.Tell(Tcp.ResumeReading.Instance, Self);
        if (_side.NoDelay) _connection.Tell(new StackTcp.SetOption(new TcpSO.NoDelay(true)), Self);
        Continue();
    }

    private void Continue()
    {
        if (!_side.Echo && (!_side.AnswersAtEnd || _endedByPeer))
        {
            while (_sent < _side.Send && _unacknowledged < _side.Ahead)
                Write(TestStream.Of(_side.Stream).Read(_sent, (int)Math.Min(_side.Chunk, _side.Send - _sent)));
        }
        EndIfDone();
    }

    private void Write(byte[] bytes)
    {
        _sent += bytes.Length;
        _unacknowledged++;
        _connection.Tell(Tcp.Write.Create(ByteString.FromBytes(bytes), new Written(_side.Echo)), Self);
    }

    private void OnReceived(byte[] bytes)
    {
        _outcome.WrongAt ??= TestStream.Of(_side.ExpectedStream).FindDifference(_outcome.Received, bytes);
        _outcome.Received += bytes.Length;
        if (_side.Echo) Write(bytes);
        TimeSpan pause = _side.Pause;
        if (!_napped && _side.Nap > TimeSpan.Zero && _outcome.Received >= _side.NapAt)
        {
            _napped = true;
            pause = _side.Nap;
        }
        if (pause > TimeSpan.Zero)
        {
            if (!_side.PullMode) _connection.Tell(Tcp.SuspendReading.Instance, Self);
            // Pieces that were on their way to us do not end a longer pause.
            if (!_resume.IsArmed || _resume.Deadline < _loop.Now + pause) _resume.Arm(_loop.Now + pause);
        }
        else if (_side.PullMode)
        {
            _connection.Tell(Tcp.ResumeReading.Instance, Self);
        }
        EndIfDone();
    }

    private void EndIfDone()
    {
        if (_ended || _side.Ending == Ending.None || !HasSent) return;
        if (_side.EndsLast && !_endedByPeer) return;
        if (!_side.EndsWhenSent && _outcome.Received < _side.Expect) return;
        _ended = true;
        _connection.Tell(_side.Ending == Ending.Close ? Tcp.Close.Instance : Tcp.ConfirmedClose.Instance, Self);
    }

    /// <summary>The connection of a server's side.</summary>
    public sealed record Accepted(IActorRef Connection);

    private sealed class Written(bool echoed) : Tcp.Event
    {
        public bool Echoed => echoed;
    }

    private sealed class LookBack
    {
        public static readonly LookBack Instance = new();
    }

    /// <summary>Connects and hands the connection to its child.</summary>
    private sealed class Connector(IActorRef stack, Tcp.Connect connect, Side side, Outcome outcome, EventLoop loop) : UntypedActor
    {
        protected override void PreStart() => stack.Tell(connect, Self);

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case Tcp.Connected:
                    IActorRef child = Context.ActorOf(Server(side, outcome, loop).WithDispatcher(Context.Props.Dispatcher));
                    Context.Watch(child);
                    child.Tell(new Accepted(Sender), Self);
                    break;
                case Tcp.CommandFailed failed:
                    outcome.End = failed;
                    Context.Stop(Self);
                    break;
                case Terminated:
                    Context.Stop(Self);
                    break;
            }
        }
    }
}
