using System.Runtime.InteropServices;

namespace Tmds.Linux;

[StructLayout(LayoutKind.Sequential, Size = 16)]
public struct sockaddr
{
    public sa_family_t sa_family { get; set; }
}
