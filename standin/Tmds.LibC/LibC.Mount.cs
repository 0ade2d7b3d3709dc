using System.Runtime.InteropServices;
using static Tmds.Linux.LibraryNames;

namespace Tmds.Linux;

public static unsafe partial class LibC
{
    public static ulong_t MS_RDONLY => 1;

    public static ulong_t MS_NOSUID => 2;

    public static ulong_t MS_NODEV => 4;

    public static ulong_t MS_NOEXEC => 8;

    public static ulong_t MS_REMOUNT => 32;

    public static ulong_t MS_BIND => 1 << 12;

    public static ulong_t MS_MOVE => 1 << 13;

    public static ulong_t MS_REC => 1 << 14;

    public static ulong_t MS_PRIVATE => 1 << 18;

    public static ulong_t MS_SLAVE => 1 << 19;

    public static ulong_t MS_SHARED => 1 << 20;

    public static int MNT_FORCE => 1;

    public static int MNT_DETACH => 2;

    [DllImport(Libc, SetLastError = true)]
    public static extern int mount(byte* source, byte* target, byte* filesystemtype, ulong_t mountflags, void* data);

    [DllImport(Libc, SetLastError = true)]
    public static extern int umount(byte* target);

    [DllImport(Libc, SetLastError = true)]
    public static extern int umount2(byte* target, int flags);
}
