using System.Net;
using ActorTcp.Api;
using ActorTcp.Apps.EchoNode.Watch;
using ActorTcp.Connection;
using ActorTcp.Network;
using ActorTcp.Protocol;
using Spectre.Console;

namespace EchoNode.Tests;

public sealed class WatchTests
{
    private readonly WatchModel _model = new(listeners: 2, connections: 3);

    [Fact]
    public void Sockets_are_counted_by_state()
    {
        WatchFrame frame = Frame(0, Listener(7), Socket(TcpState.Established, 1), Socket(TcpState.Established, 2), Socket(TcpState.TimeWait, 3));

        Assert.Equal(1, frame.States[TcpState.Listen]);
        Assert.Equal(2, frame.States[TcpState.Established]);
        Assert.Equal(1, frame.States[TcpState.TimeWait]);
        Assert.DoesNotContain(TcpState.CloseWait, frame.States);
    }

    [Fact]
    public void The_fullest_listeners_come_first()
    {
        WatchFrame frame = Frame(
            0, Listener(7), Listener(9) with { SynQueue = 5 }, Listener(19) with { ReceiveQueue = 1 }, Socket(TcpState.Established, 1));

        Assert.Equal([19, 9], frame.Listeners.Select(listener => listener.Local.Port));
    }

    [Fact]
    public void The_busiest_connections_come_first_then_the_newest()
    {
        WatchFrame frame = Frame(
            0, Listener(7),
            Socket(TcpState.Established, 1) with { InState = TimeSpan.FromSeconds(9) },
            Socket(TcpState.Established, 2) with { InState = TimeSpan.FromSeconds(1) },
            Socket(TcpState.FinWait1, 3) with { SendQueue = 10, InState = TimeSpan.FromSeconds(99) },
            Socket(TcpState.CloseWait, 4) with { ReceiveQueue = 20, InState = TimeSpan.FromSeconds(99) },
            Socket(TcpState.TimeWait, 5));

        Assert.Equal([4, 3, 2], frame.Connections.Select(connection => connection.Remote!.Port));
    }

    [Fact]
    public void CLOSE_WAIT_for_more_than_a_minute_is_a_leak()
    {
        WatchFrame frame = Frame(
            0,
            Socket(TcpState.CloseWait, 1) with { InState = TimeSpan.FromSeconds(59) },
            Socket(TcpState.CloseWait, 2) with { InState = TimeSpan.FromSeconds(61) },
            Socket(TcpState.CloseWait, 3) with { InState = TimeSpan.FromSeconds(3700) });

        Assert.Equal(2, frame.Leaks);
        Assert.Equal(3, frame.OldestLeak!.Remote!.Port);
        Assert.EndsWith(
            "| 2 in CLOSE-WAIT for more than a minute, the peer has closed and the application has not; "
            + "the oldest 198.51.100.2:7 - 198.51.100.1:3 for 1h1min", WatchText.Line(frame));
    }

    [Fact]
    public void Counters_have_a_rate_from_the_second_frame_on()
    {
        Next(10, [new("Tcp", "InSegs", 1000), new("TcpExt", "TCPTimeouts", 0), new("TcpExt", "PAWSEstab", 0), new("Udp", "NoPorts", 7)], 1000, 0);
        WatchFrame frame = Next(12, [new("Tcp", "InSegs", 1500), new("TcpExt", "TCPTimeouts", 1), new("TcpExt", "PAWSEstab", 0)], 251_000, 125);

        Assert.Equal(
            [new WatchFrame.Rate("InSegs", 1500, 250), new WatchFrame.Rate("TCPTimeouts", 1, 0.5)],
            frame.Counters);
        Assert.Equal((1_000_000, 500), frame.BitsPerSecond);
    }

    [Fact]
    public void The_first_frame_has_no_rates() =>
        Assert.Equal([new WatchFrame.Rate("InSegs", 1000, 0)], Next(10, [new("Tcp", "InSegs", 1000)], 5000, 5000).Counters);

    [Fact]
    public void Where_there_is_no_terminal_a_frame_is_a_line()
    {
        Next(10, [new("Tcp", "InSegs", 0), new("Tcp", "OutSegs", 0), new("Tcp", "RetransSegs", 0)], 0, 0);
        WatchFrame frame = Next(
            11, [new("Tcp", "InSegs", 12), new("Tcp", "OutSegs", 34), new("Tcp", "RetransSegs", 5), new("TcpExt", "ListenDrops", 6)],
            250_000, 500, Socket(TcpState.TimeWait, 1), Listener(7), Socket(TcpState.Established, 1));

        Assert.Equal(
            "11 s: LISTEN 1 ESTAB 1 TIME-WAIT 1 | in 12 segments/s, 2.0 Mbit/s, out 34/s, 4.0 kbit/s | retransmitted 5/s, listen drops 6",
            WatchText.Line(frame));
    }

    [Fact]
    public void The_screen_shows_states_listeners_connections_counters_and_leaks()
    {
        WatchFrame frame = Next(
            11, [new("TcpExt", "ListenDrops", 6)], 0, 0, Listener(7) with { ReceiveQueue = 128, SynQueue = 3 },
            Socket(TcpState.CloseWait, 40001) with { InState = TimeSpan.FromMinutes(5), Timer = SocketTimer.Persist, TimerExpires = TimeSpan.FromSeconds(2) });

        string[] lines = Render(frame);

        Assert.Contains(lines, line => line.Contains("LISTEN") && line.Contains("TIME-WAIT"));
        Assert.Contains(lines, line => line.Contains("198.51.100.2:7") && line.Contains("128/128") && line.Contains("3/4096"));
        Assert.Contains(lines, line => line.Contains("CLOSE-WAIT leak") && line.Contains("198.51.100.1:40001") && line.Contains("timer:(persist,2sec,0)") && line.Contains("5min0s"));
        Assert.Contains(lines, line => line.Contains("ListenDrops 6"));
        Assert.Contains(lines, line => line.StartsWith("leak: 1 in CLOSE-WAIT", StringComparison.Ordinal));
    }

    [Fact]
    public void An_empty_stack_can_be_shown() => Assert.Contains(Render(Frame(0)), line => line.Contains("LISTEN"));

    private static string[] Render(WatchFrame frame)
    {
        using var writer = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = 160;
        console.Write(WatchScreen.Of(frame));
        return writer.ToString().Split('\n');
    }

    private WatchFrame Frame(double at, params TcpSocket[] sockets) => Next(at, [], 0, 0, sockets);

    private WatchFrame Next(double at, NamedCounter[] counters, long bytesIn, long bytesOut, params TcpSocket[] sockets) =>
        _model.Next(new SocketTable(sockets, Instant.Zero + TimeSpan.FromSeconds(at)), counters, bytesIn, bytesOut);

    private static TcpSocket Listener(int port) =>
        new(TcpState.Listen, 0, 128, new IPEndPoint(IPAddress.Parse("198.51.100.2"), port), null) { SynQueueLimit = 4096 };

    private static TcpSocket Socket(TcpState state, int port) =>
        new(state, 0, 0, IPEndPoint.Parse("198.51.100.2:7"), new IPEndPoint(IPAddress.Parse("198.51.100.1"), port));
}
