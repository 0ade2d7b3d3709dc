using System.Collections.Frozen;
using System.Globalization;
using ActorTcp.Api;

namespace ActorTcp.Packetdrill.Running;

/// <summary>Linux's settings as the stack's options.</summary>
internal static class Sysctl
{
    private static readonly FrozenDictionary<string, Func<StackOptions, string, StackOptions>> Known = new Dictionary<string, Func<StackOptions, string, StackOptions>>
    {
        // The stack's own: a script of ours says so which choices it shows. Linux, asked with sysctl -e, passes it over.
        ["actor_tcp.profile"] = StackProfile.Apply,
        ["net.core.somaxconn"] = (options, text) => options with { SoMaxConn = Int(text) },
        ["net.core.rmem_default"] = (options, text) => options with { RmemDefault = Int(text) },
        ["net.core.rmem_max"] = (options, text) => options with { RmemMax = Int(text) },
        ["net.core.wmem_default"] = (options, text) => options with { WmemDefault = Int(text) },
        ["net.core.wmem_max"] = (options, text) => options with { WmemMax = Int(text) },
        ["net.ipv4.ip_default_ttl"] = (options, text) => options with { IpTtl = (byte)Int(text) },
        ["net.ipv4.ip_local_port_range"] = (options, text) => options with { IpLocalPortRange = Two(text) is var (low, high) ? ((ushort)low, (ushort)high) : default },
        ["net.ipv4.route.min_pmtu"] = (options, text) => options with { IpMinPmtu = Int(text) },
        ["net.ipv4.route.mtu_expires"] = (options, text) => options with { IpMtuExpires = Seconds(text) },
        ["net.ipv4.tcp_abort_on_overflow"] = (options, text) => options with { TcpAbortOnOverflow = Bool(text) },
        ["net.ipv4.tcp_base_mss"] = (options, text) => options with { TcpBaseMss = Int(text) },
        ["net.ipv4.tcp_challenge_ack_limit"] = (options, text) => options with { TcpChallengeAckLimit = Int(text) },
        ["net.ipv4.tcp_congestion_control"] = (options, text) => options with { TcpCongestionControl = CongestionControl(text) },
        ["net.ipv4.tcp_dsack"] = (options, text) => options with { TcpDsack = Bool(text) },
        ["net.ipv4.tcp_early_retrans"] = (options, text) => options with { TcpEarlyRetrans = Int(text) },
        ["net.ipv4.tcp_ecn"] = (options, text) => options with { TcpEcn = Ecn(text) },
        ["net.ipv4.tcp_ecn_fallback"] = (options, text) => options with { TcpEcnFallback = Bool(text) },
        ["net.ipv4.tcp_fin_timeout"] = (options, text) => options with { TcpFinTimeout = Seconds(text) },
        ["net.ipv4.tcp_frto"] = (options, text) => options with { TcpFrto = Int(text) },
        ["net.ipv4.tcp_invalid_ratelimit"] = (options, text) => options with { TcpInvalidRateLimit = TimeSpan.FromMilliseconds(Int(text)) },
        ["net.ipv4.tcp_keepalive_intvl"] = (options, text) => options with { TcpKeepaliveIntvl = Seconds(text) },
        ["net.ipv4.tcp_keepalive_probes"] = (options, text) => options with { TcpKeepaliveProbes = Int(text) },
        ["net.ipv4.tcp_keepalive_time"] = (options, text) => options with { TcpKeepaliveTime = Seconds(text) },
        ["net.ipv4.tcp_max_orphans"] = (options, text) => options with { TcpMaxOrphans = Int(text) },
        ["net.ipv4.tcp_max_reordering"] = (options, text) => options with { TcpMaxReordering = Int(text) },
        ["net.ipv4.tcp_max_syn_backlog"] = (options, text) => options with { TcpMaxSynBacklog = Int(text) },
        ["net.ipv4.tcp_max_tw_buckets"] = (options, text) => options with { TcpMaxTwBuckets = Int(text) },
        ["net.ipv4.tcp_min_tso_segs"] = (options, text) => options with { TcpMinTsoSegs = Int(text) },
        ["net.ipv4.tcp_moderate_rcvbuf"] = (options, text) => options with { TcpModerateRcvbuf = Bool(text) },
        ["net.ipv4.tcp_mtu_probe_floor"] = (options, text) => options with { TcpMtuProbeFloor = Int(text) },
        ["net.ipv4.tcp_mtu_probing"] = (options, text) => options with { TcpMtuProbing = Int(text) },
        ["net.ipv4.tcp_notsent_lowat"] = (options, text) => options with { TcpNotsentLowat = uint.Parse(text, CultureInfo.InvariantCulture) },
        ["net.ipv4.tcp_orphan_retries"] = (options, text) => options with { TcpOrphanRetries = Int(text) is 0 ? 8 : Int(text) },
        ["net.ipv4.tcp_pacing_ca_ratio"] = (options, text) => options with { TcpPacingCaRatio = Int(text) },
        ["net.ipv4.tcp_pacing_ss_ratio"] = (options, text) => options with { TcpPacingSsRatio = Int(text) },
        ["net.ipv4.tcp_probe_interval"] = (options, text) => options with { TcpProbeInterval = Seconds(text) },
        ["net.ipv4.tcp_probe_threshold"] = (options, text) => options with { TcpProbeThreshold = Int(text) },
        ["net.ipv4.tcp_recovery"] = (options, text) => options with { TcpRecovery = Int(text) },
        ["net.ipv4.tcp_reordering"] = (options, text) => options with { TcpReordering = Int(text) },
        ["net.ipv4.tcp_retries1"] = (options, text) => options with { TcpRetries1 = Int(text) },
        ["net.ipv4.tcp_retries2"] = (options, text) => options with { TcpRetries2 = Int(text) },
        ["net.ipv4.tcp_rmem"] = (options, text) => options with { TcpRmem = Three(text) },
        ["net.ipv4.tcp_rto_max_ms"] = (options, text) => options with { TcpRtoMax = TimeSpan.FromMilliseconds(Int(text)) },
        ["net.ipv4.tcp_rto_min_us"] = (options, text) => options with { TcpRtoMin = TimeSpan.FromMicroseconds(Int(text)) },
        ["net.ipv4.tcp_sack"] = (options, text) => options with { TcpSack = Bool(text) },
        ["net.ipv4.tcp_slow_start_after_idle"] = (options, text) => options with { TcpSlowStartAfterIdle = Bool(text) },
        ["net.ipv4.tcp_stdurg"] = (options, text) => options with { TcpStdurg = Bool(text) },
        ["net.ipv4.tcp_adv_win_scale"] = (options, text) => options with { TcpAdvWinScale = Int(text) },
        ["net.ipv4.tcp_syn_linear_timeouts"] = (options, text) => options with { TcpSynLinearTimeouts = Int(text) },
        ["net.ipv4.tcp_syn_retries"] = (options, text) => options with { TcpSynRetries = Int(text) },
        ["net.ipv4.tcp_synack_retries"] = (options, text) => options with { TcpSynAckRetries = Int(text) },
        ["net.ipv4.tcp_syncookies"] = (options, text) => options with { TcpSyncookies = Int(text) },
        ["net.ipv4.tcp_timestamps"] = (options, text) => options with { TcpTimestamps = Bool(text) },
        ["net.ipv4.tcp_tso_rtt_log"] = (options, text) => options with { TcpTsoRttLog = Int(text) },
        ["net.ipv4.tcp_tso_win_divisor"] = (options, text) => options with { TcpTsoWinDivisor = Int(text) },
        ["net.ipv4.tcp_tw_reuse"] = (options, text) => options with { TcpTwReuse = Int(text) },
        ["net.ipv4.tcp_rfc1337"] = (options, text) => options with { TcpRfc1337 = Bool(text) },
        ["net.ipv4.tcp_window_scaling"] = (options, text) => options with { TcpWindowScaling = Bool(text) },
        ["net.ipv4.tcp_wmem"] = (options, text) => options with { SendBufferSize = Three(text).Default, SendBufferMax = Three(text).Max },
    }.ToFrozenDictionary();

    // Settings that cannot change what a script sees here; why, behind each.
    private static readonly FrozenSet<string> Silent = new[]
    {
        "net.core.default_qdisc", // there is no queue between the stack and the link
        "net.ipv4.tcp_ecn_option", // Accurate ECN's; tcp_ecn refuses to ask for it
        "net.ipv4.tcp_fack", // of no effect since Linux 4.15
        "net.ipv4.tcp_fastopen", // without a call that asks for it, or an option of the peer's, there is none: those are skipped
        "net.ipv4.tcp_fastopen_blackhole_timeout_sec", // the same
        "net.ipv4.tcp_fastopen_key", // the same
        "net.ipv4.tcp_low_latency", // of no effect since Linux 4.14
        "net.ipv4.tcp_no_metrics_save", // nothing is kept from connection to connection
        "net.ipv4.tcp_no_ssthresh_metrics_save", // the same
        "net.ipv4.tcp_autocorking", // waits for a device's queue to drain; a script's is always empty
        "net.ipv4.tcp_limit_output_bytes", // limits a device's queue, which is always empty
        "net.ipv4.tcp_comp_sack_delay_ns", // SACKs are never held back
        "net.ipv4.tcp_comp_sack_nr", // the same
        "net.ipv4.tcp_comp_sack_slack_ns", // the same
    }.ToFrozenSet();

    // Settings that cannot be changed here, and the value that is the stack's behaviour.
    private static readonly FrozenSet<string> AsItIs = new[]
    {
        "net.ipv4.tcp_min_snd_mss=48", // Linux's default; see SegmentSize.Least
        "net.ipv4.tcp_retrans_collapse=1", // for peers of another century
    }.ToFrozenSet();

    /// <summary>The options with one setting more.</summary>
    /// <param name="options">The options.</param>
    /// <param name="name">The setting, with dots or slashes.</param>
    /// <param name="text">Its value.</param>
    /// <exception cref="ScriptSkipException">There is no such setting here, or not this value of it.</exception>
    /// <exception cref="ScriptFailureException">The value is not understood.</exception>
    public static StackOptions Apply(StackOptions options, string name, string text)
    {
        name = name.Replace('/', '.').TrimStart('.');
        if (name.StartsWith("proc.sys.", StringComparison.Ordinal)) name = name["proc.sys.".Length..];
        text = text.Trim();
        if (Silent.Contains(name)) return options;
        if (AsItIs.Contains($"{name}={text}")) return options;
        if (!Known.TryGetValue(name, out Func<StackOptions, string, StackOptions>? apply)) throw new ScriptSkipException($"needs sysctl {name}={text}: not implemented");
        try
        {
            return apply(options, text);
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException or ArgumentException)
        {
            throw new ScriptFailureException($"sysctl {name}: \"{text}\" is not understood", wrong);
        }
    }

    private static int Int(string text) => (int)Math.Min(int.MaxValue, long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));

    private static bool Bool(string text) => Int(text) != 0;

    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(Int(text));

    private static int Ecn(string text) => Int(text) is >= 0 and <= 2 and var ecn ? ecn : throw new ScriptSkipException($"needs sysctl net.ipv4.tcp_ecn={text}: Accurate ECN is not implemented");

    private static string CongestionControl(string text) =>
        ActorTcp.Protocol.CongestionControls.IsKnown(text) ? text : throw new ScriptSkipException($"needs the congestion control {text}: not implemented");

    private static int[] Numbers(string text, int count)
    {
        int[] numbers = [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Int)];
        return numbers.Length == count ? numbers : throw new FormatException($"{count} numbers");
    }

    private static (int Low, int High) Two(string text) => Numbers(text, 2) is var numbers ? (numbers[0], numbers[1]) : default;

    private static (int Min, int Default, int Max) Three(string text) => Numbers(text, 3) is var numbers ? (numbers[0], numbers[1], numbers[2]) : default;
}
