using System.Net.Sockets;

namespace Tap.Tests.Fixtures;

/// <summary>A connected socket of the kernel's TCP.</summary>
internal sealed class KernelPeer(Socket socket, CancellationToken cancel) : IDisposable
{
    public Socket Socket => socket;

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes, cancel)..];
    }

    /// <summary>Our FIN; reading goes on.</summary>
    public void CloseSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Waits until something can be read, and leaves it.</summary>
    public async Task ArrivedAsync() => await socket.ReceiveAsync(Memory<byte>.Empty, cancel);

    public async Task<byte[]> ReceiveAsync(int count)
    {
        byte[] bytes = new byte[count];
        int filled = 0;
        while (filled < count && await socket.ReceiveAsync(bytes.AsMemory(filled), cancel) is > 0 and var got) filled += got;
        return bytes[..filled];
    }

    /// <summary>Everything up to the peer's FIN.</summary>
    public async Task<byte[]> ReceiveToEndAsync()
    {
        using var bytes = new MemoryStream();
        byte[] piece = new byte[256 * 1024];
        while (await socket.ReceiveAsync(piece.AsMemory(), cancel) is > 0 and var got) bytes.Write(piece, 0, got);
        return bytes.ToArray();
    }

    /// <summary>Sends, then our FIN, and receives at the same time, as buffers are finite.</summary>
    public async Task<byte[]> ExchangeAsync(ReadOnlyMemory<byte> bytes)
    {
        Task<byte[]> receiving = ReceiveToEndAsync();
        await SendAsync(bytes);
        CloseSending();
        return await receiving;
    }

    /// <summary>Closes with a reset.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    }

    public void Dispose() => socket.Dispose();
}
