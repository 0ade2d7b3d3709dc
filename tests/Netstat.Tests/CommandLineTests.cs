using ActorTcp.Apps.Netstat;
using ActorTcp.Apps.NodeStatus;
using ActorTcp.Connection;

namespace Netstat.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", nameof(Selection.Connected))]
    [InlineData("-tn", nameof(Selection.Connected))]
    [InlineData("-a", nameof(Selection.All))]
    [InlineData("-l", nameof(Selection.Listening))]
    [InlineData("-tan", nameof(Selection.All))]
    [InlineData("-tln", nameof(Selection.Listening))]
    [InlineData("-la", nameof(Selection.All))]
    [InlineData("-al", nameof(Selection.Listening))]
    [InlineData("--listening --all", nameof(Selection.All))]
    public void Of_a_and_l_the_last_counts(string args, string expected) => Assert.Equal(expected, $"{Read(args).Selection}");

    [Fact]
    public void The_other_options_are_read()
    {
        NetstatOptions options = Read("-oeisH --json --node x");

        Assert.True(options.Timers && options.Extended && options.Info && options.Statistics && options.Json && !options.Header);
        Assert.Equal("x", options.Node);
    }

    [Fact]
    public void An_unknown_option_is_told() => Assert.Contains("--nonsense", NetstatCommand.Parse("--nonsense").Complaint);

    /// <summary>ss's SS_CONN: all but LISTEN, CLOSE, TIME_WAIT and SYN_RECV.</summary>
    [Fact]
    public void Without_a_word_the_connected_are_shown() => Assert.Equal(
        [TcpState.SynSent, TcpState.Established, TcpState.FinWait1, TcpState.FinWait2, TcpState.CloseWait, TcpState.Closing, TcpState.LastAck],
        Enum.GetValues<TcpState>().Where(state => Selection.Connected.Holds(state)));

    [Fact]
    public void With_l_the_listeners_are_shown() =>
        Assert.Equal([TcpState.Listen], Enum.GetValues<TcpState>().Where(state => Selection.Listening.Holds(state)));

    [Fact]
    public void The_only_node_needs_no_name() => Assert.Equal("/a", NodeChoice.Only([("a", "/a")], false));

    [Fact]
    public void No_node_is_told_in_a_sentence()
    {
        Assert.Equal(
            "no node is running: start EchoNode, or say which with --node PATH",
            Assert.Throws<StatusException>(() => NodeChoice.Only([], false)).Message);
        Assert.Equal(
            "no node of yours is running, but root may have one: ask as root",
            Assert.Throws<StatusException>(() => NodeChoice.Only([], true)).Message);
    }

    [Fact]
    public void Of_several_nodes_the_names_are_told() => Assert.Equal(
        "several nodes are running, say which with --node: a, b",
        Assert.Throws<StatusException>(() => NodeChoice.Only([("a", "/a"), ("b", "/b")], false)).Message);

    private static NetstatOptions Read(string args)
    {
        (NetstatOptions? options, string? complaint) = NetstatCommand.Parse(args.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Null(complaint);
        return options!;
    }
}
