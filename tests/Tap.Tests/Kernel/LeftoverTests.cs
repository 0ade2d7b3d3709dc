using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Tap;
using Akka.IO;
using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

/// <summary>What is left when all is over: nothing.</summary>
[Collection(KernelCollection.Name)]
public class LeftoverTests
{
    [SkippableFact]
    public async Task The_TAP_goes_with_the_stack_and_the_namespace_with_its_maker()
    {
        KernelStack stack = await KernelStack.StartAsync();
        TapNetwork network = stack.Network;
        Assert.True(network.HasInterface("tap0"));
        await stack.StopAsync();
        Assert.False(network.HasInterface("tap0"));
        await stack.DisposeAsync();
        Assert.False(NetworkNamespace.Exists(network.Namespace.Name));
    }

    [SkippableFact]
    public async Task Every_buffer_comes_back_when_connections_have_closed()
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        for (int i = 0; i < 20; i++)
        {
            using KernelPeer peer = await stack.ConnectAsync(KernelStack.EchoPort);
            await peer.ExchangeAsync(Noise.Make(100_000));
        }
        await stack.StopAsync();
        AssertAllReturned(stack);
    }

    /// <summary>Stopped in full flight: data unread, data unsent, data underway, faults holding packets back.</summary>
    [SkippableFact]
    public async Task Every_buffer_comes_back_when_the_stack_stops_in_full_flight()
    {
        const int Port = 4000;
        var delay = TimeSpan.FromMilliseconds(5);
        var faults = new FaultOptions { Drop = 0.02, Reorder = 0.1, Duplicate = 0.1, Delay = delay, Seed = 3 };
        await using KernelStack stack = await KernelStack.StartAsync(wrap: device => new FaultInjector(device, faults));
        Application application = stack.StartApplication();
        await application.BindAsync(Port);
        var peers = new List<KernelPeer>();
        for (int i = 0; i < 10; i++)
        {
            KernelPeer peer = await stack.ConnectAsync(Port);
            peers.Add(peer);
            await application.AcceptAsync();
            application.Register();
            application.Tell(Tcp.SuspendReading.Instance);
            application.Write(Noise.Make(1024 * 1024));
            await peer.SendAsync(Noise.Make(50_000));
            await peer.ArrivedAsync();
        }
        await stack.StopAsync();
        AssertAllReturned(stack);
        peers.ForEach(peer => peer.Dispose());
    }

    private static void AssertAllReturned(KernelStack stack)
    {
        StackContext context = stack.Stack.Context;
        Assert.Equal(0, context.Packets.Rented);
        Assert.Equal(0, context.LargePackets.Rented);
        Assert.Equal(0, stack.Tap.Pool.Rented);
        Assert.Equal(context.Counters.FramesReceived, context.Counters.TotalFates);
    }
}
