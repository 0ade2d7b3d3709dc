using System.Globalization;
using ActorTcp.Api;
using ActorTcp.Apps.NodeStatus;
using ActorTcp.Connection;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorTcp.Apps.EchoNode.Watch;

/// <summary>A frame as a screenful.</summary>
internal static class WatchScreen
{
    public static IRenderable Of(WatchFrame frame)
    {
        var parts = new List<IRenderable>
        {
            States(frame),
            Listeners(frame),
            Counters(frame),
        };
        if (frame.Connections.Count > 0) parts.Insert(2, Connections(frame));
        if (frame.OldestLeak is not null) parts.Add(new Markup($"[red]leak:[/] {Markup.Escape(WatchText.Leak(frame))}"));
        return new Rows(parts);
    }

    private static Table States(WatchFrame frame)
    {
        Table table = New("");
        TcpState[] states = [.. Enum.GetValues<TcpState>().Where(state => state != TcpState.Closed)];
        foreach (TcpState state in states) table.AddColumn(new TableColumn(Ss.NameOf(state)).RightAligned());
        table.AddRow([.. states.Select(state => Count(state, frame.States.GetValueOrDefault(state), frame.Leaks > 0))]);
        return table;
    }

    private static string Count(TcpState state, int count, bool leaks) =>
        count == 0 ? "[grey]0[/]" : state == TcpState.CloseWait && leaks ? $"[red]{count}[/]" : $"[bold]{count}[/]";

    private static Table Listeners(WatchFrame frame)
    {
        Table table = New("", "Listener", "Accept queue", "SYN queue");
        foreach (TcpSocket socket in frame.Listeners)
            table.AddRow($"{socket.Local}", Filled(socket.ReceiveQueue, socket.SendQueue), Filled(socket.SynQueue, socket.SynQueueLimit));
        return table;
    }

    /// <summary>How much of how much; red when it is full.</summary>
    private static string Filled(long used, long limit) => used >= limit && used > 0 ? $"[red]{used}/{limit}[/]" : $"{used}/{limit}";

    private static Table Connections(WatchFrame frame)
    {
        Table table = New("busiest and newest", "State", "Recv-Q", "Send-Q", "Local", "Peer", "Timer", "Since");
        foreach (TcpSocket socket in frame.Connections)
        {
            string state = Ss.NameOf(socket.State);
            table.AddRow(
                Ss.IsLeak(socket) ? $"[red]{state} leak[/]" : socket.State == TcpState.Established ? $"[green]{state}[/]" : $"[yellow]{state}[/]",
                Number(socket.ReceiveQueue), Number(socket.SendQueue), $"{socket.Local}", $"{socket.Remote}",
                Markup.Escape(Ss.TimerOf(socket)), Ss.Age(socket.InState));
        }
        return table;
    }

    private static Columns Counters(WatchFrame frame) => new(frame.Counters.Select(Cell)
        .Prepend(new Markup($"[grey]out[/] [bold]{WatchText.Bits(frame.BitsPerSecond.Out)}[/]"))
        .Prepend(new Markup($"[grey]in[/] [bold]{WatchText.Bits(frame.BitsPerSecond.In)}[/]")));

    private static Markup Cell(WatchFrame.Rate counter)
    {
        string rate = counter.PerSecond > 0 ? $" [green]+{counter.PerSecond.ToString("F0", CultureInfo.InvariantCulture)}/s[/]" : "";
        return new Markup($"[grey]{counter.Name}[/] {counter.Value}{rate}");
    }

    private static Table New(string title, params string[] columns)
    {
        Table table = new Table().Border(TableBorder.Simple);
        if (title.Length > 0) table.Title(title);
        return table.AddColumns(columns);
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
