using System.Runtime.InteropServices;
using Tmds.Linux;

namespace ActorTcp.Tap.Interop;

/// <summary>
/// What Tmds.LibC does not have (<c>writev</c>, <c>flock</c>, <c>prctl</c>), has without its errno (<c>ppoll</c>), or has, but
/// 30 to 50 ns slower a call (<c>read</c> and <c>write</c>, for frames). Blittable, so nothing is marshalled; none suppresses
/// the GC transition, as each may run for many microseconds.
/// </summary>
internal static unsafe partial class NativeCalls
{
    internal const int LOCK_EX = 2;
    internal const int LOCK_NB = 4;
    internal const int PR_SET_TIMERSLACK = 29;

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint read(int descriptor, void* buffer, nint length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint write(int descriptor, void* buffer, nint length);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial nint writev(int descriptor, iovec* vectors, int count);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int ppoll(pollfd* descriptors, nuint count, timespec* timeout, void* signals);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int flock(int descriptor, int operation);

    [LibraryImport("libc", SetLastError = true)]
    internal static partial int prctl(int option, nuint value);
}
