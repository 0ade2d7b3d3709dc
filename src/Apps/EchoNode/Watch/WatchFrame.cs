using ActorTcp.Api;
using ActorTcp.Connection;

namespace ActorTcp.Apps.EchoNode.Watch;

/// <summary>What the live view shows at one instant.</summary>
internal sealed record WatchFrame
{
    /// <summary>The loop's time.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>How many sockets are in each state.</summary>
    public required IReadOnlyDictionary<TcpState, int> States { get; init; }

    /// <summary>The listeners with the fullest queues, the fullest first.</summary>
    public required IReadOnlyList<TcpSocket> Listeners { get; init; }

    /// <summary>The connections with most in their queues, then the newest.</summary>
    public required IReadOnlyList<TcpSocket> Connections { get; init; }

    /// <summary>How many connections have been in CLOSE_WAIT for so long that the application must have forgotten them.</summary>
    public required int Leaks { get; init; }

    /// <summary>The one that has been there longest; null if there is none.</summary>
    public required TcpSocket? OldestLeak { get; init; }

    /// <summary>The counters that matter most, and the others of TcpExt that have counted anything.</summary>
    public required IReadOnlyList<Rate> Counters { get; init; }

    /// <summary>Bits a second received and sent by the device since the frame before.</summary>
    public required (double In, double Out) BitsPerSecond { get; init; }

    public Rate Counter(string name) => Counters.FirstOrDefault(counter => counter.Name == name);

    /// <summary>A counter, and by how much a second it grew since the frame before.</summary>
    public readonly record struct Rate(string Name, long Value, double PerSecond);
}
