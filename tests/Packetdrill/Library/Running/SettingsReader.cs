using System.Globalization;
using System.Net;
using System.Numerics;
using ActorTcp.Api;
using ActorTcp.Packetdrill.Language;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Packetdrill.Running;

/// <summary>Reads packetdrill's options, from a script's header or from a command line.</summary>
public static class SettingsReader
{
    // What has no meaning on a virtual link of unbounded speed, with one way to run scripts, an evaluator of our own and no interface.
    private static readonly HashSet<string> Meaningless = new(StringComparer.Ordinal)
    {
        "speed", "code_command", "code_format", "debug", "v", "verbose", "send_omit_free",
    };

    /// <summary>The settings with the options of a script's header; those of the command line count more.</summary>
    /// <exception cref="ScriptFailureException">An option is not known or not understood.</exception>
    /// <exception cref="ScriptSkipException">An option asks for what we lack.</exception>
    public static RunnerSettings Read(RunnerSettings settings, IEnumerable<ScriptOption> options, IReadOnlyCollection<ScriptOption> commandLine)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(commandLine);
        foreach (ScriptOption option in options.Concat(commandLine)) settings = Apply(settings, option);
        return settings;
    }

    /// <summary>The settings with one option more.</summary>
    /// <exception cref="ScriptFailureException">It is not known or not understood.</exception>
    /// <exception cref="ScriptSkipException">It asks for what we lack.</exception>
    public static RunnerSettings Apply(RunnerSettings settings, ScriptOption option)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(option);
        string name = option.Name;
        if (Meaningless.Contains(name)) return settings;
        if (name.StartsWith("wire_", StringComparison.Ordinal)) throw new ScriptSkipException($"needs --{name}: two machines are not supported");
        switch (name)
        {
            case "ip_version": return Version(settings, Value(option));
            case "local_ip": return settings with { LocalAddress = Address(option) };
            case "gateway_ip": return settings with { Gateway = Address(option) };
            case "remote_ip": return settings with { RemoteAddress = Address(option) };
            case "netmask_ip": return settings with { PrefixLength = BitOperations.PopCount(Address(option).Value) };
            case "bind_port": return settings with { BindPort = (ushort)Number(option, 1, ushort.MaxValue) };
            case "connect_port": return settings with { ConnectPort = (ushort)Number(option, 1, ushort.MaxValue) };
            case "mtu": return settings with { Mtu = (int)Number(option, 68, ushort.MaxValue) };
            case "tolerance_usecs": return settings with { ToleranceMicroseconds = Number(option, 1, long.MaxValue) };
            case "tolerance_percent": return settings with { TolerancePercent = Percent(option) };
            case "tcp_ts_tick_usecs": return settings with { TimestampTickMicroseconds = (int)Number(option, 0, 1_000_000) };
            case "tcp_ts_ecr_scaled": return settings with { TimestampEchoScaled = true };
            case "strict_segments": return settings with { StrictSegments = true };
            case "is_anyip": return settings with { AnyIp = true };
            case "dry_run": return settings with { DryRun = true };
            case "init_scripts": return settings with { InitScripts = Value(option).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) };
            case "non_fatal":
                string[] kinds = Value(option).Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
                return settings with
                {
                    NonFatalPackets = settings.NonFatalPackets || kinds.Contains("packet"),
                    NonFatalCalls = settings.NonFatalCalls || kinds.Contains("syscall"),
                };
            case "define": return Define(settings, Value(option));
            case "profile": return settings with { Profile = StackProfile.Names.Contains(Value(option)) ? Value(option) : throw Bad(option) };
            case "mss": return settings with { PeerSegment = (int)Number(option, 1, ushort.MaxValue) };
            case "code_sockopt" when Value(option) is "" or "TCP_INFO": return settings;
            case "code_sockopt" or "so_filename" or "so_flags" or "psp_udp_port":
                throw new ScriptSkipException($"needs --{name}={option.Value}: not implemented");
            default: throw new ScriptFailureException($"option '{name}' unknown");
        }
    }

    /// <summary>The settings with a definition more, <c>NAME=value</c>.</summary>
    /// <exception cref="ScriptFailureException">It is none.</exception>
    public static RunnerSettings Define(RunnerSettings settings, string definition)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(definition);
        int equals = definition.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0) throw new ScriptFailureException($"bad definition: {definition}");
        return settings with
        {
            Defines = new Dictionary<string, string>(settings.Defines) { [definition[..equals]] = definition[(equals + 1)..] },
        };
    }

    // What a socket of AF_INET6 does with a mapped address is, on the wire, what one of AF_INET does.
    private static RunnerSettings Version(RunnerSettings settings, string version) => version switch
    {
        "ipv4" or "ipv4-mapped-ipv6" => settings,
        "ipv6" => throw new ScriptSkipException("needs --ip_version=ipv6: IPv6 is not implemented"),
        _ => throw new ScriptFailureException($"bad --ip_version: {version}"),
    };

    private static Ipv4Address Address(ScriptOption option)
    {
        string text = Value(option);
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0) text = text[..slash];
        if (Ipv4Address.TryParse(text, out Ipv4Address address)) return address;
        if (IPAddress.TryParse(text, out _)) throw new ScriptSkipException($"needs --{option.Name}={text}: IPv6 is not implemented");
        throw Bad(option);
    }

    private static long Number(ScriptOption option, long least, long most) =>
        long.TryParse(Value(option), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most
            ? number
            : throw Bad(option);

    private static double Percent(ScriptOption option) =>
        double.TryParse(Value(option), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is >= 0 and <= 100
            ? number
            : throw Bad(option);

    private static string Value(ScriptOption option) =>
        option.Value ?? throw new ScriptFailureException($"option '{option.Name}' requires an argument");

    private static ScriptFailureException Bad(ScriptOption option) => new($"bad --{option.Name}: {option.Value}");
}
