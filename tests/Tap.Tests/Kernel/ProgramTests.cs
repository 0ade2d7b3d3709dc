using ActorTcp.Apps.EchoNode.Services;
using Tap.Tests.Fixtures;

namespace Tap.Tests.Kernel;

/// <summary>The programs that a newcomer tries. Each test is skipped where its program is missing.</summary>
[Collection(KernelCollection.Name)]
public class ProgramTests
{
    private const int Mebibyte = 1024 * 1024;

    [SkippableFact]
    public async Task Netcat_sends_a_file_and_its_FIN_and_gets_all_back()
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        byte[] file = Noise.Make(10 * Mebibyte);
        // -N: shutdown(2) after the end of the input (OpenBSD's netcat).
        Client netcat = Client.Start(stack, "nc", "-N", $"{TapNetwork.StackAddress}", $"{KernelStack.EchoPort}");
        using var back = new MemoryStream();
        Task receiving = netcat.Output.CopyToAsync(back, stack.Cancel);
        await netcat.Input.WriteAsync(file, stack.Cancel);
        netcat.Input.Close();
        await receiving;
        Assert.Equal(0, await netcat.ExitCodeAsync());
        Noise.AssertSame(file, back.ToArray());
    }

    [SkippableFact]
    public async Task Curl_uploads_to_discard()
    {
        const int Size = 64 * Mebibyte;
        const int TimedOut = 28; // discard never answers: curl gives up, as it must
        await using KernelStack stack = await KernelStack.StartAsync();
        string path = Path.GetTempFileName();
        try
        {
            using (FileStream file = File.OpenWrite(path)) file.SetLength(Size);
            Client curl = Client.Start(
                stack, "curl", "-sS", "-T", path, $"http://{TapNetwork.StackAddress}:{KernelStack.DiscardPort}/", "-H", "Expect:",
                "--speed-limit", "1", "--speed-time", "1", "--max-time", "50", "-w", "%{size_upload}");
            Assert.Equal($"{Size}", await curl.OutputAsync());
            Assert.Equal(TimedOut, await curl.ExitCodeAsync());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [SkippableFact]
    public async Task Curl_downloads_from_the_source()
    {
        await using KernelStack stack = await KernelStack.StartAsync();
        Client curl = Client.Start(
            stack, "curl", "-sS", "--http0.9", "--max-time", "50", "-o", "-",
            $"http://{TapNetwork.StackAddress}:{KernelStack.SourcePort}/");
        byte[] got = new byte[16 * Mebibyte];
        await curl.Output.ReadExactlyAsync(got, stack.Cancel);
        byte[] expected = new byte[got.Length];
        byte[] period = [.. Enumerable.Range(0, SourcePattern.Period).Select(i => SourcePattern.At(i))];
        for (int i = 0; i < expected.Length; i++) expected[i] = period[i % period.Length];
        Noise.AssertSame(expected, got);
    }
}
