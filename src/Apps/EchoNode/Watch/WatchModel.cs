using ActorTcp.Api;
using ActorTcp.Apps.NodeStatus;
using ActorTcp.Connection;
using ActorTcp.Network;

namespace ActorTcp.Apps.EchoNode.Watch;

/// <summary>Makes frames of tables and counters: selects, sorts, and compares with the frame before. Formats nothing.</summary>
/// <param name="listeners">How many listeners a frame holds.</param>
/// <param name="connections">How many connections.</param>
internal sealed class WatchModel(int listeners = 8, int connections = 12)
{
    private static readonly string[] Key =
    [
        "ActiveOpens", "PassiveOpens", "AttemptFails", "EstabResets", "InSegs", "OutSegs", "RetransSegs", "InErrs", "OutRsts",
    ];

    private readonly Dictionary<string, long> _before = [];
    private (TimeSpan At, long In, long Out)? _last;

    /// <summary>The next frame.</summary>
    /// <param name="table">The sockets.</param>
    /// <param name="counters">What was counted.</param>
    /// <param name="bytesIn">Bytes that the device has received.</param>
    /// <param name="bytesOut">Bytes that it has sent.</param>
    public WatchFrame Next(SocketTable table, IReadOnlyList<NamedCounter> counters, long bytesIn, long bytesOut)
    {
        TimeSpan at = table.At.SinceStart;
        double seconds = _last is { } last ? (at - last.At).TotalSeconds : 0;
        var frame = new WatchFrame
        {
            At = at,
            States = table.Sockets.CountBy(socket => socket.State).ToDictionary(),
            Listeners = [.. table.Sockets.Where(socket => socket.State == TcpState.Listen)
                .OrderByDescending(socket => socket.ReceiveQueue).ThenByDescending(socket => socket.SynQueue).Take(listeners)],
            Connections = [.. table.Sockets.Where(socket => socket.State is not (TcpState.Listen or TcpState.TimeWait or TcpState.SynReceived))
                .OrderByDescending(socket => socket.ReceiveQueue + socket.SendQueue).ThenBy(socket => socket.InState).Take(connections)],
            Leaks = table.Sockets.Count(Ss.IsLeak),
            OldestLeak = table.Sockets.Where(Ss.IsLeak).MaxBy(socket => socket.InState),
            Counters = [.. counters.Where(IsShown).Select(counter => RateOf(counter, seconds))],
            BitsPerSecond = (PerSecond(8 * (bytesIn - (_last?.In ?? 0)), seconds), PerSecond(8 * (bytesOut - (_last?.Out ?? 0)), seconds)),
        };
        _last = (at, bytesIn, bytesOut);
        return frame;
    }

    private static bool IsShown(NamedCounter counter) => counter.Group switch
    {
        "Tcp" => Key.Contains(counter.Name),
        "TcpExt" => counter.Value != 0 || counter.Name is "ListenOverflows" or "ListenDrops" or "TCPTimeouts",
        _ => false,
    };

    private WatchFrame.Rate RateOf(NamedCounter counter, double seconds)
    {
        long before = _before.GetValueOrDefault(counter.Name);
        _before[counter.Name] = counter.Value;
        return new WatchFrame.Rate(counter.Name, counter.Value, PerSecond(counter.Value - before, seconds));
    }

    private static double PerSecond(long grown, double seconds) => seconds > 0 ? grown / seconds : 0;
}
