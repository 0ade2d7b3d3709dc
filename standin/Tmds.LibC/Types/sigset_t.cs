using System.Runtime.InteropServices;

namespace Tmds.Linux;

/// <summary>A set of signals; glibc's and musl's are of one size.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
public struct sigset_t
{
    [FieldOffset(0)]
    private readonly nuint _alignment;
}
