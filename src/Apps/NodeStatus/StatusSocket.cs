using System.Net.Sockets;

namespace ActorTcp.Apps.NodeStatus;

/// <summary>The socket in the file system: made, found, removed.</summary>
internal static class StatusSocket
{
    private const int Backlog = 16;
    private const int LongestPath = 107; // sockaddr_un's 108 bytes with a zero at the end

    /// <summary>Listens at a path. A socket that is there and on which nobody answers is replaced.</summary>
    /// <exception cref="StatusException">Somebody answers there, or it cannot be made.</exception>
    public static async Task<Socket> ListenAsync(string path)
    {
        // Bound under another name and then renamed: the socket appears with its rights set, answering, and takes an old one's place at once.
        string making = $"{path}.{Environment.ProcessId}";
        if (System.Text.Encoding.UTF8.GetByteCount(making) > LongestPath)
            throw new StatusException($"the path {path} is too long for a socket");
        StatusAddress.Prepare(Path.GetDirectoryName(path)!);
        await ThrowIfTakenAsync(path);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            File.Delete(making);
            listener.Bind(new UnixDomainSocketEndPoint(making));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(making, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            listener.Listen(Backlog);
            File.Move(making, path, overwrite: true);
            return listener;
        }
        catch (Exception refused) when (refused is SocketException or IOException or UnauthorizedAccessException)
        {
            listener.Dispose();
            Remove(making);
            throw new StatusException($"cannot make the status socket {path}: {refused.Message.TrimEnd('.')}");
        }
    }

    /// <summary>Connects to who listens at a path.</summary>
    /// <exception cref="SocketException">Nobody does, or may not.</exception>
    public static async Task<Socket> ConnectAsync(string path, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // What stays answers nobody, and the next node replaces it.
        }
    }

    private static async Task ThrowIfTakenAsync(string path)
    {
        if (!File.Exists(path)) return;
        try
        {
            using Socket answering = await ConnectAsync(path, CancellationToken.None);
        }
        catch (SocketException)
        {
            ThrowIfNoSocket(path);
            return;
        }
        throw new StatusException($"a node answers on {path} already: give this one another name");
    }

    /// <summary>A file of somebody's must not be taken for a socket that a node has left; a socket cannot be opened.</summary>
    private static void ThrowIfNoSocket(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return;
        }
        throw new StatusException($"{path} is a file, not a node's socket: give another path");
    }
}
