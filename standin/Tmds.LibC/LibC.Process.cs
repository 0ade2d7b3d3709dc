using System.Runtime.InteropServices;
using static Tmds.Linux.LibraryNames;

namespace Tmds.Linux;

public static unsafe partial class LibC
{
    public static int CLONE_NEWNS => 0x00020000;

    public static int CLONE_NEWUSER => 0x10000000;

    public static int CLONE_NEWPID => 0x20000000;

    public static int CLONE_NEWNET => 0x40000000;

    public static int _SC_PAGESIZE => 30;

    public static int _SC_NPROCESSORS_ONLN => 84;

    [DllImport(Libc, SetLastError = true)]
    public static extern int unshare(int flags);

    [DllImport(Libc, SetLastError = true)]
    public static extern int setns(int fd, int nstype);

    [DllImport(Libc)]
    public static extern pid_t getpid();

    [DllImport(Libc)]
    public static extern uid_t getuid();

    [DllImport(Libc)]
    public static extern uid_t geteuid();

    [DllImport(Libc, SetLastError = true)]
    public static extern int kill(pid_t pid, int signum);

    [DllImport(Libc, SetLastError = true)]
    public static extern long_t sysconf(int name);

    public static int SIGCONT => 18;
}
