using System.Net;

namespace ActorTcp.Sockets.Tests;

/// <summary>A socket, the kernel's or a stack's. Failures are SocketExceptions.</summary>
public interface ITestSocket : IDisposable
{
    /// <summary>O_NONBLOCK's opposite.</summary>
    bool Blocking { get; set; }

    /// <summary>getsockname(2); null where it has no address.</summary>
    IPEndPoint? Local { get; }

    /// <summary>getpeername(2); null where it says ENOTCONN.</summary>
    IPEndPoint? Remote { get; }

    void Bind(IPEndPoint local);

    void Listen(int backlog);

    ITestSocket Accept();

    void Connect(IPEndPoint remote);

    int Send(byte[] data, SocketMessageFlags flags = SocketMessageFlags.None);

    int SendTo(byte[] data, IPEndPoint to, SocketMessageFlags flags = SocketMessageFlags.None);

    int Receive(byte[] buffer, SocketMessageFlags flags = SocketMessageFlags.None);

    ReceivedMessage ReceiveFrom(byte[] buffer, SocketMessageFlags flags = SocketMessageFlags.None);

    void Shutdown(System.Net.Sockets.SocketShutdown how);

    void Close();

    /// <summary>poll(2) with no time.</summary>
    SocketEvents Poll();

    T Get<T>(SocketOptionKey<T> option);

    void Set<T>(SocketOptionKey<T> option, T value);

    Task<ITestSocket> AcceptAsync(CancellationToken token = default);

    Task ConnectAsync(IPEndPoint remote, CancellationToken token = default);

    Task<int> SendAsync(byte[] data, CancellationToken token = default);

    Task<int> ReceiveAsync(byte[] buffer, SocketMessageFlags flags = SocketMessageFlags.None, CancellationToken token = default);

    Task CloseAsync();
}
