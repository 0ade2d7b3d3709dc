namespace ActorTcp.Protocol;

/// <summary>A range of ports, both ends included: Linux's <c>ip_local_port_range</c>.</summary>
public readonly record struct PortRange
{
    /// <summary>The range between two ports.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The first is 0 or after the last.</exception>
    public PortRange(ushort first, ushort last)
    {
        ArgumentOutOfRangeException.ThrowIfZero(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        First = first;
        Last = last;
    }

    /// <summary>Linux's default: 32768 to 60999.</summary>
    public static PortRange Default => new(32768, 60999);

    /// <summary>The first port.</summary>
    public ushort First { get; }

    /// <summary>The last port.</summary>
    public ushort Last { get; }

    /// <summary>How many ports there are, 1 to 65535.</summary>
    public int Count => Last - First + 1;

    /// <summary>Whether a port is in the range.</summary>
    public bool Contains(ushort port) => port >= First && port <= Last;

    /// <summary>
    /// The port to try, as in RFC 6056 3.3.3: <c>min_ephemeral + (next_ephemeral + offset) % num_ephemeral</c>. Attempts 0 to
    /// <see cref="Count"/> - 1 with one offset try each port once.
    /// </summary>
    /// <param name="offset">A keyed hash of the addresses and the remote port, or a random number.</param>
    /// <param name="attempt">How many ports have been tried.</param>
    public ushort Candidate(uint offset, uint attempt) => (ushort)(First + (offset + (ulong)attempt) % (uint)Count);

    /// <summary>Parses <c>first last</c> as Linux writes it, or <c>first-last</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out PortRange range)
    {
        range = default;
        text = text.Trim();
        int gap = text.IndexOfAny(" \t-");
        if (gap < 0) return false;
        const System.Globalization.NumberStyles Style = System.Globalization.NumberStyles.None;
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        if (!ushort.TryParse(text[..gap], Style, culture, out ushort first)) return false;
        if (!ushort.TryParse(text[(gap + 1)..].Trim(), Style, culture, out ushort last)) return false;
        if (first == 0 || last < first) return false;
        range = new(first, last);
        return true;
    }

    /// <summary>Both ends: <c>32768-60999</c>.</summary>
    public override string ToString() => $"{First}-{Last}";
}
