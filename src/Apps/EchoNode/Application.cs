using ActorTcp.Apps.EchoNode.Demo;
using ActorTcp.Apps.EchoNode.Options;
using ActorTcp.Apps.EchoNode.Output;
using ActorTcp.Apps.EchoNode.SelfTest;
using ActorTcp.Apps.EchoNode.Serving;
using ActorTcp.Apps.EchoNode.Watch;
using ActorTcp.Apps.NodeStatus;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Tap;

namespace ActorTcp.Apps.EchoNode;

/// <summary>Does what the options say, and tells in one sentence why when it cannot.</summary>
internal static class Application
{
    public static async Task<int> RunAsync(NodeOptions options)
    {
        var terminal = new Terminal();
        try
        {
            if (options.Virtual) return await ShowAsync(options, terminal);
            if (WhyNoTap(options) is not { } reason) return await ServeAsync(options, terminal);
            if (options.SelfTest) throw new NodeException($"the self-test needs a TAP: {reason}");
            terminal.Line($"No TAP here: {Spectre.Console.Markup.Escape(reason)}. The same on a wire in memory:");
            return await ShowAsync(options, terminal);
        }
        catch (Exception refused) when (refused is TapException or NodeException or StatusException)
        {
            terminal.Flush();
            await Console.Error.WriteLineAsync(refused.Message);
            return EchoNodeCommand.Failure;
        }
        finally
        {
            terminal.Flush();
        }
    }

    /// <summary>Why there can be no TAP; null when there can. Who brings a TAP may use it without rights: that is tried.</summary>
    private static string? WhyNoTap(NodeOptions options)
    {
        if (options.InHostNamespace) return null;
        TapAvailability availability = TapDevice.Availability;
        return availability.Reason ?? availability.NamespaceReason;
    }

    private static async Task<int> ShowAsync(NodeOptions options, Terminal terminal)
    {
        terminal.Line(Banner.Title);
        await VirtualDemo.RunAsync(terminal, options);
        return 0;
    }

    private static async Task<int> ServeAsync(NodeOptions options, Terminal terminal)
    {
        using var stop = new StopSignal();
        using TapLink link = TapLink.Open(options);
        using var printer = new LinePrinter(terminal.Item, terminal.Flush);
        StateLines? lines = options.Quiet || options.SelfTest || options.Watch ? null : new StateLines(printer);
        var loop = new ThreadEventLoop(new PollWaiter());
        IFrameDevice device = DeviceChain.Build(link.Device, options, DateTimeOffset.UtcNow, printer.Print);
        await using Node node = await Node.StartAsync(loop, device, options, lines);
        await using StatusServer? status = options.Status && !options.SelfTest
            ? await StatusServer.StartAsync(node.System, node.Stack, options.StatusName)
            : null;

        Banner.Print(terminal, options, link);
        if (!options.SelfTest) Banner.PrintCommands(terminal, options, link, status is null ? null : options.StatusName);
        terminal.Line($"[green]ready[/]: echo on {Node.EchoPort}, discard on {Node.DiscardPort}, daytime on {Node.DaytimePort}, source on {Node.SourcePort}{(options.SelfTest ? "" : "; Ctrl-C ends it")}");
        terminal.Flush();

        Task<bool>? test = options.SelfTest ? RunSelfTestAsync(link, options, terminal) : null;
        if (test is null || options.Trace) printer.Start();
        using var unwatch = new CancellationTokenSource();
        Task watching = options.Watch ? Watcher.RunAsync(node.Stack, terminal, unwatch.Token) : Task.CompletedTask;
        await Task.WhenAny(test ?? Task.Delay(Timeout.Infinite), stop.Asked, node.StackEnded);
        await unwatch.CancelAsync();
        await watching;
        if (node.StackEnded.IsCompleted) throw new NodeException($"the stack on {link.Device.Name} has ended: the device has failed, or the stack");
        if (test is { IsCompleted: false }) throw new NodeException("the self-test was interrupted");
        await node.DrainAsync();
        return test is null || await test ? 0 : EchoNodeCommand.Failure;
    }

    private static Task<bool> RunSelfTestAsync(TapLink link, NodeOptions options, Terminal terminal) =>
        SelfTest.SelfTest.RunAsync(new Checks(link.Namespace, options.Address.Address.ToIPAddress()), terminal);
}
