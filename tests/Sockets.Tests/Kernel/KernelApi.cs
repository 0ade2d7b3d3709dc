using System.Net;
using System.Net.Sockets;

namespace ActorTcp.Sockets.Tests.Kernel;

/// <summary>The kernel's loopback: what happens between its sockets has happened when a system call returns.</summary>
public sealed class KernelApi : ISocketApi
{
    private const int Patience = 10_000;
    private readonly List<KernelSocket> _opened = [];

    public IPAddress Here { get; } = IPAddress.Loopback;

    public IPAddress There { get; } = IPAddress.Parse("127.0.0.2");

    public IPAddress Broadcast { get; } = IPAddress.Parse("127.255.255.255");

    public ITestSocket OpenHere(SocketType type)
    {
        var socket = new KernelSocket(type);
        _opened.Add(socket);
        return socket;
    }

    public ITestSocket OpenThere(SocketType type) => OpenHere(type);

    public void Settle()
    {
    }

    public SocketEvents Wait(ITestSocket socket, SocketEvents interest)
    {
        var kernel = (KernelSocket)socket;
        kernel.Poll(interest, Patience);
        return kernel.Poll();
    }

    public T Await<T>(Task<T> task)
    {
        Await((Task)task);
        return task.Result;
    }

    public void Await(Task task)
    {
        if (Task.WaitAny([task], Patience) < 0) throw new TimeoutException("it did not end");
        task.GetAwaiter().GetResult();
    }

    public void Dispose() => _opened.ForEach(socket => socket.Dispose());
}
