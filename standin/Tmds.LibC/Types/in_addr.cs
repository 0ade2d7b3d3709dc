using System.Runtime.InteropServices;

namespace Tmds.Linux;

/// <summary>An IPv4 address in network order.</summary>
[StructLayout(LayoutKind.Explicit)]
public unsafe struct in_addr
{
    [FieldOffset(0)]
    public fixed byte s_addr[4];

    [FieldOffset(0)]
    private readonly uint _alignment;
}
