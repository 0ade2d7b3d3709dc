using System.CommandLine;
using System.CommandLine.Invocation;
using ActorTcp.Apps.PacketDrill.Output;
using ActorTcp.Packetdrill;
using ActorTcp.Packetdrill.Language;
using ActorTcp.Packetdrill.Running;

namespace ActorTcp.Apps.PacketDrill;

/// <summary>The command line: packetdrill's options by packetdrill's names, and ours.</summary>
internal sealed class PacketDrillCommand
{
    public const int Failure = 1;
    public const int BadUsage = 2;

    // packetdrill's options; what each means, a script's header can say as well.
    private static readonly (string Name, string Value, string Description)[] Valued =
    [
        ("ip_version", "VERSION", "ipv4 or ipv4-mapped-ipv6; scripts for ipv6 are skipped"),
        ("local_ip", "ADDRESS", "The stack's address [192.168.0.1]"),
        ("gateway_ip", "ADDRESS", "The router's address [192.168.0.2]"),
        ("netmask_ip", "MASK", "The link's netmask [255.255.0.0]"),
        ("remote_ip", "ADDRESS", "The peer's address [192.0.2.1]"),
        ("bind_port", "PORT", "The port that bind() binds to [8080]"),
        ("connect_port", "PORT", "The port that connect() connects to [8080]"),
        ("mtu", "BYTES", "The link's MTU [1500]"),
        ("mss", "BYTES", "The pieces that a peer's larger segments come in [the MTU's]"),
        ("speed", "MBPS", "Accepted, of no effect"),
        ("tolerance_usecs", "MICROSECONDS", "How far from its time an event may be [4000]"),
        ("tolerance_percent", "PERCENT", "The same, of the time since the event before [12.5]"),
        ("tcp_ts_tick_usecs", "MICROSECONDS", "A tick of the timestamps; 0: their values are not compared [0]"),
        ("non_fatal", "KINDS", "packet, syscall: what differs is told and the script goes on"),
        ("init_scripts", "FILES", "Shell commands to begin each script with"),
        ("profile", "NAME", "The tunables that scripts begin with: linux or rfc [linux]"),
    ];

    private static readonly (string Name, string Description)[] Switches =
    [
        ("tcp_ts_ecr_scaled", "Tell unknown timestamp echoes from the first timestamp"),
        ("strict_segments", "What is written as one segment must be sent as one"),
        ("is_anyip", "Datagrams may arrive at sockets that have sent nothing"),
        ("dry_run", "Read the scripts, run none"),
    ];

    private readonly Argument<string[]> _paths = new("FILE|DIR")
    {
        Description = "Scripts, or directories of scripts (*.pkt, at any depth)",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _defines = new("-D", "--define") { Description = "Define a name in all scripts", HelpName = "NAME=value" };
    private readonly Option<string?> _junit = new("--junit") { Description = "Write the results as JUnit's XML", HelpName = "FILE" };
    private readonly Option<bool> _strictTime = new("--strict-time") { Description = "Events may be 100 µs from their time, whatever the tolerances say" };
    private readonly Option<bool> _strictEnd = new("--strict-end") { Description = "Packets that nobody expected before a script's end are a failure" };
    private readonly Option<bool> _verbose = new("--verbose", "-v") { Description = "Show calls and packets with their times" };
    private readonly Option<int> _parallel = new("--parallel") { Description = "How many scripts run at once", HelpName = "COUNT", DefaultValueFactory = _ => 2 };
    private readonly Option<string?> _serve = new("--serve") { Description = "Serve packetdrill itself, through its shim (docs/packetdrill.md)", HelpName = "SOCKET" };
    private readonly List<(string Name, Option<string?> Option)> _valued = [];
    private readonly List<(string Name, Option<bool> Option)> _switches = [];

    private PacketDrillCommand()
    {
        Root = new RootCommand("Runs packetdrill's scripts against the stack, in process and on virtual time.")
        {
            _paths, _defines, _junit, _strictTime, _strictEnd, _verbose, _parallel, _serve,
        };
        foreach ((string name, string value, string description) in Valued)
        {
            var option = new Option<string?>($"--{name}") { Description = description, HelpName = value };
            _valued.Add((name, option));
            Root.Options.Add(option);
        }
        foreach ((string name, string description) in Switches)
        {
            var option = new Option<bool>($"--{name}") { Description = description };
            _switches.Add((name, option));
            Root.Options.Add(option);
        }
    }

    private RootCommand Root { get; }

    /// <summary>Reads the command line and does what it says.</summary>
    /// <returns>The process's exit code: 0, 1 after a failure, 2 after bad usage.</returns>
    public static async Task<int> InvokeAsync(string[] args, TextWriter output, TextWriter errors)
    {
        var command = new PacketDrillCommand();
        command.Root.SetAction((result, token) => command.RunAsync(result, output, errors, token));
        ParseResult result = command.Root.Parse(args);
        if (result.Action is not ParseErrorAction) return await result.InvokeAsync();
        return await ComplainAsync(errors, result.Errors[0].Message);
    }

    private async Task<int> RunAsync(ParseResult result, TextWriter output, TextWriter errors, CancellationToken token)
    {
        string[] paths = result.GetValue(_paths) ?? [];
        string? serve = result.GetValue(_serve);
        if ((paths.Length == 0) == (serve is null)) return await ComplainAsync(errors, "Say which scripts, or --serve");
        try
        {
            RunnerSettings settings = ReadSettings(result, out List<ScriptOption> options);
            if (serve is not null) return await ServeCommand.RunAsync(serve, SettingsReader.Read(settings, [], options), output, errors, token);
            IReadOnlyList<string> scripts = ScriptFiles.Find(paths);
            var report = new Report(output);
            IReadOnlyList<ScriptResult> results = await ScriptBatch.RunAsync(
                scripts, settings, options, Math.Clamp(result.GetValue(_parallel), 1, Environment.ProcessorCount * 2), report.Write, token);
            if (result.GetValue(_junit) is { } junit) JUnit.Write(results, junit);
            report.Close(results);
            return results.Any(each => each.Outcome == Outcome.Failed) ? Failure : 0;
        }
        catch (Exception wrong) when (wrong is ScriptFailureException or ScriptSkipException or FileNotFoundException or UnauthorizedAccessException)
        {
            return await ComplainAsync(errors, wrong.Message);
        }
    }

    private RunnerSettings ReadSettings(ParseResult result, out List<ScriptOption> options)
    {
        options = [];
        foreach ((string name, Option<string?> option) in _valued)
        {
            if (result.GetValue(option) is { } value) options.Add(new ScriptOption(name, value));
        }
        foreach ((string name, Option<bool> option) in _switches)
        {
            if (result.GetValue(option)) options.Add(new ScriptOption(name, null));
        }
        var settings = new RunnerSettings
        {
            StrictTime = result.GetValue(_strictTime),
            StrictEnd = result.GetValue(_strictEnd),
            Verbose = result.GetValue(_verbose),
        };
        foreach (string definition in result.GetValue(_defines) ?? []) settings = SettingsReader.Define(settings, definition);
        _ = SettingsReader.Read(settings, [], options); // what is wrong is told before anything runs
        return settings;
    }

    private static async Task<int> ComplainAsync(TextWriter errors, string complaint)
    {
        await errors.WriteLineAsync($"{complaint.TrimEnd('.')} (--help lists the options)");
        return BadUsage;
    }
}
