using System.Net;
using System.Net.Sockets;
using ActorTcp.Network;
using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

/// <summary>
/// The kernel's SYN carries text (it can be made to send TCP Fast Open's without a cookie of RFC 7413): RFC 9293 3.10.7.2 has us
/// keep it, and nothing is lost or doubled, whatever becomes of it.
/// </summary>
[Collection(KernelCollection.Name)]
public class SynTextTests
{
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)] // a cookie remembers no text: the kernel sends it again
    public async Task Text_on_the_kernels_SYN_arrives_once(int syncookies)
    {
        const int SolTcp = 6, TcpFastOpenConnect = 30;
        WatchedDevice? wire = null;
        await using KernelStack stack = await KernelStack.StartAsync(
            wrap: device => wire = new WatchedDevice(device), with: options => options with { TcpSyncookies = syncookies });
        stack.SetKernel("net/ipv4/tcp_fastopen", "5"); // as a client, and without a cookie
        Task withText = wire!.ReceivedAsync(segment => segment is { IsSyn: true, TextLength: 1000 });
        using Socket socket = stack.Network.CreateSocket(SocketType.Stream, ProtocolType.Tcp);
        socket.SetRawSocketOption(SolTcp, TcpFastOpenConnect, BitConverter.GetBytes(1));
        await socket.ConnectAsync(new IPEndPoint(TapNetwork.StackAddress, KernelStack.EchoPort), stack.Cancel); // sends nothing
        var kernel = new KernelPeer(socket, stack.Cancel);
        byte[] sent = Noise.Make(5000);
        await kernel.SendAsync(sent.AsMemory(0, 1000));
        Noise.AssertSame(sent, await kernel.ExchangeAsync(sent.AsMemory(1000)));
        Assert.True(withText.IsCompleted);
        TcpCounters counters = stack.Stack.Counters.Tcp;
        Assert.Equal((1, syncookies == 2 ? 1 : 0), (counters.PassiveOpens, counters.SyncookiesRecv));
        Assert.Equal(0, counters.EstabResets);
    }
}
