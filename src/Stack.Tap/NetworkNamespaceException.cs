namespace ActorTcp.Tap;

/// <summary>A network namespace could not be made, entered or removed. The message is one sentence that says what to do.</summary>
public sealed class NetworkNamespaceException : TapException
{
    /// <summary>With a message alone.</summary>
    public NetworkNamespaceException(string message)
        : base(message)
    {
    }

    /// <summary>With the error number of the system call that failed.</summary>
    public NetworkNamespaceException(string message, int errno)
        : base(message, errno)
    {
    }
}
