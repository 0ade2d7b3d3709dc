using System.Net;
using System.Net.Sockets;
using ActorTcp.Sockets;
using ActorTcp.Tests.Connection;

namespace ActorTcp.Tests.Sockets;

/// <summary>A stream socket against a scripted peer: what its calls put on the wire, and what the wire makes of them.</summary>
public sealed class StreamSocketTests : TcpFixture
{
    private static readonly IPEndPoint Any = new(IPAddress.Any, ServerPort);

    private StackSocket Socket()
    {
        Start();
        return StackSocket.Create(Stack, SocketType.Stream);
    }

    private StackSocket Accepted(out StackSocket listener)
    {
        listener = Socket();
        listener.Bind(Any);
        listener.Listen(1);
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1 win 65535 <mss 1460>");
        Assert.Equal(SocketEvents.None, listener.Poll());
        Peer(". 1:1(0) ack 1 win 65535");
        Assert.Equal(SocketEvents.Readable, listener.Poll());
        return listener.Accept();
    }

    [Fact]
    public void Accept_read_write_close()
    {
        StackSocket connection = Accepted(out StackSocket listener);
        Assert.Equal(SocketEvents.Writable, connection.Poll());
        Assert.Equal(new IPEndPoint(Theirs.ToIPAddress(), PeerPort), connection.RemoteEndPoint);
        Peer("P. 1:101(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 101");
        Assert.Equal(SocketEvents.Readable | SocketEvents.Writable, connection.Poll());
        var buffer = new byte[200];
        Assert.Equal(60, connection.Receive(buffer.AsSpan(0, 60), SocketMessageFlags.Peek));
        Assert.Equal(60, connection.Receive(buffer.AsSpan(0, 60)));
        Assert.Equal(40, connection.Get(SocketOptions.BytesToRead));
        Assert.Equal(40, connection.Receive(buffer));
        Assert.Equal(1000, connection.Send(ScriptedSegment.Stream(1, 1000)));
        Expect("P. 1:1001(1000) ack 101");
        Peer("F. 101:101(0) ack 1001 win 65535");
        Expect(". 1001:1001(0) ack 102");
        Assert.Equal(SocketEvents.Readable | SocketEvents.Writable | SocketEvents.ReadHangUp, connection.Poll());
        Assert.Equal(0, connection.Receive(buffer));
        connection.Close();
        Expect("F. 1001:1001(0) ack 102");
        Peer(". 102:102(0) ack 1002 win 65535");
        listener.Close();
        ExpectNothing();
        Assert.Throws<ObjectDisposedException>(() => connection.Send([1]));
    }

    [Fact]
    public void A_reset_is_told_once_after_what_came_before_it()
    {
        StackSocket connection = Accepted(out _);
        Peer("P. 1:11(10) ack 1 win 65535", "R 11:11(0) win 0");
        Assert.Equal(
            SocketEvents.Readable | SocketEvents.Writable | SocketEvents.Error | SocketEvents.HangUp | SocketEvents.ReadHangUp,
            connection.Poll());
        Assert.Equal(10, connection.Receive(new byte[100]));
        Assert.Equal(SocketError.ConnectionReset, Fails(() => connection.Receive(new byte[100])));
        Assert.Equal(0, connection.Receive(new byte[100]));
        Assert.Equal(SocketError.Shutdown, Fails(() => connection.Send(new byte[100])));
    }

    [Fact]
    public void A_refused_connect()
    {
        StackSocket socket = Socket();
        socket.Blocking = false;
        var peer = new IPEndPoint(Theirs.ToIPAddress(), PeerPort);
        Assert.Equal(SocketEvents.Writable | SocketEvents.HangUp, socket.Poll());
        Assert.Equal(SocketError.InProgress, Fails(() => socket.Connect(peer)));
        Assert.Equal(SocketError.AlreadyInProgress, Fails(() => socket.Connect(peer)));
        Assert.Equal(SocketEvents.None, socket.Poll());
        UseLocalPort((ushort)socket.LocalEndPoint!.Port);
        Expect("S 0:0(0) win 65535 <mss 1460,nop,wscale 7,sackOK>");
        Peer("R. 0:0(0) ack 1 win 0");
        Assert.Equal(111, socket.Get(SocketOptions.Error));
        Assert.Equal(0, socket.Get(SocketOptions.Error));
    }

    [Fact]
    public async Task A_stream_reads_writes_and_ends()
    {
        await using var stream = new SocketStream(Accepted(out _), ownsSocket: true);
        Peer("P. 1:101(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 101");
        var buffer = new byte[200];
        Assert.Equal(100, stream.Read(buffer, 0, 200));
        Assert.Equal(ScriptedSegment.Stream(1, 100), buffer[..100]);
        ValueTask written = stream.WriteAsync(ScriptedSegment.Stream(1, 10));
        Run();
        await written;
        Expect("P. 1:11(10) ack 101");
        Task<int> pending = stream.ReadAsync(buffer, 0, 200);
        Run();
        Assert.False(pending.IsCompleted);
        Peer("R. 101:101(0) ack 11 win 0");
        var failure = await Assert.ThrowsAsync<IOException>(() => pending);
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(failure.InnerException).SocketErrorCode);
    }

    private static SocketError Fails(Action call) => Assert.Throws<SocketException>(call).SocketErrorCode;
}
