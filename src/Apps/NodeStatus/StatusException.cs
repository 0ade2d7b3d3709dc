namespace ActorTcp.Apps.NodeStatus;

/// <summary>It cannot be done; the message is one sentence that says why.</summary>
public sealed class StatusException : Exception
{
    /// <summary>With the sentence.</summary>
    public StatusException(string message)
        : base(message)
    {
    }
}
