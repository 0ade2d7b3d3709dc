using System.Net.Sockets;
using System.Text;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using ActorTcp.Api;
using ActorTcp.Apps.NodeStatus;
using ActorTcp.Network;

namespace Netstat.Tests;

/// <summary>A status service on a real Unix socket in a folder of the test's own, and a stack that says what the test gives it.</summary>
public abstract class StatusFixture : TestKit
{
    private readonly string _folder = Directory.CreateTempSubdirectory("actortcp-test-").FullName;

    protected StatusFixture()
        : base("akka.loglevel = WARNING\nakka.log-dead-letters = off")
    {
        Path = In("node.sock");
    }

    internal string Path { get; }

    internal StackCounters Counters { get; } = new();

    internal string In(string name) => System.IO.Path.Combine(_folder, name);

    internal IEnumerable<string> Files => Directory.EnumerateFileSystemEntries(_folder).Select(path => System.IO.Path.GetFileName(path));

    /// <summary>A service for a stack with these sockets.</summary>
    internal Task<StatusServer> StartAsync(params TcpSocket[] sockets) => StartAsync(new StatusLimits(), sockets);

    internal Task<StatusServer> StartAsync(StatusLimits limits, params TcpSocket[] sockets) =>
        StatusServer.StartAsync(Sys, Sys.ActorOf(Props.Create(() => new Stack(sockets))), Counters, Path, limits);

    /// <summary>A client that the test leads by the hand.</summary>
    internal async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path));
        return socket;
    }

    /// <summary>What a client hears when it says this, up to the end.</summary>
    internal async Task<string> SayAsync(string text, bool end = true)
    {
        using Socket socket = await ConnectAsync();
        await socket.SendAsync(Encoding.UTF8.GetBytes(text));
        if (end) socket.Shutdown(SocketShutdown.Send);
        return await ReadToEndAsync(socket);
    }

    internal static async Task<string> ReadToEndAsync(Socket socket)
    {
        using var heard = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer) is var read and > 0) heard.Write(buffer, 0, read);
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // Dropped with something unread: also an end.
        }
        return Encoding.UTF8.GetString(heard.ToArray());
    }

    /// <summary>A socket's file on which nobody listens, as a killed node leaves it.</summary>
    internal void LeaveSocket()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path + ".made"));
        File.Move(Path + ".made", Path); // or closing would remove it
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class Stack(TcpSocket[] sockets) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is StackTcp.GetSockets) Sender.Tell(new SocketTable(sockets, new ActorTcp.Protocol.Instant(15_000_000)));
            else Unhandled(message);
        }
    }
}
