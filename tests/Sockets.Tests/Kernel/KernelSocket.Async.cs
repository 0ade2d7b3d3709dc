using System.Net;
using System.Net.Sockets;

namespace ActorTcp.Sockets.Tests.Kernel;

// What is asynchronous is .NET's alone.
internal sealed partial class KernelSocket
{
    public async Task<ITestSocket> AcceptAsync(CancellationToken token = default)
    {
        using Socket accepted = await Net.AcceptAsync(token);
        return new KernelSocket(Duplicate(accepted));
    }

    public Task ConnectAsync(IPEndPoint remote, CancellationToken token = default) => Net.ConnectAsync(remote, token).AsTask();

    public Task<int> SendAsync(byte[] data, CancellationToken token = default) => Net.SendAsync(data, SocketFlags.None, token).AsTask();

    // .NET's asynchronous receive makes the descriptor non-blocking, and then the kernel does not wait for all.
    public Task<int> ReceiveAsync(byte[] buffer, SocketMessageFlags flags = SocketMessageFlags.None, CancellationToken token = default) =>
        (flags & ~KnownToDotNet) == 0
            ? Net.ReceiveAsync(buffer, (SocketFlags)flags, token).AsTask()
            : Task.Run(() => Receive(buffer, flags), token);

    public Task CloseAsync() => Task.Run(Close);

    private static int Duplicate(Socket accepted)
    {
        const int duplicateCloseOnExec = 1030;
        return Errno.Check(LibC.Fcntl((int)accepted.Handle, duplicateCloseOnExec, 0));
    }
}
