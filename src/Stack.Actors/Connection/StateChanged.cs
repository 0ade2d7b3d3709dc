using Akka.Actor;
using ActorTcp.Network;

namespace ActorTcp.Connection;

/// <summary>
/// A connection, or half-open entry, has entered a state. Published on the actor system's event stream by the loop; subscribe
/// to watch every step of every connection.
/// </summary>
/// <param name="Connection">The actor that changed.</param>
/// <param name="Flow">Its 4-tuple.</param>
/// <param name="From">The state it left.</param>
/// <param name="To">The state it entered.</param>
/// <param name="At">The loop's time.</param>
public sealed record StateChanged(IActorRef Connection, FlowKey Flow, TcpState From, TcpState To, Protocol.Instant At)
{
    /// <summary>One line: time, 4-tuple, the two states.</summary>
    public override string ToString() => $"{At} {Flow} {From} -> {To}";
}
