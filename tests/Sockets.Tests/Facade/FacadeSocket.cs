using System.Net;
using System.Net.Sockets;

namespace ActorTcp.Sockets.Tests.Facade;

/// <summary>A stack's socket.</summary>
internal sealed class FacadeSocket(StackSocket socket) : ITestSocket
{
    public bool Blocking
    {
        get => socket.Blocking;
        set => socket.Blocking = value;
    }

    public IPEndPoint? Local => socket.LocalEndPoint;

    public IPEndPoint? Remote => socket.RemoteEndPoint;

    internal StackSocket Inner => socket;

    public void Bind(IPEndPoint local) => socket.Bind(local);

    public void Listen(int backlog) => socket.Listen(backlog);

    public ITestSocket Accept() => new FacadeSocket(socket.Accept());

    public void Connect(IPEndPoint remote) => socket.Connect(remote);

    public int Send(byte[] data, SocketMessageFlags flags = SocketMessageFlags.None) => socket.Send(data, flags);

    public int SendTo(byte[] data, IPEndPoint to, SocketMessageFlags flags = SocketMessageFlags.None) => socket.SendTo(data, flags, to);

    public int Receive(byte[] buffer, SocketMessageFlags flags = SocketMessageFlags.None) => socket.Receive(buffer, flags);

    public ReceivedMessage ReceiveFrom(byte[] buffer, SocketMessageFlags flags = SocketMessageFlags.None) => socket.ReceiveFrom(buffer, flags);

    public void Shutdown(SocketShutdown how) => socket.Shutdown(how);

    public void Close() => socket.Close();

    public SocketEvents Poll() => socket.Poll();

    public T Get<T>(SocketOptionKey<T> option) => socket.Get(option);

    public void Set<T>(SocketOptionKey<T> option, T value) => socket.Set(option, value);

    public async Task<ITestSocket> AcceptAsync(CancellationToken token = default) => new FacadeSocket(await socket.AcceptAsync(token));

    public Task ConnectAsync(IPEndPoint remote, CancellationToken token = default) => socket.ConnectAsync(remote, token);

    public Task<int> SendAsync(byte[] data, CancellationToken token = default) => socket.SendAsync(data, SocketMessageFlags.None, token);

    public Task<int> ReceiveAsync(byte[] buffer, SocketMessageFlags flags = SocketMessageFlags.None, CancellationToken token = default) =>
        socket.ReceiveAsync(buffer, flags, token);

    public Task CloseAsync() => socket.CloseAsync();

    public void Dispose() => socket.Dispose();
}
