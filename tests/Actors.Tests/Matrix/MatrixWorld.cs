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
/// One stack for many rows: each has a port, a handler and a connection of its own, and leaves nothing behind that moves. Our
/// window is 10000, the peer's 1000.
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

    /// <summary>
    /// Those of the last row that was played, the listener's included: on the way to its state, and by its event.
    /// </summary>
    public (IReadOnlyList<StateChanged> Before, IReadOnlyList<StateChanged> ByEvent) RowArrows { get; private set; } = ([], []);

    /// <summary>Those of the row's connection.</summary>
    public IEnumerable<StateChanged> OwnArrows => AllOwn(_arrows).Where(arrow => arrow.Flow.RemotePort != 0);

    public IPEndPoint Local => new(IPAddress.Parse("198.51.100.2"), _port);

    public IPEndPoint Remote { get; } = new(IPAddress.Parse("198.51.100.1"), PeerPort);

    /// <summary>The row's own listener; <see cref="TcpFixture.Listener"/> is a single test's.</summary>
    private IActorRef OwnListener { get; set; } = ActorRefs.Nobody;

    private long UnexpectedMessages => Stack.Counters.Tcp.UnexpectedMessages;

    /// <summary>The states whose gauge differs from the stack's table.</summary>
    private IEnumerable<(TcpState State, int There, long Gauge)> WrongGauges()
    {
        ILookup<TcpState, TcpSocket> sockets = Sockets().ToLookup(socket => socket.State);
        return from state in Enum.GetValues<TcpState>()
               let there = sockets[state].Count()
               let gauge = Stack.Counters.Tcp.InState(state)
               where state != TcpState.Closed && there != gauge
               select (state, there, gauge);
    }

    private IReadOnlyList<TcpSocket> Sockets()
    {
        Stack.Tcp.Tell(StackTcp.GetSockets.Instance, _clerk.Ref);
        Run();
        return _clerk.ExpectMsg<SocketTable>().Sockets;
    }

    /// <summary>
    /// The socket's state, as the stack's table has it: the connection's or half-open entry's, else the listener's.
    /// </summary>
    public (TcpState State, long SendQueue) Look()
    {
        TcpSocket? socket = Sockets()
            .Where(socket => socket.Local.Port == _port)
            .MaxBy(socket => socket.Remote is not null);
        return (socket?.State ?? TcpState.Closed, socket?.SendQueue ?? 0);
    }

    /// <summary>Plays a row.</summary>
    /// <returns>What came otherwise than the row says; null: nothing.</returns>
    public string? Play(Row row)
    {
        Rule rule = row.Rule;
        int begun = _arrows.Count;
        try
        {
            Enter(row.Place, row.Position == Position.ZeroWindow);
            rule.Preparation?.Invoke(this);
            TakeSent();
            TakeTold();
            TcpState before = Look().State;
            int reached = _arrows.Count;
            long unexpected = UnexpectedMessages;
            bool usual = rule.Action is null && rule.Happening.IsSegment();
            string segment = usual ? rule.Happening.Segment(Numbers, row.Position) : "";
            if (rule.Action is { } action) action(this);
            else if (segment.Length > 0) Peer(segment);
            else Cause(rule.Happening);

            RowArrows = ([.. AllOwn(_arrows.Skip(begun).Take(reached - begun))], [.. AllOwn(_arrows.Skip(reached))]);

            List<string> differences = Compare(rule, before, UnexpectedMessages - unexpected);
            if (differences.Count == 0) return null;
            string name = segment.Length > 0 ? $"{row.Name} ({segment})" : row.Name;
            return $"{name}:\n  {string.Join("\n  ", differences)}\n  because {rule.Reason}";
        }
        finally
        {
            Leave();
        }
    }

    private List<string> Compare(Rule rule, TcpState before, long unexpected)
    {
        var differences = new List<string>();
        string[] sent = [.. TakeSent().Select(one => one.ToString())];
        if (!IsSent(rule.Sent, sent)) Differ($"sends {Show(rule.Sent)}", $"sent {Show(sent)}");
        string[] told = [.. TakeTold()];
        if (!rule.Told.SequenceEqual(told)) Differ($"tells {Show(rule.Told)}", $"told {Show(told)}");
        (TcpState after, long queue) = Look();
        TcpState expected = rule.Next ?? before;
        if (after != expected) Differ($"becomes {expected}", $"became {after}");
        if (rule.Unacknowledged is { } left && left != queue) Differ($"leaves {left} unacknowledged", $"left {queue}");
        if (rule.Impossible && unexpected != rule.Unexpected)
            Differ($"counts {rule.Unexpected} unexpected messages", $"counted {unexpected}");
        foreach ((TcpState state, int there, long gauge) in WrongGauges())
            Differ($"has {there} in {state}", $"its gauge says {gauge}");
        if (!IsChain())
            Differ("takes arrow after arrow", $"took {Show([.. OwnArrows.Select(arrow => $"{arrow.From} -> {arrow.To}")])}");
        return differences;

        void Differ(string expectation, string observation) => differences.Add($"{expectation}\n  but {observation}");
    }

    /// <summary>What the handler was told and the test has not taken.</summary>
    public List<string> TakeTold()
    {
        var told = new List<string>();
        while (Handler.HasMessages && Handler.ReceiveOne(TimeSpan.Zero) is { } message) told.Add(Describe(message));
        return told;
    }

    private IEnumerable<StateChanged> AllOwn(IEnumerable<StateChanged> arrows) =>
        arrows.Where(arrow => arrow.Flow.LocalPort == _port);

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
            if (last is { } end && end is not (TcpState.Closed or TcpState.Listen) && end != arrow.From) return false;
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
