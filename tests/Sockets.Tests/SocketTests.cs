using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorTcp.Sockets.Tests;

/// <summary>
/// What a socket does, call by call. One set of tests, run twice: on the kernel's sockets, which makes it the specification, and on
/// <see cref="StackSocket"/>. docs/errors.md names these tests.
/// </summary>
public abstract partial class SocketTests : IDisposable
{
    protected const SocketEvents Readable = SocketEvents.Readable;
    protected const SocketEvents Writable = SocketEvents.Writable;
    protected const SocketEvents ReadHangUp = SocketEvents.ReadHangUp;
    protected const SocketEvents HangUp = SocketEvents.HangUp;
    protected const SocketEvents Error = SocketEvents.Error;

    private readonly List<ITestSocket> _opened = [];

    protected SocketTests(ISocketApi api) => Api = api;

    protected ISocketApi Api { get; }

    public void Dispose()
    {
        foreach (ITestSocket socket in _opened) socket.Dispose();
        Api.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static void Fails(SocketError expected, Action call) =>
        Assert.Equal(expected, Assert.Throws<SocketException>(call).SocketErrorCode);

    protected static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    protected ITestSocket Client(SocketType type = SocketType.Stream) => Kept(Api.OpenHere(type));

    protected ITestSocket Server(SocketType type = SocketType.Stream) => Kept(Api.OpenThere(type));

    protected ITestSocket NonBlockingClient()
    {
        ITestSocket socket = Client();
        socket.Blocking = false;
        return socket;
    }

    protected ITestSocket Kept(ITestSocket socket)
    {
        _opened.Add(socket);
        return socket;
    }

    /// <summary>A listener at the servers' address and a port that it chooses.</summary>
    protected ITestSocket Listener(int backlog = 16)
    {
        ITestSocket listener = Server();
        listener.Bind(new IPEndPoint(Api.There, 0));
        listener.Listen(backlog);
        return listener;
    }

    /// <summary>Where nobody listens.</summary>
    protected IPEndPoint Nowhere()
    {
        ITestSocket bound = Server();
        bound.Bind(new IPEndPoint(Api.There, 0));
        return bound.Local!;
    }

    /// <summary>Where a connection stays half open: the accept queue is full, and a SYN is dropped without an answer.</summary>
    protected IPEndPoint Silence()
    {
        ITestSocket listener = Listener(0);
        Client().Connect(listener.Local!);
        Api.Wait(listener, Readable);
        return listener.Local!;
    }

    protected ITestSocket Accepted(ITestSocket listener)
    {
        Assert.Equal(Readable, Api.Wait(listener, Readable));
        return Kept(listener.Accept());
    }

    protected (ITestSocket Client, ITestSocket Server) Connected(Action<ITestSocket>? client = null, Action<ITestSocket>? listener = null)
    {
        ITestSocket listening = Server();
        listening.Bind(new IPEndPoint(Api.There, 0));
        listener?.Invoke(listening);
        listening.Listen(16);
        ITestSocket connecting = Client();
        client?.Invoke(connecting);
        connecting.Connect(listening.Local!);
        return (connecting, Accepted(listening));
    }

    /// <summary>A connection that the server's side has reset.</summary>
    protected ITestSocket Reset()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        server.Set(SocketOptions.Linger, TimeSpan.Zero);
        server.Close();
        Api.Wait(client, Error);
        return client;
    }

    /// <summary>What comes next, once something does.</summary>
    protected string Read(ITestSocket socket, int most = 100, SocketMessageFlags flags = SocketMessageFlags.None)
    {
        Api.Wait(socket, Readable);
        byte[] buffer = new byte[most];
        return Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer, flags));
    }

    /// <summary>Reads until this many bytes have come.</summary>
    protected byte[] ReadAll(ITestSocket socket, int count)
    {
        byte[] buffer = new byte[count];
        byte[] part = new byte[65536];
        for (int have = 0; have < count;)
        {
            Assert.True((Api.Wait(socket, Readable) & Readable) != 0, $"only {have} of {count} bytes came");
            int got = socket.Receive(part);
            Assert.NotEqual(0, got);
            part.AsSpan(0, got).CopyTo(buffer.AsSpan(have));
            have += got;
        }
        return buffer;
    }

    protected static byte[] Pattern(int count)
    {
        byte[] data = new byte[count];
        for (int i = 0; i < count; i++) data[i] = (byte)(i * 7 + (i >> 8));
        return data;
    }
}
