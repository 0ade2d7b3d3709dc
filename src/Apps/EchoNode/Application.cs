using ActorTcp.Apps.EchoNode.Options;
using ActorTcp.Apps.EchoNode.Output;
using ActorTcp.Apps.EchoNode.Serving;
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
            return await ServeAsync(options, terminal);
        }
        catch (Exception refused) when (refused is TapException or NodeException)
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

    private static async Task<int> ServeAsync(NodeOptions options, Terminal terminal)
    {
        using var stop = new StopSignal();
        using TapLink link = TapLink.Open(options);
        using var printer = new LinePrinter(terminal.Item, terminal.Flush);
        StateLines? lines = options.Quiet ? null : new StateLines(printer);
        var loop = new ThreadEventLoop(new PollWaiter());
        IFrameDevice device = DeviceChain.Build(link.Device, options, DateTimeOffset.UtcNow, printer.Print);
        await using Node node = await Node.StartAsync(loop, device, options, lines);

        Banner.Print(terminal, options, link);
        Banner.PrintCommands(terminal, options, link);
        terminal.Line($"[green]ready[/]: echo on {Node.EchoPort}, discard on {Node.DiscardPort}, source on {Node.SourcePort}; Ctrl-C ends it");
        terminal.Flush();
        printer.Start();

        if (await Task.WhenAny(stop.Asked, node.StackEnded) == node.StackEnded) throw new NodeException($"the stack on {link.Device.Name} has ended");
        await node.DrainAsync();
        return 0;
    }
}
