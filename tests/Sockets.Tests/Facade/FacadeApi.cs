using System.Net;
using System.Net.Sockets;
using ActorTcp.Loop;
using Akka.Actor;

namespace ActorTcp.Sockets.Tests.Facade;

/// <summary>Two stacks on virtual time: what needs no time has happened once the loop is idle.</summary>
public sealed class FacadeApi : ISocketApi
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public FacadeApi()
    {
        Stacks = new StackPair(Loop);
        // An actor of ActorOf may take messages aside for a moment longer than it has run: once it answers, it takes them at once.
        foreach (Api.StackHandle stack in new[] { Stacks.Client, Stacks.Server })
        {
            Task<ActorIdentity> answer = stack.Tcp.Ask<ActorIdentity>(new Identify(null));
            Loop.RunUntil(() => answer.IsCompleted && !stack.Context.TcpManager.IsNobody());
        }
    }

    public IPAddress Here => StackPair.Here;

    public IPAddress There => StackPair.There;

    public IPAddress Broadcast => StackPair.Broadcast;

    internal StackPair Stacks { get; }

    internal VirtualEventLoop Loop { get; } = new();

    public ITestSocket OpenHere(SocketType type) => new FacadeSocket(StackSocket.Create(Stacks.Client, type));

    public ITestSocket OpenThere(SocketType type) => new FacadeSocket(StackSocket.Create(Stacks.Server, type));

    public void Settle() => Loop.RunUntilIdle();

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

    // The loop ends an operation before the thread pool tells the task; so time moves only when the loop has nothing to do.
    public void Await(Task task)
    {
        for (Protocol.Instant end = Loop.Now + Patience; !Finished(task) && Loop.AdvanceToNext(end - Loop.Now);)
        {
        }
        if (!Finished(task)) throw new TimeoutException("it did not end");
        task.GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        Task terminated = Stacks.System.Terminate();
        Loop.RunUntil(() => terminated.IsCompleted);
        Loop.Dispose();
    }

    private bool Finished(Task task)
    {
        Loop.RunUntilIdle();
        return Task.WaitAny([task], 20) >= 0;
    }
}
