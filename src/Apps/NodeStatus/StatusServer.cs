using System.Collections.Concurrent;
using System.Net.Sockets;
using Akka.Actor;
using ActorTcp.Api;
using ActorTcp.Network;

namespace ActorTcp.Apps.NodeStatus;

/// <summary>
/// Tells over a Unix domain socket, in JSON, what a running stack holds and has counted: one line asks, one line answers
/// (<see cref="StatusRequest"/>, <see cref="StatusAnswer"/>). Only the socket's owner, and root, can ask.
/// </summary>
/// <remarks>
/// It runs on the thread pool and asks the stack one question at a time. Clients are few, their lines short and their time
/// limited: one that is silent, slow or talks nonsense is dropped.
/// </remarks>
public sealed class StatusServer : IAsyncDisposable
{
    /// <summary>How many clients are served at once; one more is told so and closed.</summary>
    public const int ClientLimit = 8;

    private static readonly StatusAnswer Full = new() { Error = $"there are {ClientLimit} clients already" };

    private readonly Socket _listener;
    private readonly StatusSource _source;
    private readonly StatusLimits _limits;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly ConcurrentDictionary<Task, byte> _sessions = new();
    private readonly Task _accepting;

    private StatusServer(string path, Socket listener, StatusSource source, StatusLimits limits)
    {
        Path = path;
        _listener = listener;
        _source = source;
        _limits = limits;
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Where it listens.</summary>
    public string Path { get; }

    /// <summary>Begins to answer.</summary>
    /// <param name="system">The system that the stack's actors live in.</param>
    /// <param name="stack">The stack.</param>
    /// <param name="nameOrPath">A name unique on this machine for this user, or a path (<see cref="StatusAddress"/>).</param>
    /// <exception cref="StatusException">A node of this name runs already, or the socket cannot be made.</exception>
    public static Task<StatusServer> StartAsync(ActorSystem system, StackHandle stack, string nameOrPath)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(stack);
        ArgumentNullException.ThrowIfNull(nameOrPath);
        return StartAsync(system, stack.Tcp, stack.Counters, nameOrPath, new StatusLimits());
    }

    internal static async Task<StatusServer> StartAsync(
        ActorSystem system, IActorRef tcp, StackCounters counters, string nameOrPath, StatusLimits limits)
    {
        string path = StatusAddress.PathOf(nameOrPath);
        string name = System.IO.Path.GetFileNameWithoutExtension(path);
        Socket listener = await StatusSocket.ListenAsync(path);
        return new StatusServer(path, listener, new StatusSource(name, system, tcp, counters), limits);
    }

    /// <summary>Removes the socket and drops the clients.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        StatusSocket.Remove(Path);
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await SessionsEnded();
        _oneAtATime.Dispose();
        _stop.Dispose();
    }

    /// <summary>Ends when the clients that are there now have gone.</summary>
    internal Task SessionsEnded() => Task.WhenAll(_sessions.Keys);

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync(_stop.Token);
            }
            catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // Out of descriptors, say: the client has been told by its own end; the next may find some.
                await Task.Delay(_limits.AfterFailure).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }
            if (_sessions.Count >= ClientLimit)
            {
                Refuse(client);
                continue;
            }
            Task session = new StatusSession(client, _source, _oneAtATime, _limits).RunAsync(_stop.Token);
            _sessions.TryAdd(session, 0);
            _ = session.ContinueWith(ended => _sessions.TryRemove(ended, out _), TaskScheduler.Default);
        }
    }

    private static void Refuse(Socket client)
    {
        using (client)
        {
            try
            {
                client.Blocking = false;
                client.Send(StatusSession.Line(Full).Span);
            }
            catch (SocketException)
            {
                // It has gone.
            }
        }
    }
}

/// <summary>How much a client can ask of a node.</summary>
internal sealed record StatusLimits
{
    /// <summary>The longest request, in bytes.</summary>
    public int LineLength { get; init; } = 1024;

    /// <summary>How long a client may be silent, or take for a request.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it may take to read an answer.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long nobody is accepted after accepting has failed.</summary>
    public TimeSpan AfterFailure { get; init; } = TimeSpan.FromSeconds(1);
}
