using System.Diagnostics;
using Akka.Actor;
using ActorTcp.Api;
using ActorTcp.Apps.EchoNode.Output;
using ActorTcp.Network;
using Spectre.Console;

namespace ActorTcp.Apps.EchoNode.Watch;

/// <summary>Asks the stack once a second and shows what it says: on a terminal as a screen that changes, elsewhere as lines.</summary>
internal static class Watcher
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The most of the loop's time that being watched may take: with very many sockets the view is slower.</summary>
    private const double Share = 0.02;

    /// <summary>Watches until it is cancelled, or the stack answers no more.</summary>
    public static async Task RunAsync(StackHandle stack, Terminal terminal, CancellationToken stop)
    {
        if (terminal.Screen is not { } screen)
        {
            await WatchAsync(stack, frame => Print(terminal, frame), stop);
            return;
        }
        await screen.Live(new Text("")).Overflow(VerticalOverflow.Crop).StartAsync(live => WatchAsync(
            stack,
            frame =>
            {
                live.UpdateTarget(WatchScreen.Of(frame));
                live.Refresh();
            },
            stop));
    }

    private static void Print(Terminal terminal, WatchFrame frame)
    {
        terminal.Line(Markup.Escape(WatchText.Line(frame)));
        terminal.Flush();
    }

    private static async Task WatchAsync(StackHandle stack, Action<WatchFrame> show, CancellationToken stop)
    {
        var model = new WatchModel();
        try
        {
            while (true)
            {
                long asked = Stopwatch.GetTimestamp();
                SocketTable table = await stack.Tcp.Ask<SocketTable>(StackTcp.GetSockets.Instance, TimeSpan.FromSeconds(10), stop);
                TimeSpan took = Stopwatch.GetElapsedTime(asked);
                show(model.Next(table, stack.Counters.Named(), stack.DeviceCounters.BytesReceived, stack.DeviceCounters.BytesSent));
                TimeSpan pause = took / Share;
                await Task.Delay(pause > Interval ? pause : Interval, stop);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or AskTimeoutException)
        {
            // The node says why.
        }
    }
}
