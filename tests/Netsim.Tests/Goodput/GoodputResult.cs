namespace Netsim.Tests.Goodput;

/// <summary>What a row came to.</summary>
internal sealed record GoodputResult
{
    /// <summary>Goodput over the payload that the path carries.</summary>
    public required double Share { get; init; }

    /// <summary>Bits a second that the application got.</summary>
    public required double Goodput { get; init; }

    /// <summary>How long it was measured, in virtual time.</summary>
    public required TimeSpan Measured { get; init; }

    /// <summary>Data packets that the path took while it was measured.</summary>
    public required long Packets { get; init; }

    /// <summary>Data packets that were lost, over the whole run.</summary>
    public required long Lost { get; init; }

    /// <summary>Segments sent again, over the whole run.</summary>
    public required long Again { get; init; }

    /// <summary>Retransmission timeouts, over the whole run.</summary>
    public required long Timeouts { get; init; }

    /// <summary>The longest time in which the application got nothing.</summary>
    public required TimeSpan LongestGap { get; init; }

    /// <summary>The longest RTO, back-off included, of such times that were longer than the round trips explain; zero: there was none.</summary>
    public required TimeSpan LongestRto { get; init; }

    /// <summary>The longest time in which the application got nothing beyond what the sender's RTO explains; zero: none.</summary>
    public required TimeSpan Unexplained { get; init; }

    /// <summary>Whether the window opened within the run's limits.</summary>
    public required bool Opened { get; init; }
}
