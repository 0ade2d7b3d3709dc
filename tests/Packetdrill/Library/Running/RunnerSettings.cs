using ActorTcp.Api;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Packetdrill.Running;

/// <summary>How scripts are run: packetdrill's options, with its defaults, and a few of ours.</summary>
public sealed record RunnerSettings
{
    /// <summary><c>--local_ip</c>: the stack's address.</summary>
    public Ipv4Address LocalAddress { get; init; } = Ipv4Address.Parse("192.168.0.1");

    /// <summary><c>--gateway_ip</c>: the router for what is not on the link.</summary>
    public Ipv4Address Gateway { get; init; } = Ipv4Address.Parse("192.168.0.2");

    /// <summary><c>--netmask_ip</c>, as a prefix length.</summary>
    public int PrefixLength { get; init; } = 16;

    /// <summary><c>--remote_ip</c>: the peer's address.</summary>
    public Ipv4Address RemoteAddress { get; init; } = Ipv4Address.Parse("192.0.2.1");

    /// <summary><c>--bind_port</c>: the port that bind() binds to.</summary>
    public ushort BindPort { get; init; } = 8080;

    /// <summary><c>--connect_port</c>: the port that connect() connects to.</summary>
    public ushort ConnectPort { get; init; } = 8080;

    /// <summary><c>--mtu</c>: the link's, in bytes.</summary>
    public int Mtu { get; init; } = 1500;

    /// <summary><c>--mss</c>: how much text each segment of a peer's super-frame has, in bytes; 0: its segments come as they are written.</summary>
    public int PeerSegment { get; init; }

    /// <summary>Whether the link divides what is larger than a segment (TSO); <c>ethtool -K tun0 tso off</c> says no.</summary>
    public bool Divides { get; init; } = true;

    /// <summary><c>--tolerance_usecs</c>: how far from its time an event may be, in microseconds.</summary>
    public long ToleranceMicroseconds { get; init; } = 4000;

    /// <summary><c>--tolerance_percent</c>: the same, of the time since the event before; the larger one counts.</summary>
    public double TolerancePercent { get; init; } = 12.5;

    /// <summary><c>--tcp_ts_tick_usecs</c>: microseconds a tick of the timestamps; 0: their values are not compared.</summary>
    public int TimestampTickMicroseconds { get; init; }

    /// <summary><c>--tcp_ts_ecr_scaled</c>: whether an echo of a timestamp that was never sent is told from the first one.</summary>
    public bool TimestampEchoScaled { get; init; }

    /// <summary><c>--strict_segments</c>: whether what a script expects as one segment must be sent as one.</summary>
    public bool StrictSegments { get; init; }

    /// <summary><c>--non_fatal=packet</c>: a packet that differs is told and the script goes on.</summary>
    public bool NonFatalPackets { get; init; }

    /// <summary><c>--non_fatal=syscall</c>: the same for a system call.</summary>
    public bool NonFatalCalls { get; init; }

    /// <summary><c>--is_anyip</c>: datagrams and ICMP may arrive at a socket that has sent nothing.</summary>
    public bool AnyIp { get; init; }

    /// <summary><c>--dry_run</c>: scripts are read, not run.</summary>
    public bool DryRun { get; init; }

    /// <summary><c>--init_scripts</c>: files of shell commands that are run before each script, separated by commas.</summary>
    public IReadOnlyList<string> InitScripts { get; init; } = [];

    /// <summary><c>--profile</c>: the tunables that scripts begin with.</summary>
    public string Profile { get; init; } = StackProfile.Linux;

    /// <summary><c>--strict-time</c>: 100 µs, whatever the tolerances say.</summary>
    public bool StrictTime { get; init; }

    /// <summary><c>--strict-end</c>: whether packets that nobody expected before the script's end are a failure.</summary>
    public bool StrictEnd { get; init; }

    /// <summary><c>--verbose</c>: whether a trace of calls and packets is kept.</summary>
    public bool Verbose { get; init; }

    /// <summary><c>-D NAME=value</c>.</summary>
    public IReadOnlyDictionary<string, string> Defines { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        // What packetdrill's run_all.py defines for IPv4.
        ["TFO_COOKIE"] = "3021b9d889017eeb",
        ["CODE"] = "host_unreachable",
        ["CMSG_LEVEL_IP"] = "SOL_IP",
        ["CMSG_TYPE_RECVERR"] = "IP_RECVERR",
    };

    /// <summary>The tolerance that counts, in microseconds, <paramref name="gap"/> microseconds after the event before.</summary>
    public long Tolerance(long gap) =>
        StrictTime ? StrictMicroseconds : Math.Max(ToleranceMicroseconds, (long)(TolerancePercent / 100 * gap));

    private const long StrictMicroseconds = 100;
}
