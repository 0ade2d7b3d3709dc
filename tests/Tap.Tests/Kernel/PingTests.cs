using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

[Collection(KernelCollection.Name)]
public class PingTests
{
    [SkippableFact]
    public async Task Three_echo_requests_are_answered()
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        await PingAsync(stack, bytes: 56);
        Assert.Equal(3, stack.Stack.Counters.Ip.IcmpEchoReplies);
    }

    [SkippableFact]
    public async Task Echoes_larger_than_the_MTU_come_and_go_in_fragments()
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        await PingAsync(stack, bytes: 3000); // ping compares what comes back
        Assert.Equal(3, stack.Stack.Counters.Ip.ReassembledOk);
    }

    private static async Task PingAsync(KernelStack stack, int bytes)
    {
        Client ping = Client.Start(
            stack, "ping", "-c", "3", "-i", "0.1", "-W", "10", "-s", $"{bytes}", $"{TapNetwork.StackAddress}");
        string told = await ping.OutputAsync();
        Assert.True(await ping.ExitCodeAsync() == 0, told);
        Assert.Contains("3 received, 0% packet loss", told, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong data byte", told, StringComparison.Ordinal);
    }
}
