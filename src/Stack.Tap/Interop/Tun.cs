namespace ActorTcp.Tap.Interop;

/// <summary>The TUN/TAP driver's numbers, from <c>linux/if_tun.h</c>; the same on x64 and arm64.</summary>
internal static class Tun
{
    internal const string Path = "/dev/net/tun";

    internal const int TUNSETIFF = 0x400454ca;
    internal const int TUNGETFEATURES = unchecked((int)0x800454cf);
    internal const int TUNSETOFFLOAD = 0x400454d0;
    internal const int TUNSETVNETHDRSZ = 0x400454d8;

    internal const short IFF_TAP = 0x0002;
    internal const short IFF_NO_PI = 0x1000;
    internal const short IFF_VNET_HDR = 0x4000;
    internal const short IFF_MULTI_QUEUE = 0x0100;

    internal const int TUN_F_CSUM = 0x01;
    internal const int TUN_F_TSO4 = 0x02;
    internal const int TUN_F_TSO6 = 0x04;
    internal const int TUN_F_TSO_ECN = 0x08;
    internal const int TUN_F_USO4 = 0x20;
    internal const int TUN_F_USO6 = 0x40;
}
