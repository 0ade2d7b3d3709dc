namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>The errors of Linux that calls fail with here before a socket sees them.</summary>
internal static class Errno
{
    public const int ENOENT = 2;
    public const int EBADF = 9;
    public const int EAGAIN = 11;
    public const int EFAULT = 14;
    public const int EEXIST = 17;
    public const int EINVAL = 22;
    public const int EDOM = 33;
    public const int EINPROGRESS = 115;
}
