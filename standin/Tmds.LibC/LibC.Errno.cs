using System.Runtime.InteropServices;
using static Tmds.Linux.LibraryNames;

namespace Tmds.Linux;

public static unsafe partial class LibC
{
    public static int EPERM => 1;

    public static int ENOENT => 2;

    public static int ESRCH => 3;

    public static int EINTR => 4;

    public static int EIO => 5;

    public static int ENXIO => 6;

    public static int EBADF => 9;

    public static int EAGAIN => 11;

    public static int EWOULDBLOCK => EAGAIN;

    public static int ENOMEM => 12;

    public static int EACCES => 13;

    public static int EFAULT => 14;

    public static int EBUSY => 16;

    public static int EEXIST => 17;

    public static int ENODEV => 19;

    public static int ENOTDIR => 20;

    public static int EISDIR => 21;

    public static int EINVAL => 22;

    public static int ENFILE => 23;

    public static int EMFILE => 24;

    public static int ENOTTY => 25;

    public static int ENOSPC => 28;

    public static int EPIPE => 32;

    public static int ERANGE => 34;

    public static int ENOSYS => 38;

    public static int EBADFD => 77;

    public static int EMSGSIZE => 90;

    public static int EPROTONOSUPPORT => 93;

    public static int EOPNOTSUPP => 95;

    public static int EAFNOSUPPORT => 97;

    public static int EADDRINUSE => 98;

    public static int EADDRNOTAVAIL => 99;

    public static int ENETDOWN => 100;

    public static int ENETUNREACH => 101;

    public static int ENETRESET => 102;

    public static int ECONNABORTED => 103;

    public static int ECONNRESET => 104;

    public static int ENOBUFS => 105;

    public static int EISCONN => 106;

    public static int ENOTCONN => 107;

    public static int ETIMEDOUT => 110;

    public static int ECONNREFUSED => 111;

    public static int EHOSTDOWN => 112;

    public static int EHOSTUNREACH => 113;

    public static int EALREADY => 114;

    public static int EINPROGRESS => 115;

    /// <summary>What the last call left that keeps it.</summary>
    public static int errno => Marshal.GetLastPInvokeError();

    // The POSIX function; glibc's own of this name is another.
    [DllImport(Libc, EntryPoint = "__xpg_strerror_r")]
    public static extern int strerror_r(int errnum, byte* buf, size_t buflen);
}
