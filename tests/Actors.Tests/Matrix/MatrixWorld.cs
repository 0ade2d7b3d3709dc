using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Network;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tests.Connection;
using Tcp = Akka.IO.Tcp;

namespace ActorTcp.Tests.Matrix;

/// <summary>
/// One stack for many rows: each has a port, a handler and a connection of its own, and leaves nothing behind that moves. Our window is
/// 10000, the peer's 1000.
/// </summary>
internal sealed partial class MatrixWorld : TcpFixture
{
    /// <summary>The receive buffer, and so the window.</summary>
    public const int Window = 10000;

    private readonly List<StateChanged> _arrows = [];
    private readonly TestProbe _clerk;
    private ushort _port = 1000;

    public MatrixWorld()
    {
        Start(DefaultOptions with { ReceiveBufferSize = Window });
        TestProbe states = CreateTestProbe();
        states.SetAutoPilot(new Collector(_arrows));
        Sys.EventStream.Subscribe(states.Ref, typeof(StateChanged));
        _clerk = CreateTestProbe();
    }

    /// <summary>The numbers as they are before the event.</summary>
    public Geometry Numbers { get; private set; }

    /// <summary>Every change of state since this world began.</summary>
    public IReadOnlyList<StateChanged> Arrows => _arrows;

    /// <summary>Those of the row's connection.</summary>
    public IEnumerable<StateChanged> OwnArrows => _arrows.Where(arrow => arrow.Flow.LocalPort == _port && arrow.Flow.RemotePort != 0);

    public IPEndPoint Local => new(IPAddress.Parse("198.51.100.2"), _port);

    public IPEndPoint Remote { get; } = new(IPAddress.Parse("198.51.100.1"), PeerPort);

    /// <summary>The row's own listener; <see cref="TcpFixture.Listener"/> is a single test's.</summary>
    private IActorRef OwnListener { get; set; } = ActorRefs.Nobody;

    private long UnexpectedMessages => Stack.Counters.Tcp.UnexpectedMessages;

    /// <summary>The socket's state, as the stack's table has it: the connection's or half-open entry's, else the listener's.</summary>
    public (TcpState State, long SendQueue) Look()
    {
        Stack.Tcp.Tell(StackTcp.GetSockets.Instance, _clerk.Ref);
        Run();
        TcpSocket? socket = _clerk.ExpectMsg<SocketTable>().Sockets
            .Where(socket => socket.Local.Port == _port)
            .MaxBy(socket => socket.Remote is not null);
        return (socket?.State ?? TcpState.Closed, socket?.SendQueue ?? 0);
    }

    /// <summary>Plays a row.</summary>
    /// <returns>What came otherwise than the row says; null: nothing.</returns>
    public string? Play(Row row)
    {
        Rule rule = row.Rule;
        try
        {
            Enter(row.Place, row.Position == Position.ZeroWindow);
            rule.Preparation?.Invoke(this);
            TakeSent();
            TakeTold();
            TcpState before = Look().State;
            long unexpected = UnexpectedMessages;
            string segment = rule.Action is null && rule.Happening.IsSegment() ? rule.Happening.Segment(Numbers, row.Position) : "";
            if (rule.Action is { } action) action(this);
            else if (segment.Length > 0) Peer(segment);
            else Cause(rule.Happening);

            var differences = new List<string>();
            string[] sent = [.. TakeSent().Select(one => one.ToString())];
            if (!IsSent(rule.Sent, sent)) differences.Add($"sends {Show(rule.Sent)}\n  but sent {Show(sent)}");
            string[] told = [.. TakeTold()];
            if (!rule.Told.SequenceEqual(told)) differences.Add($"tells {Show(rule.Told)}\n  but told {Show(told)}");
            (TcpState after, long queue) = Look();
            TcpState expected = rule.Next ?? before;
            if (after != expected) differences.Add($"becomes {expected}\n  but became {after}");
            if (rule.Unacknowledged is { } left && left != queue) differences.Add($"leaves {left} unacknowledged\n  but left {queue}");
            long counted = UnexpectedMessages - unexpected;
            if (rule.Impossible && counted != rule.Unexpected)
                differences.Add($"counts {rule.Unexpected} unexpected messages\n  but counted {counted}");
            if (!IsChain()) differences.Add($"arrows do not meet: {string.Join(", ", OwnArrows.Select(arrow => $"{arrow.From}->{arrow.To}"))}");
            if (differences.Count == 0) return null;
            return $"{row.Name}{(segment.Length > 0 ? $" ({segment})" : "")}:\n  {string.Join("\n  ", differences)}\n  because {rule.Reason}";
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>What the handler was told and the test has not taken.</summary>
    public List<string> TakeTold()
    {
        var told = new List<string>();
        while (Handler.HasMessages && Handler.ReceiveOne(TimeSpan.Zero) is { } message) told.Add(Describe(message));
        return told;
    }

    private static string Describe(object message) => message switch
    {
        Tcp.ErrorClosed closed => $"ErrorClosed({StackTcp.ErrorOf(closed)})",
        Tcp.CommandFailed failed => $"CommandFailed({(failed.Cause.Value as SocketException)?.SocketErrorCode})",
        Tcp.Received received => $"Received({received.Data.Count})",
        TcpInfo info => $"TcpInfo({info.State})",
        _ => message.GetType().Name,
    };

    private static bool IsSent(IReadOnlyList<string> expected, string[] sent) =>
        expected.Count == sent.Length
        && expected.Zip(sent).All(pair => ScriptedSegment.Parse(pair.First).Matches(ScriptedSegment.Parse(pair.Second)));

    private static string Show(IReadOnlyList<string> list) => list.Count == 0 ? "nothing" : string.Join("; ", list);

    /// <summary>Each change begins where the last one ended.</summary>
    private bool IsChain()
    {
        TcpState? last = null;
        foreach (StateChanged arrow in OwnArrows)
        {
            if (last is { } end && end != TcpState.Closed && end != arrow.From) return false;
            last = arrow.To;
        }
        return true;
    }

    private sealed class Collector(List<StateChanged> into) : AutoPilot
    {
        public override AutoPilot Run(IActorRef sender, object message)
        {
            if (message is StateChanged changed) into.Add(changed);
            return KeepRunning;
        }
    }
}
