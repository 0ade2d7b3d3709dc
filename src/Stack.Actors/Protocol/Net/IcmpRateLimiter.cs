using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>
/// Limits the ICMP errors that the stack sends (RFC 1812 4.3.2.8), with Linux's two buckets: one for each target
/// (<c>icmp_ratelimit</c>) and one for all (<c>icmp_msgs_per_sec</c>, <c>icmp_msgs_burst</c>).
/// </summary>
/// <remarks>
/// Limited are the types of Linux's <c>icmp_ratemask</c>: destination unreachable, source quench, time exceeded, parameter problem.
/// Fragmentation needed is never limited, since path MTU discovery hangs on it; echo replies are not either.
/// </remarks>
public sealed class IcmpRateLimiter
{
    /// <summary>Linux's <c>icmp_ratelimit</c>: one error a second to one target, in the long run.</summary>
    public static readonly TimeSpan DefaultPerTarget = TimeSpan.FromSeconds(1);

    /// <summary>Linux's <c>icmp_msgs_per_sec</c>.</summary>
    public const int DefaultPerSecond = 1000;

    /// <summary>Linux's <c>icmp_msgs_burst</c>.</summary>
    public const int DefaultBurst = 50;

    /// <summary>How many targets are remembered.</summary>
    public const int DefaultTargets = 1024;

    // Linux's XRLIM_BURST_FACTOR: a target that has been quiet may get this many errors at once.
    private const int TargetBurst = 6;

    // A target is looked for in, and displaces the least recently used one of, this many places.
    private const int Ways = 4;

    private readonly Target[] _targets;
    private readonly long _perTarget;
    private readonly long _perError;
    private readonly long _maxCredit;
    private long _credit;
    private Instant _creditAt;

    /// <summary>A limiter whose buckets are full.</summary>
    /// <param name="perTarget">The time between two errors to one target, in the long run; zero for no limit.</param>
    /// <param name="perSecond">Errors a second to all targets.</param>
    /// <param name="burst">Errors at once to all targets.</param>
    /// <param name="targets">How many targets are remembered; rounded up to a power of two. A forgotten one has a full bucket.</param>
    public IcmpRateLimiter(
        TimeSpan? perTarget = null, int perSecond = DefaultPerSecond, int burst = DefaultBurst, int targets = DefaultTargets)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perSecond);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(burst);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(targets);
        _perTarget = (perTarget ?? DefaultPerTarget).Ticks;
        _perError = Math.Max(1, TimeSpan.TicksPerSecond / perSecond);
        _maxCredit = _perError * burst;
        _credit = _maxCredit;
        _targets = new Target[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(Ways, targets))];
    }

    /// <summary>Errors that were refused.</summary>
    public long Refused { get; private set; }

    /// <summary>Whether a message may be sent now. A yes takes a token from both buckets.</summary>
    /// <param name="type">The message's type.</param>
    /// <param name="code">The message's code.</param>
    /// <param name="target">Whom it is for.</param>
    /// <param name="now">The loop's time.</param>
    public bool Allow(IcmpType type, byte code, Ipv4Address target, Instant now)
    {
        if (!IsLimited(type, code)) return true;

        // Time is the token: credit grows by the ticks that pass, and an error costs so many of them.
        _credit = Math.Min(_maxCredit, _credit + Math.Max(0, (now - _creditAt).Ticks));
        _creditAt = now;
        if (_credit < _perError || !TakeFrom(target, now))
        {
            Refused++;
            return false;
        }

        _credit -= _perError;
        return true;
    }

    private static bool IsLimited(IcmpType type, byte code) => type switch
    {
        IcmpType.DestinationUnreachable => code != (byte)IcmpUnreachableCode.FragmentationNeeded,
        IcmpType.SourceQuench or IcmpType.TimeExceeded or IcmpType.ParameterProblem => true,
        _ => false,
    };

    /// <summary>Takes a token from a target's bucket, as Linux's <c>inet_peer_xrlim_allow</c>.</summary>
    private bool TakeFrom(Ipv4Address address, Instant now)
    {
        if (_perTarget <= 0) return true;
        long full = _perTarget * TargetBurst;
        ref var target = ref Find(address);
        target.Credit = target.Used && target.Address == address
            ? Math.Min(full, target.Credit + Math.Max(0, (now - target.At).Ticks))
            : full;
        target.Used = true;
        target.Address = address;
        target.At = now;
        if (target.Credit < _perTarget) return false;
        target.Credit -= _perTarget;
        return true;
    }

    private ref Target Find(Ipv4Address address)
    {
        // Fibonacci hashing; who finds collisions only forgets other targets' buckets, and the common bucket still holds.
        uint set = (address.Value * 2654435769u >> 8) & (uint)(_targets.Length - 1) & ~(uint)(Ways - 1);
        uint oldest = set;
        for (uint i = set; i < set + Ways; i++)
        {
            if (!_targets[i].Used || _targets[i].Address == address) return ref _targets[i];
            if (_targets[i].At < _targets[oldest].At) oldest = i;
        }

        return ref _targets[oldest];
    }

    private struct Target
    {
        public Ipv4Address Address;
        public bool Used;
        public long Credit;
        public Instant At;
    }
}
