using System.Runtime.InteropServices;
using static Tmds.Linux.LibraryNames;

namespace Tmds.Linux;

public static unsafe partial class LibC
{
    public static int O_RDONLY => 0;

    public static int O_WRONLY => 1;

    public static int O_RDWR => 2;

    public static int O_CREAT => 0x40;

    public static int O_EXCL => 0x80;

    public static int O_TRUNC => 0x200;

    public static int O_APPEND => 0x400;

    public static int O_NONBLOCK => 0x800;

    public static int O_CLOEXEC => 0x80000;

    public static int F_GETFD => 1;

    public static int F_SETFD => 2;

    public static int F_GETFL => 3;

    public static int F_SETFL => 4;

    public static int FD_CLOEXEC => 1;

    [DllImport(Libc, SetLastError = true)]
    public static extern int open(byte* pathname, int flags, mode_t mode = default);

    [DllImport(Libc, SetLastError = true)]
    public static extern int close(int fd);

    [DllImport(Libc, SetLastError = true)]
    public static extern int dup(int oldfd);

    [DllImport(Libc, SetLastError = true)]
    public static extern int dup2(int oldfd, int newfd);

    [DllImport(Libc, SetLastError = true)]
    public static extern int pipe2(int* pipefd, int flags);

    [DllImport(Libc, SetLastError = true)]
    public static extern ssize_t read(int fd, void* buf, size_t count);

    [DllImport(Libc, SetLastError = true)]
    public static extern ssize_t write(int fd, void* buf, size_t count);

    [DllImport(Libc, SetLastError = true)]
    public static extern int fcntl(int fd, int cmd);

    [DllImport(Libc, SetLastError = true)]
    public static extern int fcntl(int fd, int cmd, int arg);

    [DllImport(Libc, SetLastError = true)]
    public static extern int fcntl(int fd, int cmd, void* arg);

    [DllImport(Libc, SetLastError = true)]
    public static extern int mkdir(byte* path, mode_t mode);

    [DllImport(Libc, SetLastError = true)]
    public static extern int rmdir(byte* pathname);

    [DllImport(Libc, SetLastError = true)]
    public static extern int unlink(byte* pathname);

    // The request is an unsigned long to glibc and an int to musl: a register's width serves both.
    public static int ioctl(int fd, int request) => Ioctl(fd, (uint)request, null);

    public static int ioctl(int fd, int request, int arg) => Ioctl(fd, (uint)request, (void*)arg);

    public static int ioctl(int fd, int request, void* arg) => Ioctl(fd, (uint)request, arg);

    [DllImport(Libc, SetLastError = true, EntryPoint = "ioctl")]
    private static extern int Ioctl(int fd, ulong_t request, void* arg);
}
