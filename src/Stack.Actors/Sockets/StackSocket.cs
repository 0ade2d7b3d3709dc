using System.Net;
using System.Net.Sockets;
using ActorTcp.Api;

namespace ActorTcp.Sockets;

#pragma warning disable CS1591
/// <summary>A socket of a stack.</summary>
public sealed partial class StackSocket : IDisposable, IAsyncDisposable
{
    /// <summary>socket(2): AF_INET, SOCK_STREAM or SOCK_DGRAM.</summary>
    public static StackSocket Create(StackHandle stack, SocketType type) => throw new NotImplementedException();

    /// <summary>O_NONBLOCK's opposite.</summary>
    public bool Blocking { get; set; } = true;

    public IPEndPoint? LocalEndPoint => throw new NotImplementedException(); // getsockname; null where not bound

    public IPEndPoint? RemoteEndPoint => throw new NotImplementedException(); // getpeername; null where not connected

    // Synchronous calls: they throw SocketException; on a virtual loop they run it until idle on the caller's thread first, and a call
    // that would have to wait for time to pass throws InvalidOperationException.
    public void Bind(EndPoint local) => throw new NotImplementedException();

    public void Listen(int backlog) => throw new NotImplementedException();

    public StackSocket Accept() => throw new NotImplementedException();

    public void Connect(EndPoint remote) => throw new NotImplementedException();

    public int Send(ReadOnlySpan<byte> data, SocketMessageFlags flags = SocketMessageFlags.None) => throw new NotImplementedException();

    public int SendTo(ReadOnlySpan<byte> data, SocketMessageFlags flags, EndPoint? to) => throw new NotImplementedException();

    public int Receive(Span<byte> buffer, SocketMessageFlags flags = SocketMessageFlags.None) => throw new NotImplementedException();

    public ReceivedMessage ReceiveFrom(Span<byte> buffer, SocketMessageFlags flags = SocketMessageFlags.None) => throw new NotImplementedException();

    public void Shutdown(SocketShutdown how) => throw new NotImplementedException();

    public void Close() => throw new NotImplementedException();

    public SocketEvents Poll() => throw new NotImplementedException();

    public SocketEvents Poll(SocketEvents interest, TimeSpan timeout) => throw new NotImplementedException();

    public T Get<T>(SocketOptionKey<T> option) => throw new NotImplementedException();

    public void Set<T>(SocketOptionKey<T> option, T value) => throw new NotImplementedException();

    public object Get(SocketOptionKey option) => throw new NotImplementedException();

    public void Set(SocketOptionKey option, object value) => throw new NotImplementedException();

    // Asynchronous calls: never block whatever Blocking says, unless the flags have DontWait; from any thread.
    public Task<StackSocket> AcceptAsync(CancellationToken token = default) => throw new NotImplementedException();

    public Task ConnectAsync(EndPoint remote, CancellationToken token = default) => throw new NotImplementedException();

    public Task<int> SendAsync(ReadOnlyMemory<byte> data, SocketMessageFlags flags = SocketMessageFlags.None, CancellationToken token = default) => throw new NotImplementedException();

    public Task<int> SendToAsync(ReadOnlyMemory<byte> data, SocketMessageFlags flags, EndPoint? to, CancellationToken token = default) => throw new NotImplementedException();

    public Task<int> ReceiveAsync(Memory<byte> buffer, SocketMessageFlags flags = SocketMessageFlags.None, CancellationToken token = default) => throw new NotImplementedException();

    public Task<ReceivedMessage> ReceiveFromAsync(Memory<byte> buffer, SocketMessageFlags flags = SocketMessageFlags.None, CancellationToken token = default) => throw new NotImplementedException();

    public Task CloseAsync() => throw new NotImplementedException(); // as close(2), waits for SO_LINGER

    public Task<SocketEvents> WaitAsync(SocketEvents interest, CancellationToken token = default) => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
