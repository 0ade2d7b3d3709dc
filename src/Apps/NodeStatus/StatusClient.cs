using System.Net.Sockets;
using System.Text.Json;

namespace ActorTcp.Apps.NodeStatus;

/// <summary>Asks a running node's <see cref="StatusServer"/>.</summary>
public static class StatusClient
{
    /// <summary>How long an answer may take.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan FindLimit = TimeSpan.FromSeconds(1);

    /// <summary>The running nodes: their names, and their sockets' paths.</summary>
    public static Task<IReadOnlyList<(string Name, string Path)>> FindAsync() => FindAsync(StatusAddress.Find());

    internal static async Task<IReadOnlyList<(string Name, string Path)>> FindAsync(IReadOnlyList<(string Name, string Path)> candidates)
    {
        var running = new List<(string Name, string Path)>();
        foreach ((string name, string path) in candidates)
        {
            try
            {
                using var limit = new CancellationTokenSource(FindLimit);
                using Socket answering = await StatusSocket.ConnectAsync(path, limit.Token);
                running.Add((name, path));
            }
            catch (Exception refused) when (refused is SocketException or OperationCanceledException or ArgumentException)
            {
                // A node that was killed has left its socket.
            }
        }
        return running;
    }

    /// <summary>Asks one question.</summary>
    /// <param name="path">The socket's.</param>
    /// <param name="what">One of <see cref="StatusRequest"/>'s constants.</param>
    /// <exception cref="StatusException">Nobody answers, or not as it should.</exception>
    public static async Task<StatusAnswer> AskAsync(string path, string what)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            using Socket socket = await StatusSocket.ConnectAsync(path, limit.Token);
            byte[] request = JsonSerializer.SerializeToUtf8Bytes(new StatusRequest(what), StatusJson.Default.StatusRequest);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync((byte[])[.. request, (byte)'\n'], limit.Token);
            socket.Shutdown(SocketShutdown.Send); // one question: the answer ends the stream
            StatusAnswer? answer = await JsonSerializer.DeserializeAsync(stream, StatusJson.Default.StatusAnswer, limit.Token);
            if (answer is { Error: null }) return answer;
            throw new StatusException($"the node on {path} says: {answer?.Error ?? "nothing"}");
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new StatusException($"{path} is another user's node: ask as that user, or as root");
        }
        catch (Exception refused) when (refused is SocketException or ArgumentException)
        {
            throw new StatusException($"no node answers on {path}");
        }
        catch (OperationCanceledException)
        {
            throw new StatusException($"the node on {path} has not answered within {Limit.TotalSeconds:F0} s");
        }
        catch (Exception broken) when (broken is IOException or JsonException)
        {
            throw new StatusException($"what answers on {path} is no node of this version, or has ended");
        }
    }
}
