namespace ActorTcp.Apps.EchoNode.Serving;

/// <summary>It cannot be done; the message is one sentence that says why.</summary>
internal sealed class NodeException(string message) : Exception(message);
