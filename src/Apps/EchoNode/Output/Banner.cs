using System.Reflection;
using Akka.Actor;
using ActorTcp.Apps.EchoNode.Options;
using ActorTcp.Apps.EchoNode.Serving;
using ActorTcp.Device;
using ActorTcp.Tap;

namespace ActorTcp.Apps.EchoNode.Output;

/// <summary>What runs where, and what to try.</summary>
internal static class Banner
{
    /// <summary>The actor runtime's name and version, as its assembly tells them.</summary>
    public static string Runtime
    {
        get
        {
            Assembly assembly = typeof(ActorSystem).Assembly;
            string name = assembly.GetCustomAttribute<AssemblyTitleAttribute>()?.Title ?? assembly.GetName().Name ?? "Akka";
            string version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
            return $"{name} {version.Split('+')[0]}";
        }
    }

    public static string Title => $"[bold]ActorTcp[/] on {Runtime}, .NET {Environment.Version}";

    public static void Print(Terminal terminal, NodeOptions options, TapLink link)
    {
        terminal.Line(Title);
        string where = link.Namespace.IsHost ? "this network namespace" : $"network namespace {link.Namespace.Name}";
        string host = link.HostAddress is { } address ? $", the host's side is {address}/{options.Address.PrefixLength}" : "";
        terminal.Line($"The stack is [bold]{options.Address.Address}[/] on {link.Device.Name} in {where}{host}; MTU {link.Device.Mtu}, {Offloads(options, link.Device)}");
        if (options.Faults.IsActive) terminal.Line($"Faults both ways: {Describe(options.Faults)}");
        if (options.Pcap is { } path) terminal.Line($"Capturing to {Spectre.Console.Markup.Escape(path)}");
    }

    /// <param name="statusName">The name under which Netstat finds this node; null: it does not.</param>
    public static void PrintCommands(Terminal terminal, NodeOptions options, TapLink link, string? statusName)
    {
        string inside = link.Namespace.IsHost ? "" : $"ip netns exec {link.Namespace.Name} ";
        string stack = options.Address.Address.ToString();
        terminal.Line();
        terminal.Line("Try, in another terminal:");
        Command($"ping -c 3 {stack}", "");
        Command($"nc {stack} {Node.EchoPort}", "echo: what you type comes back; Ctrl-D or Ctrl-C ends it");
        Command($"curl -sN telnet://{stack}:{Node.SourcePort} < /dev/null | head -5", "source: characters without end");
        Command($"nc -N {stack} {Node.DiscardPort} < BIGFILE", "discard: takes all and says nothing");
        Command($"nc {stack} {Node.DaytimePort}", "daytime: the node closes first, and so has the TIME_WAIT");
        Command($"tcpdump -ni {link.Device.Name}", "see every segment");
        if (statusName is not null)
            terminal.Line($"  [aqua]dotnet run --project src/Apps/Netstat -- -tano --node {Spectre.Console.Markup.Escape(statusName)}[/]   [grey]# the stack's sockets, as ss shows the kernel's; -s: counters[/]");
        terminal.Line();

        void Command(string command, string what) =>
            terminal.Line($"  [aqua]{inside}{command}[/]{(what.Length > 0 ? $"   [grey]# {what}[/]" : "")}");
    }

    private static string Offloads(NodeOptions options, TapDevice device)
    {
        if (options.Faults.IsActive) return "packets of wire size because of the faults";
        return device.Offloads == DeviceOffloads.None ? "plain frames" : $"offloads {device.Offloads}";
    }

    private static string Describe(FaultOptions faults)
    {
        var parts = new List<string>();
        Add(faults.Drop, "lost");
        Add(faults.Duplicate, "doubled");
        Add(faults.Reorder, "overtaken");
        Add(faults.Corrupt, "corrupted");
        if (faults.Delay > TimeSpan.Zero) parts.Add($"{faults.Delay.TotalMilliseconds:0.###} ms later");
        if (faults.Jitter > TimeSpan.Zero) parts.Add($"give or take {faults.Jitter.TotalMilliseconds:0.###} ms");
        parts.Add($"seed {faults.Seed}");
        return string.Join(", ", parts);

        void Add(double probability, string what)
        {
            if (probability > 0) parts.Add($"{probability * 100:0.####}% {what}");
        }
    }
}
