using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using ActorTcp.Packetdrill.Serving;

namespace ActorTcp.Packetdrill.Tests.Serving;

/// <summary>What packetdrill's shim does, from C#: requests over the server's socket.</summary>
internal sealed class ServedClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly NetworkStream _stream;
    private uint _id;

    public ServedClient(string path)
    {
        _socket.Connect(new UnixDomainSocketEndPoint(path));
        _stream = new NetworkStream(_socket) { ReadTimeout = 30_000 };
    }

    /// <summary>The virtual time, microseconds.</summary>
    public long Now { get; set; } = 1;

    public Reply Hello(string script, params string[] options) => Ask(
        RequestKind.Hello, a: ServedScript.Version, data: Encoding.UTF8.GetBytes(string.Join('\0', [Path.GetTempPath(), "packetdrill", .. options, script]) + '\0'));

    /// <summary>A call of the thread that runs the script.</summary>
    public Reply Ask(RequestKind kind, int fd = -1, int a = 0, int b = 0, int c = 0, byte[]? data = null)
    {
        uint id = Begin(kind, fd, a, b, c, data, drives: true);
        (uint answered, Reply reply) = Next();
        Assert.Equal(id, answered);
        return reply;
    }

    /// <summary>A call of which the reply may come later.</summary>
    public uint Begin(RequestKind kind, int fd = -1, int a = 0, int b = 0, int c = 0, byte[]? data = null, bool drives = false)
    {
        uint id = ++_id;
        _stream.Write(new Request(kind, drives, id, fd, Now, a, b, c, data).ToBytes());
        return id;
    }

    /// <summary>The next reply.</summary>
    public (uint Id, Reply Reply) Next()
    {
        byte[] message = MessageReader.Read(_stream) ?? throw new InvalidOperationException("the server has gone");
        (uint id, long time, Reply reply) = Reply.Parse(message);
        Now = Math.Max(Now, time);
        return (id, reply);
    }

    public void Advance(long microseconds)
    {
        byte[] target = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(target, Now + microseconds);
        Ask(RequestKind.Advance, data: target);
    }

    /// <summary>Bytes to send, without an address.</summary>
    public static byte[] Text(string text) => [0, 0, 0, 0, .. Encoding.ASCII.GetBytes(text)];

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }
}
