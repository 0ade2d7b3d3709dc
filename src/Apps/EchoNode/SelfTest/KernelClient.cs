using System.Net;
using System.Net.Sockets;
using ActorTcp.Tap;

namespace ActorTcp.Apps.EchoNode.SelfTest;

/// <summary>A socket of the kernel's TCP, on the other end of the link.</summary>
internal sealed class KernelClient : IDisposable
{
    private readonly Socket _socket;

    private KernelClient(Socket socket) => _socket = socket;

    /// <summary>Connects from within the namespace in which the TAP is.</summary>
    public static async Task<KernelClient> ConnectAsync(NetworkNamespace where, IPEndPoint to, CancellationToken cancel)
    {
        // A socket belongs to the namespace in which it was made, wherever it is used.
        Socket socket = where.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        try
        {
            await socket.ConnectAsync(to, cancel);
            return new KernelClient(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        while (!bytes.IsEmpty) bytes = bytes[await _socket.SendAsync(bytes, cancel)..];
    }

    /// <summary>Our FIN; we go on reading.</summary>
    public void CloseSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <returns>How many bytes came; 0: the peer's FIN.</returns>
    public ValueTask<int> ReceiveAsync(Memory<byte> into, CancellationToken cancel) => _socket.ReceiveAsync(into, cancel);

    /// <summary>Reads until the buffer is full or the peer's FIN comes.</summary>
    public async Task<int> ReceiveAllAsync(Memory<byte> into, CancellationToken cancel)
    {
        int filled = 0;
        while (filled < into.Length && await _socket.ReceiveAsync(into[filled..], cancel) is > 0 and var count) filled += count;
        return filled;
    }

    public void Dispose() => _socket.Dispose();
}
