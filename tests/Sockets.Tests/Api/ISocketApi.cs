using System.Net;
using System.Net.Sockets;

namespace ActorTcp.Sockets.Tests;

/// <summary>Two hosts with sockets: the kernel's loopback, or two stacks on a wire.</summary>
public interface ISocketApi : IDisposable
{
    /// <summary>The clients' address.</summary>
    IPAddress Here { get; }

    /// <summary>The servers' address.</summary>
    IPAddress There { get; }

    /// <summary>The address of all on the link.</summary>
    IPAddress Broadcast { get; }

    /// <summary>socket(2) on the clients' host.</summary>
    ITestSocket OpenHere(SocketType type);

    /// <summary>socket(2) on the servers' host.</summary>
    ITestSocket OpenThere(SocketType type);

    /// <summary>Lets everything happen that needs no time to pass.</summary>
    void Settle();

    /// <summary>Waits, a few seconds at most, until a socket is ready for one of the events, and tells all that it is ready for.</summary>
    SocketEvents Wait(ITestSocket socket, SocketEvents interest);

    /// <summary>Waits until something asynchronous has ended, and throws what it threw.</summary>
    T Await<T>(Task<T> task);

    /// <summary>The same for what returns nothing.</summary>
    void Await(Task task);
}
