using ActorTcp.Api;
using ActorTcp.Protocol;
using Akka.Actor;

namespace Netsim.Tests.Paths;

/// <summary>One connection that sends without end, and what its receiver's application has got of it.</summary>
internal sealed class Flow(string name)
{
    public string Name => name;

    /// <summary>Whether the handshake is done.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Whom to ask for <see cref="Info"/>.</summary>
    public IActorRef Ask { get; set; } = ActorRefs.Nobody;

    /// <summary>What the sender last said of itself.</summary>
    public TcpInfo? Info { get; set; }

    /// <summary>Why it ended; it never should.</summary>
    public object? End { get; set; }

    /// <summary>Bytes that the receiving application has got, in order.</summary>
    public long Received { get; private set; }

    /// <summary>When it last got some.</summary>
    public Instant LastAt { get; private set; }

    /// <summary>The longest time between two pieces that it got.</summary>
    public TimeSpan LongestGap { get; private set; }

    /// <summary>When the longest gap began.</summary>
    public Instant LongestGapAt { get; private set; }

    public void OnReceived(int bytes, Instant now)
    {
        if (Received > 0 && now - LastAt > LongestGap) (LongestGap, LongestGapAt) = (now - LastAt, LastAt);
        Received += bytes;
        LastAt = now;
    }
}
