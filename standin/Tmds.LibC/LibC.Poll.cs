using System.Runtime.InteropServices;
using static Tmds.Linux.LibraryNames;

namespace Tmds.Linux;

public static unsafe partial class LibC
{
    public static short POLLIN => 0x001;

    public static short POLLPRI => 0x002;

    public static short POLLOUT => 0x004;

    public static short POLLERR => 0x008;

    public static short POLLHUP => 0x010;

    public static short POLLNVAL => 0x020;

    public static short POLLRDHUP => 0x2000;

    public static int EFD_SEMAPHORE => 1;

    public static int EFD_NONBLOCK => O_NONBLOCK;

    public static int EFD_CLOEXEC => O_CLOEXEC;

    // As in Tmds.LibC, errno is not kept for these two.
    [DllImport(Libc)]
    public static extern int poll(pollfd* fds, ulong_t nfds, int timeout);

    [DllImport(Libc)]
    public static extern int ppoll(pollfd* fds, ulong_t nfds, timespec* timeout, sigset_t* sigmask);

    [DllImport(Libc, SetLastError = true)]
    public static extern int eventfd(uint initval, int flags);
}
