using Akka.IO;
using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

/// <summary>A reader that stops reading closes the window; when it reads on, nothing is lost.</summary>
[Collection(KernelCollection.Name)]
public class WindowTests
{
    private const int Mebibyte = 1024 * 1024;

    [SkippableFact]
    public async Task The_kernel_stops_reading_for_a_while()
    {
        WatchedDevice? wire = null;
        await using KernelStack stack = await KernelStack.StartAsync(wrap: device => wire = new WatchedDevice(device));
        (Application application, KernelPeer kernel) = await stack.OpenAsync(socket => socket.ReceiveBufferSize = 64 * 1024);
        application.Register();
        byte[] sent = Noise.Make(4 * Mebibyte);
        Task full = wire!.ReceivedAsync(segment => segment.HasZeroWindow);
        application.Write(sent);
        await full.WaitAsync(stack.Cancel);
        // RFC 9293 3.8.6.1: our probes ask until the window opens; the kernel's answer to one says that it is shut still.
        await wire.ReceivedAsync(segment => segment.HasZeroWindow).WaitAsync(stack.Cancel);
        Noise.AssertSame(sent, await kernel.ReceiveAsync(sent.Length));
    }

    [SkippableFact]
    public async Task Our_application_suspends_reading_for_a_while()
    {
        WatchedDevice? wire = null;
        await using KernelStack stack = await KernelStack.StartAsync(
            wrap: device => wire = new WatchedDevice(device), with: options => options with { ReceiveBufferSize = 128 * 1024 });
        (Application application, KernelPeer kernel) = await stack.OpenAsync();
        application.Register();
        byte[] sent = Noise.Make(4 * Mebibyte);
        for (int times = 0, at = 0; times < 2; times++)
        {
            application.Tell(Tcp.SuspendReading.Instance);
            Task full = wire!.SentAsync(segment => segment.HasZeroWindow);
            Task sending = kernel.SendAsync(sent.AsMemory(at, sent.Length / 2));
            await full.WaitAsync(stack.Cancel);
            application.Tell(Tcp.ResumeReading.Instance);
            Noise.AssertSame(sent.AsMemory(at, sent.Length / 2), await application.ReceiveAsync(sent.Length / 2));
            await sending;
            at += sent.Length / 2;
        }
    }
}
