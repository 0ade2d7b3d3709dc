using System.Globalization;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using Akka.Actor;
using Akka.Configuration;

namespace ActorTcp.Api;

/// <summary>
/// One stack for an actor system, configured by <c>actor-tcp { … }</c> in its HOCON (see the embedded <c>reference.conf</c>): started
/// when first asked for, stopped with the system.
/// </summary>
public sealed class StackExtension : IExtension
{
    internal StackExtension(StackHandle stack) => Stack = stack;

    /// <summary>The stack.</summary>
    public StackHandle Stack { get; }

    /// <summary>The stack's actor, for what would go to <c>system.Tcp()</c>.</summary>
    public IActorRef Tcp => Stack.Tcp;

    /// <summary>The stack's actor, for what would go to <c>system.Udp()</c> or to UdpConnected's manager.</summary>
    public IActorRef Udp => Stack.Udp;
}

/// <summary>Makes the <see cref="StackExtension"/>; Akka's extension registry calls it once for each system.</summary>
public sealed class StackExtensionProvider : ExtensionIdProvider<StackExtension>
{
    private const string Section = "actor-tcp";

    /// <summary>The defaults of everything that can be configured.</summary>
    public static Config Reference { get; } =
        ConfigurationFactory.FromResource("ActorTcp.Api.reference.conf", typeof(StackExtensionProvider).Assembly);

    /// <inheritdoc/>
    /// <exception cref="ConfigurationException">A value is wrong: the message names it.</exception>
    public override StackExtension CreateExtension(ExtendedActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        Config config = system.Settings.Config.WithFallback(Reference).GetConfig(Section);
        // Without the reference, which a profile goes before.
        StackOptions options = ReadOptions(system.Settings.Config.HasPath(Section) ? system.Settings.Config.GetConfig(Section) : ConfigurationFactory.Empty);
        Config deviceConfig = config.GetConfig("device");
        string name = deviceConfig.GetString("provider");
        if (Type.GetType(name) is not { } type || Activator.CreateInstance(type) is not IFrameDeviceProvider provider)
            throw new ConfigurationException($"{Section}.device.provider: there is no frame device provider \"{name}\"; is its assembly referenced?");
        IFrameDevice device = provider.Open(deviceConfig);
        var loop = new ThreadEventLoop(provider.CreateWaiter());
        StackHandle stack = TcpStack.Start(system, loop, device, options, Section);
        // The loop must outlive the actors that run on it.
        system.WhenTerminated.ContinueWith(_ => loop.Dispose(), TaskScheduler.Default);
        return new StackExtension(stack);
    }

    /// <summary>
    /// Reads a stack's options from a section like <c>actor-tcp</c>; what it lacks has the values of its <c>profile</c>, and what that lacks
    /// the defaults.
    /// </summary>
    /// <exception cref="ConfigurationException">A value is wrong: the message names it.</exception>
    public static StackOptions ReadOptions(Config section)
    {
        ArgumentNullException.ThrowIfNull(section);
        Config defaults = Reference.GetConfig(Section);
        string profile = section.WithFallback(defaults).GetString("profile");
        if (!StackProfile.Names.Contains(profile)) throw new ConfigurationException($"{Section}.profile: there is no profile \"{profile}\"; there are {string.Join(", ", StackProfile.Names)}");
        Config config = section.WithFallback(defaults.GetConfig($"profiles.{profile}")).WithFallback(defaults);
        string gateway = config.GetString("gateway");
        PortRange ports = Read<PortRange>(config, "ip_local_port_range", PortRange.TryParse);
        return new StackOptions
        {
            Address = Read<Ipv4Network>(config, "address", Ipv4Network.TryParse),
            Gateway = string.IsNullOrEmpty(gateway) ? null : Read<Ipv4Address>(config, "gateway", Ipv4Address.TryParse),
            Mac = Read<MacAddress>(config, "mac", MacAddress.TryParse),
            ReceiveBufferSize = config.GetByteSize("receive-buffer-size") is null or 0 ? 0 : Size(config, "receive-buffer-size"),
            TcpRmem = ReceiveMemory(config),
            TcpMem = Three(config, "tcp_mem"),
            TcpMaxOrphans = config.GetInt("tcp_max_orphans"),
            TcpModerateRcvbuf = config.GetBoolean("tcp_moderate_rcvbuf"),
            SendBufferSize = Size(config, "send-buffer-size"),
            SendBufferMax = Size(config, "send-buffer-max"),
            SoMaxConn = config.GetInt("somaxconn"),
            TcpMaxSynBacklog = config.GetInt("tcp_max_syn_backlog"),
            TcpSynRetries = config.GetInt("tcp_syn_retries"),
            TcpSynAckRetries = config.GetInt("tcp_synack_retries"),
            TcpSyncookies = config.GetInt("tcp_syncookies"),
            TcpAbortOnOverflow = config.GetBoolean("tcp_abort_on_overflow"),
            TcpRetries1 = config.GetInt("tcp_retries1"),
            TcpRetries2 = config.GetInt("tcp_retries2"),
            TcpOrphanRetries = config.GetInt("tcp_orphan_retries"),
            TcpFinTimeout = config.GetTimeSpan("tcp_fin_timeout"),
            TcpInvalidRateLimit = config.GetTimeSpan("tcp_invalid_ratelimit"),
            TcpChallengeAckLimit = config.GetInt("tcp_challenge_ack_limit"),
            TcpMaxTwBuckets = config.GetInt("tcp_max_tw_buckets"),
            TcpTwReuse = config.GetInt("tcp_tw_reuse"),
            TcpTimestamps = config.GetBoolean("tcp_timestamps"),
            TcpKeepaliveTime = config.GetTimeSpan("tcp_keepalive_time"),
            TcpKeepaliveIntvl = config.GetTimeSpan("tcp_keepalive_intvl"),
            TcpKeepaliveProbes = config.GetInt("tcp_keepalive_probes"),
            TcpEcn = config.GetInt("tcp_ecn"),
            TcpEcnFallback = config.GetBoolean("tcp_ecn_fallback"),
            TcpSack = config.GetBoolean("tcp_sack"),
            TcpDsack = config.GetBoolean("tcp_dsack"),
            TcpCongestionControl = Read<string>(config, "tcp_congestion_control", TryCongestionControl),
            TcpHystart = config.GetBoolean("tcp_hystart"),
            TcpCubicRule = Read<TcpCubicRule>(config, "tcp_cubic_rule", TryCubicRule),
            TcpOptionOrder = Read<TcpOptionOrder>(config, "tcp_option_order", TryOrder),
            TcpPushRule = Read<TcpPushRule>(config, "tcp_push_rule", TryPushRule),
            TcpReceiveSlowStart = config.GetBoolean("tcp_receive_slow_start"),
            TcpAdvWinScale = Math.Clamp(config.GetInt("tcp_adv_win_scale"), 0, 31),
            TcpSynLinearTimeouts = Math.Clamp(config.GetInt("tcp_syn_linear_timeouts"), 0, 127),
            TcpSynIcmpErrors = config.GetBoolean("tcp_syn_icmp_errors"),
            TcpDelackFin = config.GetBoolean("tcp_delack_fin"),
            TcpWindowScaling = config.GetBoolean("tcp_window_scaling"),
            TcpRfc1337 = config.GetBoolean("tcp_rfc1337"),
            TcpSynQueueBacklog = config.GetBoolean("tcp_syn_queue_backlog"),
            TcpSynText = config.GetBoolean("tcp_syn_text"),
            TcpPartialAckTimer = config.GetBoolean("tcp_partial_ack_timer"),
            TcpUserTimeoutFromRetry = config.GetBoolean("tcp_user_timeout_from_retry"),
            TcpPawsWindow = Math.Max(0, config.GetInt("tcp_paws_window")),
            TcpMinTsoSegs = Math.Max(0, config.GetInt("tcp_min_tso_segs")),
            TcpTsoRttLog = Math.Clamp(config.GetInt("tcp_tso_rtt_log"), 0, 30),
            TcpTsoDefer = config.GetBoolean("tcp_tso_defer"),
            TcpTsoWinDivisor = Math.Max(0, config.GetInt("tcp_tso_win_divisor")),
            TcpPacingSsRatio = Math.Clamp(config.GetInt("tcp_pacing_ss_ratio"), 0, 1000),
            TcpPacingCaRatio = Math.Clamp(config.GetInt("tcp_pacing_ca_ratio"), 0, 1000),
            TcpNotsentLowat = Math.Clamp(config.GetLong("tcp_notsent_lowat"), 0, uint.MaxValue),
            TcpDelackMin = config.GetTimeSpan("tcp_delack_min"),
            TcpDelackMax = config.GetTimeSpan("tcp_delack_max"),
            TcpQuickack = config.GetBoolean("tcp_quickack"),
            TcpStdurg = config.GetBoolean("tcp_stdurg"),
            TcpCoalesceAcks = config.GetBoolean("tcp_coalesce_acks"),
            TcpMtuProbing = config.GetInt("tcp_mtu_probing"),
            TcpBaseMss = Math.Max(SegmentSize.Least, config.GetInt("tcp_base_mss")),
            TcpMtuProbeFloor = Math.Max(SegmentSize.Least, config.GetInt("tcp_mtu_probe_floor")),
            TcpProbeInterval = config.GetTimeSpan("tcp_probe_interval"),
            TcpProbeThreshold = config.GetInt("tcp_probe_threshold"),
            TcpFrto = config.GetInt("tcp_frto"),
            TcpEarlyRetrans = config.GetInt("tcp_early_retrans"),
            TcpRecovery = config.GetInt("tcp_recovery"),
            TcpReordering = Math.Max(1, config.GetInt("tcp_reordering")),
            TcpMaxReordering = Math.Max(1, config.GetInt("tcp_max_reordering")),
            TcpSlowStartAfterIdle = config.GetBoolean("tcp_slow_start_after_idle"),
            TcpRtoMin = config.GetTimeSpan("tcp_rto_min"),
            TcpRtoMax = config.GetTimeSpan("tcp_rto_max"),
            TcpRtoInitial = config.GetTimeSpan("tcp_rto_initial"),
            RmemDefault = Size(config, "rmem_default"),
            RmemMax = Size(config, "rmem_max"),
            WmemDefault = Size(config, "wmem_default"),
            WmemMax = Size(config, "wmem_max"),
            IpLocalPortRange = (ports.First, ports.Last),
            IpTtl = (byte)Math.Clamp(config.GetInt("ip_default_ttl"), 1, 255),
            IpMtuExpires = config.GetTimeSpan("mtu_expires"),
            IpMinPmtu = config.GetInt("min_pmtu"),
            Msl = config.GetTimeSpan("msl"),
            InitialWindow = Math.Max(1, config.GetInt("initial-window")),
            RegisterTimeout = config.GetTimeSpan("register-timeout"),
        };
    }

    private delegate bool Parser<T>(ReadOnlySpan<char> text, out T value);

    private static T Read<T>(Config config, string key, Parser<T> parse)
    {
        string text = config.GetString(key);
        return parse(text, out T value) ? value : throw new ConfigurationException($"{Section}.{key}: \"{text}\" is not understood");
    }

    private static bool TryOrder(ReadOnlySpan<char> text, out TcpOptionOrder order)
    {
        order = text is "rfc" ? TcpOptionOrder.Rfc : TcpOptionOrder.Linux;
        return text is "linux" or "rfc";
    }

    private static bool TryPushRule(ReadOnlySpan<char> text, out TcpPushRule rule)
    {
        rule = text is "empty-queue" ? TcpPushRule.EmptyQueue : TcpPushRule.Linux;
        return text is "linux" or "empty-queue";
    }

    private static bool TryCubicRule(ReadOnlySpan<char> text, out TcpCubicRule rule)
    {
        rule = text is "linux" ? TcpCubicRule.Linux : TcpCubicRule.Rfc;
        return text is "linux" or "rfc";
    }

    private static bool TryCongestionControl(ReadOnlySpan<char> text, out string name)
    {
        name = text.ToString();
        return CongestionControls.IsKnown(name);
    }

    // As Linux writes it: three numbers, each at least as large as the one before.
    private static (long Least, long Middle, long Most) Three(Config config, string key)
    {
        string text = config.GetString(key);
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Span<long> numbers = stackalloc long[3];
        bool understood = words.Length == numbers.Length;
        for (int i = 0; understood && i < numbers.Length; i++)
            understood = long.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]) && (i == 0 || numbers[i] >= numbers[i - 1]);
        if (understood) return (numbers[0], numbers[1], numbers[2]);
        throw new ConfigurationException($"{Section}.{key}: \"{text}\" is not understood: three numbers of bytes, in rising order");
    }

    private static (int Min, int Default, int Max) ReceiveMemory(Config config)
    {
        (long least, long middle, long most) = Three(config, "tcp_rmem");
        const long Largest = 1 << 30; // RFC 7323 2.3: a window is below 2^30
        return ((int)Math.Min(least, Largest), (int)Math.Min(middle, Largest), (int)Math.Min(most, Largest));
    }

    private static int Size(Config config, string key) =>
        (int)Math.Clamp(config.GetByteSize(key) ?? 0, 2048, 1 << 30); // RFC 7323 2.3: a window is below 2^30
}

/// <summary>The way to the stack that HOCON configures.</summary>
public static class StackExtensions
{
    /// <summary>The system's stack, started now if it is not running: <c>system.ActorTcp().Tcp</c> stands where <c>system.Tcp()</c> stood.</summary>
    public static StackExtension ActorTcp(this ActorSystem system) => system.WithExtension<StackExtension, StackExtensionProvider>();
}
