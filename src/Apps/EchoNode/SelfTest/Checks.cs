using System.Net;
using System.Net.Sockets;
using ActorTcp.Apps.EchoNode.Services;
using ActorTcp.Apps.EchoNode.Serving;
using ActorTcp.Tap;

namespace ActorTcp.Apps.EchoNode.SelfTest;

/// <summary>A check found what should not be; the message says what.</summary>
internal sealed class CheckFailedException(string message) : Exception(message);

/// <summary>What kernel sockets see of the stack. Each check returns what it has shown, or throws.</summary>
internal sealed class Checks(NetworkNamespace where, IPAddress stack)
{
    private const int Mebibyte = 1024 * 1024;
    private const int ClosedPort = 1; // tcpmux: nobody serves it

    public IReadOnlyList<(string Name, Func<CancellationToken, Task<string>> Run)> All =>
    [
        ("echo", Echo),
        ("half-close", HalfClose),
        ("parallel", Parallel),
        ("discard", Discard),
        ("source", Source),
        ("refusal", Refusal),
    ];

    private async Task<string> Echo(CancellationToken cancel)
    {
        await EchoAsync(8 * Mebibyte, seed: 1, cancel);
        return "8 MiB came back byte for byte, then FIN";
    }

    private async Task<string> HalfClose(CancellationToken cancel)
    {
        using KernelClient client = await ConnectAsync(Node.EchoPort, cancel);
        byte[] words = "the last words, and our FIN with them"u8.ToArray();
        byte[] back = new byte[words.Length + 1];
        await client.SendAsync(words, cancel);
        client.CloseSending();
        int count = await client.ReceiveAllAsync(back, cancel);
        Require(back.AsSpan(0, count).SequenceEqual(words), $"{count} of {words.Length} bytes came back after our FIN");
        return "what was sent before our FIN came back after it, then the stack's FIN";
    }

    private async Task<string> Parallel(CancellationToken cancel)
    {
        const int Connections = 50;
        const int Bytes = Mebibyte / 4;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(seed => EchoAsync(Bytes, seed, cancel)));
        return $"{Connections} connections at once, {Bytes / 1024} KiB each, byte for byte";
    }

    private async Task<string> Discard(CancellationToken cancel)
    {
        using KernelClient client = await ConnectAsync(Node.DiscardPort, cancel);
        byte[] bytes = new byte[Mebibyte];
        for (int i = 0; i < 16; i++) await client.SendAsync(bytes, cancel);
        client.CloseSending();
        Require(await client.ReceiveAsync(bytes, cancel) == 0, "something came back");
        return "16 MiB taken, nothing came back but the FIN";
    }

    private async Task<string> Source(CancellationToken cancel)
    {
        using KernelClient client = await ConnectAsync(Node.SourcePort, cancel);
        byte[] bytes = new byte[16 * Mebibyte];
        int count = await client.ReceiveAllAsync(bytes, cancel);
        Require(count == bytes.Length, $"the stream ended after {count} bytes");
        for (int i = 0; i < count; i++)
        {
            if (bytes[i] != SourcePattern.At(i)) throw new CheckFailedException($"byte {i} is 0x{bytes[i]:x2}, not 0x{SourcePattern.At(i):x2}");
        }
        return "16 MiB of RFC 864's pattern without a wrong byte";
    }

    private async Task<string> Refusal(CancellationToken cancel)
    {
        try
        {
            using KernelClient client = await ConnectAsync(ClosedPort, cancel);
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return $"port {ClosedPort}, which nobody serves, answers with a reset";
        }
        throw new CheckFailedException($"port {ClosedPort}, which nobody serves, accepted a connection");
    }

    /// <summary>Sends and receives at the same time, as the stack's buffers are finite.</summary>
    private async Task EchoAsync(int length, int seed, CancellationToken cancel)
    {
        using KernelClient client = await ConnectAsync(Node.EchoPort, cancel);
        byte[] sent = new byte[length];
        new Random(seed).NextBytes(sent);
        byte[] back = new byte[length + 1]; // room for one too many
        Task<int> receiving = client.ReceiveAllAsync(back, cancel);
        await client.SendAsync(sent, cancel);
        client.CloseSending();
        int count = await receiving;
        int same = sent.AsSpan().CommonPrefixLength(back.AsSpan(0, count));
        Require(same == length && count == length, $"{count} of {length} bytes came back, the first {same} of them right");
    }

    private Task<KernelClient> ConnectAsync(int port, CancellationToken cancel) =>
        KernelClient.ConnectAsync(where, new IPEndPoint(stack, port), cancel);

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new CheckFailedException(otherwise);
    }
}
