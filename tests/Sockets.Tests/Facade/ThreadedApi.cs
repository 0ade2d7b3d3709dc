using System.Net;
using System.Net.Sockets;
using ActorTcp.Loop;

namespace ActorTcp.Sockets.Tests.Facade;

/// <summary>Two stacks whose loop has a thread of its own.</summary>
public sealed class ThreadedApi : ISocketApi
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ThreadEventLoop _loop = new();
    private readonly StackPair _stacks;

    public ThreadedApi() => _stacks = new StackPair(_loop);

    public IPAddress Here => StackPair.Here;

    public IPAddress There => StackPair.There;

    public IPAddress Broadcast => StackPair.Broadcast;

    public ITestSocket OpenHere(SocketType type) => new FacadeSocket(StackSocket.Create(_stacks.Client, type));

    public ITestSocket OpenThere(SocketType type) => new FacadeSocket(StackSocket.Create(_stacks.Server, type));

    public void Settle()
    {
    }

    public SocketEvents Wait(ITestSocket socket, SocketEvents interest)
    {
        ((FacadeSocket)socket).Inner.Poll(interest, Patience);
        return socket.Poll();
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

    public void Dispose()
    {
        _stacks.System.Terminate().Wait(Patience);
        _loop.Dispose();
    }
}
