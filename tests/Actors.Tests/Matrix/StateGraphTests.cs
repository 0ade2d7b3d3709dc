using System.Reflection;
using ActorTcp.Connection;
using static ActorTcp.Connection.TcpState;

namespace ActorTcp.Tests.Matrix;

/// <summary>RFC 9293 3.3.2, figure 5, and what the stack does of it.</summary>
public sealed class StateGraphTests(StateGraphTests.Played played) : IClassFixture<StateGraphTests.Played>
{
    private static readonly string Page = Path.Combine(
        typeof(StateGraphTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "Root").Value!,
        "docs",
        "state-graph.md");

    [Fact]
    public void The_arrows_of_figure_5_that_are_not_there_are_known() =>
        Assert.Equal(Figure5.Missing.Keys.Order(), Figure5.Arrows.Keys.Except(played.Graph.Arrows).Order());

    [Fact]
    public void Each_arrow_of_figure_5_is_taken_by_the_event_of_its_label() =>
        Assert.Empty(
            from arrow in Figure5.Arrows
            where !Figure5.Missing.ContainsKey(arrow.Key) && !played.Graph.IsTaken(arrow.Key, arrow.Value.Event)
            select $"{arrow.Key} by {arrow.Value.Label}");

    [Fact]
    public void The_arrows_that_figure_5_lacks_are_known() =>
        Assert.Equal(Figure5.Additional.Keys.Order(), played.Graph.Arrows.Except(Figure5.Arrows.Keys).Order());

    [Fact]
    public void The_drawing_is_what_was_seen()
    {
        string seen = played.Graph.ToPage();
        string committed = File.Exists(Page) ? File.ReadAllText(Page) : "";
        Assert.True(seen == committed, $"docs/state-graph.md is to be:\n{seen}");
    }

    [Fact]
    public void A_listener_lives_from_Closed_to_Closed()
    {
        Walk(Place.Listen, _ => { }, Closed, Listen, Closed);
    }

    [Fact]
    public void A_server_that_closes_first() =>
        Walk(
            Place.FinWait2,
            world =>
            {
                world.Peer("F. 1001:1001(0) ack 2102 win 1000");
                world.Advance(60);
            },
            Listen, SynReceived, Established, FinWait1, FinWait2, TimeWait, Closed);

    [Fact]
    public void A_server_that_closes_last() =>
        Walk(Place.LastAck, world => world.Acknowledge(), Listen, SynReceived, Established, CloseWait, LastAck, Closed);

    [Fact]
    public void A_client_that_opens_and_closes_at_the_same_time_as_its_peer() =>
        Walk(
            Place.SynReceivedActive,
            world =>
            {
                world.Peer("S. 0:0(0) ack 1 win 1000 <mss 1460>");
                world.Meet();
                world.Tell(Akka.IO.Tcp.Close.Instance);
                world.Peer("F. 1:1(0) ack 1 win 1000");
                world.Peer(". 2:2(0) ack 2 win 1000");
                world.Advance(60);
            },
            Closed, SynSent, SynReceived, Established, FinWait1, Closing, TimeWait, Closed);

    [Fact]
    public void A_client_that_closes_first() =>
        Walk(
            Place.SynSent,
            world =>
            {
                world.Peer("S. 0:0(0) ack 1 win 1000 <mss 1460>");
                world.Meet();
                world.Tell(Akka.IO.Tcp.Close.Instance);
                world.Peer("F. 1:1(0) ack 2 win 1000");
                world.Advance(60);
            },
            Closed, SynSent, Established, FinWait1, FinWait2, TimeWait, Closed);

    private static void Walk(Place place, Action<MatrixWorld> then, params TcpState[] states)
    {
        using var world = new MatrixWorld();
        world.Enter(place);
        then(world);
        world.Leave();
        List<StateChanged> own = [.. place == Place.Listen ? world.Arrows : world.OwnArrows];
        Assert.Equal(states, own.Select(arrow => arrow.To).Prepend(own[0].From));
    }

    /// <summary>The whole matrix, played once for the graph.</summary>
    public sealed class Played : IDisposable
    {
        private readonly MatrixWorld _world = new();

        public Played()
        {
            foreach (Row row in Grid.Rows)
            {
                _world.Play(row);
                foreach (StateChanged change in _world.RowArrows.Before) Graph.Note(change, null);
                foreach (StateChanged change in _world.RowArrows.ByEvent) Graph.Note(change, row.Rule.Happening);
            }
        }

        internal StateGraph Graph { get; } = new();

        public void Dispose() => _world.Dispose();
    }
}
