using Akka.Actor;
using Akka.IO;
using ActorTcp.Network;
using ActorTcp.Protocol;

namespace ActorTcp.Connection;

/// <summary>What a connection's actor begins with.</summary>
/// <param name="Context">The stack.</param>
/// <param name="Flow">The 4-tuple.</param>
/// <param name="Inbox">Its segments; the manager hands it over after the actor was made.</param>
/// <param name="Commander">Who is told of the connection, and may register a handler.</param>
/// <param name="PullMode">Whether reading waits for <see cref="Tcp.ResumeReading"/> each time.</param>
internal sealed record ConnectionSetup(
    StackContext Context, FlowKey Flow, SegmentInbox Inbox, IActorRef Commander, bool PullMode)
{
    /// <summary>A connection whose handshake is complete: its transmission control block.</summary>
    public Tcb? Tcb { get; init; }

    /// <summary>Text that came with the peer's SYN: to be delivered first (RFC 9293 3.10.7.2, third).</summary>
    public byte[] SynText { get; init; } = [];

    /// <summary>The socket's options.</summary>
    public Api.SocketSettings Settings { get; init; } = Api.SocketSettings.Default;

    /// <summary>A connection that we open: the command.</summary>
    public Tcp.Connect? Connect { get; init; }

    /// <summary>A connection that we open: our initial sequence number.</summary>
    public SeqNum Iss { get; init; }
}
