using ActorTcp.Connection;

namespace ActorTcp.Apps.Netstat;

/// <summary>What the command line asks for.</summary>
internal sealed record NetstatOptions
{
    public Selection Selection { get; init; }

    public bool Header { get; init; } = true;

    public bool Timers { get; init; }

    public bool Extended { get; init; }

    public bool Info { get; init; }

    public bool Statistics { get; init; }

    public bool Json { get; init; }

    /// <summary>A node's name or path; null: the one that runs.</summary>
    public string? Node { get; init; }
}

/// <summary>Which sockets are shown: ss's three choices.</summary>
internal enum Selection
{
    /// <summary>Without a word: ss leaves out LISTEN, SYN-RECV and TIME-WAIT.</summary>
    Connected,

    /// <summary>-l.</summary>
    Listening,

    /// <summary>-a.</summary>
    All,
}

/// <summary>What a selection holds.</summary>
internal static class Selections
{
    public static bool Holds(this Selection selection, TcpState state) => selection switch
    {
        Selection.All => true,
        Selection.Listening => state == TcpState.Listen,
        _ => state is not (TcpState.Listen or TcpState.SynReceived or TcpState.TimeWait or TcpState.Closed),
    };
}
