using Akka.Dispatch;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Tap;

namespace Tap.Tests.Fixtures;

/// <summary>
/// Two TAPs in two namespaces, and every frame that one of them sends goes to the other, through the same faults as a stack of ours
/// has between itself and its TAP: so two kernels talk to each other over the path that a kernel and our stack talk over.
/// </summary>
internal sealed class Forwarder : IDisposable
{
    private const int Batch = 64;

    private readonly EventLoop _loop = new ThreadEventLoop(new PollWaiter());
    private readonly FaultInjector _one;
    private readonly FaultInjector _other;

    /// <summary>Begins to forward.</summary>
    /// <param name="one">A TAP.</param>
    /// <param name="other">Another one.</param>
    /// <param name="faults">What befalls packets, each way.</param>
    public Forwarder(TapDevice one, TapDevice other, FaultOptions faults)
    {
        // Each packet meets them once, when it comes out of its TAP.
        _one = new FaultInjector(one, FaultOptions.None, faults);
        _other = new FaultInjector(other, FaultOptions.None, faults with { Seed = faults.Seed + 1 });
        _loop.Execute(new ActionRunnable(() =>
        {
            _one.Attach(_loop, () => Forward(_one, _other));
            _other.Attach(_loop, () => Forward(_other, _one));
        }));
    }

    /// <summary>What befell packets on their way from the first TAP, and from the second.</summary>
    public (FaultCounters One, FaultCounters Other) Faults => (_one.Received, _other.Received);

    public void Dispose()
    {
        _one.Dispose();
        _other.Dispose();
        _loop.Dispose();
        Assert.Null(_loop.LastFailure);
    }

    private static void Forward(FaultInjector from, FaultInjector to)
    {
        FrameChain frames = default;
        while (from.Receive(ref frames, Batch) == Batch) to.Send(ref frames);
        to.Send(ref frames);
    }
}
