using System.Runtime.InteropServices;

namespace ActorTcp.Tap;

/// <summary>A TAP or a network namespace could not be had. The message is one sentence that says what to do.</summary>
public class TapException : IOException
{
    /// <summary>With a message alone.</summary>
    public TapException(string message)
        : base(message)
    {
    }

    /// <summary>With the error number of the system call that failed.</summary>
    public TapException(string message, int errno)
        : base(message)
    {
        Errno = errno;
    }

    /// <summary>The system call's error number (<c>errno</c>), or 0.</summary>
    public int Errno { get; }

    internal static TapException FromErrno(string what, int errno) => new($"{what}: {Describe(errno)}", errno);

    /// <summary>The C library's words for an error number.</summary>
    internal static string Describe(int errno) => Marshal.GetPInvokeErrorMessage(errno);
}
