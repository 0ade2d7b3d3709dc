using System.Net.Sockets;
using ActorTcp.Packetdrill.Running;
using Akka.Actor;

namespace ActorTcp.Packetdrill.Serving;

/// <summary>
/// Serves packetdrill itself, through the shim that it loads: listens on a Unix socket, and gives each run a stack of its own on a
/// virtual clock of its own.
/// </summary>
public sealed class PacketdrillServer : IDisposable
{
    /// <summary>Runs at a time; more wait.</summary>
    public const int RunLimit = 16;

    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly SemaphoreSlim _slots = new(RunLimit);
    private readonly RunnerSettings _settings;
    private readonly string _path;
    private readonly ActorSystem _system;

    /// <summary>Begins to listen.</summary>
    /// <param name="path">The socket's file. One that a server has left there is replaced.</param>
    /// <param name="settings">What runs begin with: the profile above all.</param>
    /// <exception cref="SocketException">It cannot listen there.</exception>
    public PacketdrillServer(string path, RunnerSettings settings)
    {
        _system = ScriptRunner.CreateSystem();
        _settings = settings;
        _path = path;
        try
        {
            if (File.Exists(path) && !IsServed(path)) File.Delete(path);
            _listener.Bind(new UnixDomainSocketEndPoint(path));
            _listener.Listen();
        }
        catch
        {
            _listener.Dispose();
            _system.Terminate();
            throw;
        }
    }

    /// <summary>Serves until it is cancelled or disposed.</summary>
    public async Task RunAsync(CancellationToken token = default)
    {
        while (true)
        {
            Socket connection;
            try
            {
                await _slots.WaitAsync(token).ConfigureAwait(false);
                connection = await _listener.AcceptAsync(token).ConfigureAwait(false);
            }
            catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
            // A run waits in reads of its own: a thread of its own, none of the pool's.
            new Thread(() => Serve(connection)) { IsBackground = true, Name = "packetdrill run" }.Start();
        }
    }

    /// <summary>Stops listening; runs that go on are ended by their own ends.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        File.Delete(_path);
        _system.Terminate();
    }

    private static bool IsServed(string path)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Serve(Socket connection)
    {
        try
        {
            using var stream = new NetworkStream(connection, ownsSocket: true);
            using var run = new ServedRun(new ServedScript(_system, _settings), bytes => stream.Write(bytes));
            while (MessageReader.Read(stream) is { } message && run.Handle(Request.Parse(message)))
            {
            }
        }
        catch (Exception end) when (end is IOException or InvalidDataException or TimeoutException)
        {
            // packetdrill has gone, something else has come, or the stack does not end: the run is over.
        }
        finally
        {
            _slots.Release();
        }
    }
}
