using System.Net;
using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tap;

namespace Tap.Tests.Fixtures;

/// <summary>
/// A network behind the kernel, which routes for us: another namespace with a kernel of its own in it, and a next hop that carries
/// less than the links do.
/// </summary>
internal static class NarrowPath
{
    /// <summary>The kernel's far address: what connects to it goes through the router.</summary>
    public static readonly IPAddress FarAddress = IPAddress.Parse("203.0.113.2");

    /// <summary>The stack with the kernel as its gateway.</summary>
    public static async Task<KernelStack> StartAsync(DeviceOffloads offloads, Func<StackOptions, StackOptions>? with = null)
    {
        KernelStack stack = await KernelStack.StartAsync(offloads, with: options =>
        {
            StackOptions routed = options with { Gateway = Ipv4Address.Parse($"{TapNetwork.HostAddress}") };
            return with is null ? routed : with(routed);
        });
        stack.SetKernel("net/ipv4/ip_forward", "1");
        stack.SetKernel("net/ipv4/icmp_ratelimit", "0");
        return stack;
    }

    /// <summary>Makes the far side, and lets the router's hop to it carry this much.</summary>
    public static NetworkNamespace AddFar(this KernelStack stack, int mtu)
    {
        NetworkNamespace far = stack.Network.Own(NetworkNamespace.Create(TapNetwork.NewName()));
        Ip(stack, "link add near0 type veth peer name far0 netns " + far.Name);
        Ip(stack, "address add 203.0.113.1/24 dev near0");
        Ip(stack, "link set near0 up");
        Ip(stack, $"netns exec {far.Name} ip address add {FarAddress}/24 dev far0");
        Ip(stack, $"netns exec {far.Name} ip link set far0 up");
        Ip(stack, $"netns exec {far.Name} ip route add default via 203.0.113.1");
        stack.SetHop(mtu);
        return far;
    }

    /// <summary>What the router's hop to the far side carries from now on.</summary>
    public static void SetHop(this KernelStack stack, int mtu) => Ip(stack, $"route replace {FarAddress}/32 dev near0 mtu lock {mtu}");

    /// <summary>A kernel socket of the far side that listens.</summary>
    public static Socket ListenFar(this KernelStack stack, NetworkNamespace far)
    {
        Socket listener = stack.Network.Own(far.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)));
        listener.Bind(new IPEndPoint(FarAddress, 0));
        listener.Listen();
        return listener;
    }

    private static void Ip(KernelStack stack, string arguments)
    {
        (int exitCode, string told) = stack.Network.RunProcess(KernelStack.Limit, "ip", arguments.Split(' '));
        Assert.True(exitCode == 0, $"ip {arguments}: {told}");
    }
}
