using System.Net;
using System.Net.Sockets;
using ActorTcp.Connection;
using ActorTcp.Protocol.Wire;
using Akka.IO;
using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

/// <summary>We connect to what lies behind the kernel, our router, which says that there is no way, or nothing.</summary>
[Collection(KernelCollection.Name)]
public class UnreachableTests
{
    private const int SynRetries = 2;

    /// <summary>RFC 1122 4.2.3.9, RFC 5927 6: the error is remembered, the SYNs go on, and at the end it is told.</summary>
    [SkippableTheory]
    [InlineData("unreachable", SocketError.HostUnreachable)] // ICMP host unreachable
    [InlineData("prohibit", SocketError.HostUnreachable)] // communication administratively prohibited
    [InlineData("blackhole", SocketError.TimedOut)] // nothing
    [InlineData("", SocketError.NetworkUnreachable)] // no route: ICMP network unreachable
    public async Task The_kernel_has_no_way(string route, SocketError expected)
    {
        await using KernelStack stack = await KernelStack.StartAsync(with: options => options with
        {
            Gateway = Ipv4Address.Parse($"{TapNetwork.HostAddress}"),
            TcpSynRetries = SynRetries,
            TcpRtoInitial = TimeSpan.FromMilliseconds(100),
        });
        stack.SetKernel("net/ipv4/ip_forward", "1");
        stack.SetKernel("net/ipv4/icmp_ratelimit", "0");
        if (route.Length > 0)
        {
            string[] add = ["route", "add", route, "203.0.113.0/24"];
            (int exitCode, string told) = stack.Network.RunProcess(KernelStack.Limit, "ip", add);
            Assert.True(exitCode == 0, told);
        }
        Application application = stack.StartApplication();
        application.StartConnect(new IPEndPoint(IPAddress.Parse("203.0.113.1"), 80));
        Assert.Equal(expected, await application.FailureAsync<Tcp.Connect>());
        Assert.Equal("SynSent Closed", await stack.PathToAsync(TcpState.Closed));
        Assert.Equal(SynRetries, stack.Stack.Counters.Tcp.SynRetrans);
        Assert.Equal(expected == SocketError.TimedOut ? 0 : 1 + SynRetries, stack.Stack.Counters.Ip.IcmpErrorsReceived);
    }
}
