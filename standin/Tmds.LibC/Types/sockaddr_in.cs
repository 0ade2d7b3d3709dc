using System.Runtime.InteropServices;

namespace Tmds.Linux;

[StructLayout(LayoutKind.Sequential, Size = 16)]
public struct sockaddr_in
{
    public sa_family_t sin_family { get; set; }

    /// <summary>The port in network order.</summary>
    public ushort sin_port { get; set; }

    public in_addr sin_addr;
}
