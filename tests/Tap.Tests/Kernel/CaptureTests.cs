using ActorTcp.Device;
using ActorTcp.Tap;
using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

[Collection(KernelCollection.Name)]
public class CaptureTests
{
    [SkippableTheory]
    [InlineData(TapOptions.AllOffloads)]
    [InlineData(DeviceOffloads.None)]
    public async Task A_clean_wire_carries_no_wrong_checksum_and_nothing_twice(DeviceOffloads offloads)
    {
        using var file = new MemoryStream();
        var writer = new PcapWriter(file, DateTimeOffset.UnixEpoch, leaveOpen: true);
        byte[] sent = Noise.Make(4 * 1024 * 1024);
        IFrameDevice Wrap(IFrameDevice device) => new CaptureDevice(device, writer);
        await using (KernelStack stack = await KernelStack.StartAsync(offloads, Wrap, KernelStack.Patient))
        {
            stack.MakeKernelPatient();
            using KernelPeer peer = await stack.ConnectAsync(KernelStack.EchoPort);
            Noise.AssertSame(sent, await peer.ExchangeAsync(sent));
        }
        var capture = Capture.AssertClean(file.ToArray());
        Assert.Equal(2 * sent.Length, capture.TextBytes);
        Assert.Equal(0, writer.Lost);
    }
}
