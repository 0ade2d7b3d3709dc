using System.CommandLine;
using System.CommandLine.Invocation;
using ActorTcp.Device;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Apps.EchoNode.Options;

/// <summary>The command line: what can be asked for, and how it is read.</summary>
internal sealed class EchoNodeCommand
{
    public const int Failure = 1;
    public const int BadUsage = 2;

    private readonly Option<string> _namespace = new("--netns")
    {
        Description = "The network namespace to make and to put the TAP in; 'host' means the one this process runs in",
        HelpName = "NAME|host",
        DefaultValueFactory = _ => NodeOptions.DefaultNamespace,
    };

    private readonly Option<string> _tap = new("--tap")
    {
        Description = "The TAP; one that exists is used as it is, and left",
        HelpName = "NAME",
        DefaultValueFactory = _ => NodeOptions.DefaultTap,
    };

    private readonly Option<Ipv4Network> _address = new("--address")
    {
        Description = "The stack's address and its network's prefix length",
        HelpName = "A/P",
        DefaultValueFactory = _ => Ipv4Network.Parse(NodeOptions.DefaultAddress),
        CustomParser = Reading.With<Ipv4Network>(Reading.StackAddress),
    };

    private readonly Option<Ipv4Address?> _hostAddress = new("--host-address")
    {
        Description = "The kernel's address on a TAP that is made here [default: the network's first other address]",
        HelpName = "A",
        CustomParser = Reading.With<Ipv4Address?>(Reading.HostAddress),
    };

    private readonly Option<bool> _noOffload = new("--no-offload") { Description = "Plain frames: no checksum or segmentation offload" };

    private readonly Option<bool> _selfTest = new("--self-test")
    {
        Description = "Run kernel sockets through the stack, print a line for each check, and exit 0 or 1",
    };

    private readonly Option<bool> _virtual = new("--virtual")
    {
        Description = "Show a connection between two stacks on a wire in memory instead: needs no rights and no device",
    };

    private readonly Option<bool> _trace = new("--trace") { Description = "Print every frame" };

    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print no state changes" };

    private readonly Option<bool> _watch = new("--watch")
    {
        Description = "Show states, queues, connections and counters live; a line a second where the output is no terminal",
    };

    private readonly Option<string?> _name = new("--name")
    {
        Description = "The name under which Netstat finds this node [default: the namespace's, or the TAP's]",
        HelpName = "NAME|PATH",
    };

    private readonly Option<bool> _noStatus = new("--no-status") { Description = "Netstat cannot ask this node" };

    private readonly Option<string?> _pcap = new("--pcap") { Description = "Capture every frame to a file for Wireshark", HelpName = "FILE" };

    private readonly Option<string[]> _set = new("--set")
    {
        Description = "A tunable of the stack, by its name in reference.conf, such as tcp_congestion_control=reno; may be repeated",
        HelpName = "NAME=VALUE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<double> _drop = Percentage("--drop", "lose");
    private readonly Option<double> _duplicate = Percentage("--duplicate", "deliver twice");
    private readonly Option<double> _reorder = Percentage("--reorder", "let later ones overtake");
    private readonly Option<double> _corrupt = Percentage("--corrupt", "corrupt by a flipped bit");
    private readonly Option<double> _ce = Percentage("--ce", "mark with congestion (CE) if they are ECN-capable");
    private readonly Option<bool> _bleach = new("--bleach") { Description = "Clear every packet's ECN field" };
    private readonly Option<TimeSpan> _delay = Duration("--delay", "Deliver every packet later");
    private readonly Option<TimeSpan> _jitter = Duration("--jitter", "Spread the delay evenly by as much below and above it");

    private readonly Option<ulong> _seed = new("--seed")
    {
        Description = "Where the faults' lots begin: the same seed and the same packets meet the same faults",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
        CustomParser = Reading.With<ulong>(Reading.Seed),
    };

    private EchoNodeCommand() => Root = new RootCommand("Serves echo (7), discard (9), daytime (13) and source (19) on a TCP/IP stack of actors behind a TAP.")
    {
        _namespace, _tap, _address, _hostAddress, _noOffload,
        _selfTest, _virtual, _watch, _trace, _quiet, _pcap, _name, _noStatus, _set,
        _drop, _duplicate, _reorder, _corrupt, _ce, _bleach, _delay, _jitter, _seed,
    };

    private RootCommand Root { get; }

    /// <summary>Reads the command line and does what it says.</summary>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> InvokeAsync(string[] args)
    {
        var command = new EchoNodeCommand();
        command.Root.SetAction((result, _) => Application.RunAsync(command.Read(result)));
        ParseResult result = command.Root.Parse(args);
        bool onlyInforms = result.Action is not ParseErrorAction && result.Action != command.Root.Action; // --help, --version
        if (!onlyInforms && command.Complaint(result) is { } complaint)
        {
            await Console.Error.WriteLineAsync(complaint + " (--help lists the options)");
            return BadUsage;
        }
        // Ctrl-C and SIGTERM are the application's own: it has a namespace to remove.
        return await result.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    /// <summary>Reads the command line only.</summary>
    /// <returns>The options, or what is wrong: a sentence.</returns>
    public static (NodeOptions? Options, string? Complaint) Parse(params string[] args)
    {
        var command = new EchoNodeCommand();
        ParseResult result = command.Root.Parse(args);
        string? complaint = command.Complaint(result);
        return (complaint is null ? command.Read(result) : null, complaint);
    }

    /// <summary>What is wrong with the command line: a sentence; null when nothing is.</summary>
    private string? Complaint(ParseResult result)
    {
        if (result.Errors.Count > 0) return result.Errors[0].Message.TrimEnd('.');
        if (result.GetValue(_hostAddress) is { } host && LinkAddresses.WhyNotHost(result.GetValue(_address), host) is { } why)
            return $"{_hostAddress.Name}: {why}";
        if (Tunables.WhyNot(result.GetValue(_set)!) is { } wrong) return $"{_set.Name}: {wrong}";
        if (result.GetValue(_watch) && (result.GetValue(_trace) || result.GetValue(_selfTest) || result.GetValue(_virtual)))
            return $"{_watch.Name} has the screen to itself: leave out {_trace.Name}, {_selfTest.Name} and {_virtual.Name}";
        return null;
    }

    private NodeOptions Read(ParseResult result) => new()
    {
        Namespace = result.GetValue(_namespace)!,
        Tap = result.GetValue(_tap)!,
        Address = result.GetValue(_address),
        HostAddress = result.GetValue(_hostAddress),
        Offload = !result.GetValue(_noOffload),
        SelfTest = result.GetValue(_selfTest),
        Virtual = result.GetValue(_virtual),
        Trace = result.GetValue(_trace),
        Quiet = result.GetValue(_quiet),
        Pcap = result.GetValue(_pcap),
        Watch = result.GetValue(_watch),
        Status = !result.GetValue(_noStatus),
        Name = result.GetValue(_name),
        Settings = result.GetValue(_set)!,
        Faults = new FaultOptions
        {
            Drop = result.GetValue(_drop),
            Duplicate = result.GetValue(_duplicate),
            Reorder = result.GetValue(_reorder),
            Corrupt = result.GetValue(_corrupt),
            MarkCe = result.GetValue(_ce),
            BleachEcn = result.GetValue(_bleach),
            Delay = result.GetValue(_delay),
            Jitter = result.GetValue(_jitter),
            Seed = result.GetValue(_seed),
        },
    };

    private static Option<double> Percentage(string name, string fate) => new(name)
    {
        Description = $"The share of packets, each way, to {fate}",
        HelpName = "P%",
        CustomParser = Reading.With<double>(Quantities.ReadPercentage),
    };

    private static Option<TimeSpan> Duration(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = Reading.With<TimeSpan>(Quantities.ReadDuration),
    };
}
