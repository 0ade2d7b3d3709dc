using System.Net;
using System.Net.Sockets;
using ActorTcp.Sockets;

namespace ActorTcp.Tests.Sockets;

/// <summary>Datagram sockets of two stacks, in the calls of socket(2), sendto(2), recvfrom(2) …</summary>
public sealed class DatagramSocketTests : TwoStacks
{
    private readonly byte[] _buffer = new byte[70_000];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1472)]
    [InlineData(1473)]
    [InlineData(65507)]
    public void A_datagram_there_and_back(int length)
    {
        StackSocket client = Datagrams(First), server = Datagrams(Second, 53);
        Assert.Equal(length, client.SendTo(Bytes(length), default, SecondEnd(53)));
        ReceivedMessage received = server.ReceiveFrom(_buffer);
        Assert.Equal((length, SocketMessageFlags.None), (received.Count, received.Flags));
        Assert.Equal(Bytes(length), _buffer[..length]);
        Assert.Equal(FirstEnd(client.LocalEndPoint!.Port), received.From);
        Assert.Equal(length, server.SendTo(_buffer.AsSpan(0, length), default, received.From));
        Assert.Equal(length, client.Receive(_buffer));
    }

    [Fact]
    public void Mistakes_have_Linuxs_errors()
    {
        StackSocket socket = Datagrams(First);
        Assert.Null(socket.LocalEndPoint);
        Assert.Null(socket.RemoteEndPoint);
        Assert.Equal(SocketError.OperationNotSupported, Fails(() => socket.Listen(1)));
        Assert.Equal(SocketError.OperationNotSupported, Fails(() => socket.Accept()));
        Assert.Equal(SocketError.AddressNotAvailable, Fails(() => socket.Bind(SecondEnd(1))));
        Assert.Equal(SocketError.DestinationAddressRequired, Fails(() => socket.Send([1])));
        // That has bound it, as on Linux.
        Assert.Equal(SocketError.InvalidArgument, Fails(() => socket.Bind(FirstEnd(1))));
        Assert.Equal(SocketError.MessageSize, Fails(() => socket.SendTo(new byte[65508], default, SecondEnd(53))));
        Assert.Equal(SocketError.InvalidArgument, Fails(() => socket.SendTo([1], default, SecondEnd(0))));
        Assert.Equal(SocketError.OperationNotSupported, Fails(() => socket.SendTo([1], SocketMessageFlags.OutOfBand, SecondEnd(53))));
        Assert.Equal(SocketError.NetworkUnreachable, Fails(() => socket.SendTo([1], default, new IPEndPoint(IPAddress.Parse("192.0.2.1"), 53))));
        Assert.Equal(SocketError.NetworkUnreachable, Fails(() => socket.Connect(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 53))));
        Assert.Equal(SocketError.AccessDenied, Fails(() => socket.SendTo([1], default, new IPEndPoint(IPAddress.Broadcast, 53))));
        Assert.Equal(SocketError.NotConnected, Fails(() => socket.Shutdown(SocketShutdown.Send)));
        Assert.Equal(SocketError.Shutdown, Fails(() => socket.SendTo([1], default, SecondEnd(53)))); // it has had its effect
        socket.Close();
        Assert.Throws<ObjectDisposedException>(() => socket.Send([1]));
        StackSocket holder = Datagrams(First, 53);
        Assert.Equal(SocketError.AddressAlreadyInUse, Fails(() => Datagrams(First, 53)));
        holder.Close();
        Datagrams(First, 53);
    }

    [Fact]
    public void A_refused_datagram_is_told_once()
    {
        StackSocket socket = Datagrams(First);
        socket.Connect(SecondEnd(53));
        Assert.Equal(SecondEnd(53), socket.RemoteEndPoint);
        Assert.Equal(1, socket.Send([1]));
        Assert.Equal(SocketEvents.Writable | SocketEvents.Error, socket.Poll());
        Assert.Equal(SocketError.ConnectionRefused, Fails(() => socket.Receive(_buffer)));
        Assert.Equal(SocketEvents.Writable, socket.Poll());
        socket.Send([2]);
        Assert.Equal(111, socket.Get(SocketOptions.Error)); // ECONNREFUSED
        Assert.Equal(0, socket.Get(SocketOptions.Error));
        socket.Send([3]);
        Assert.Equal(SocketError.ConnectionRefused, Fails(() => socket.Send([4])));
        Assert.Equal(3, Second.Counters.Ip.UdpNoPorts);
    }

    [Fact]
    public async Task Receives_that_wait_are_served_in_their_order()
    {
        StackSocket client = Datagrams(First), server = Datagrams(Second, 53);
        byte[][] buffers = [new byte[1], new byte[1], new byte[1], new byte[1]];
        using var cancel = new CancellationTokenSource();
        Task<ReceivedMessage>[] receives =
        [
            server.ReceiveFromAsync(buffers[0]), server.ReceiveFromAsync(buffers[1], default, cancel.Token),
            server.ReceiveFromAsync(buffers[2], SocketMessageFlags.Peek), server.ReceiveFromAsync(buffers[3]),
        ];
        Loop.RunUntilIdle();
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receives[1]);
        client.SendTo([1], default, SecondEnd(53));
        await receives[0];
        Assert.False(receives[2].IsCompleted);
        client.SendTo([2], default, SecondEnd(53));
        await Task.WhenAll(receives[2], receives[3]);
        Assert.Equal([1, 0, 2, 2], buffers.Select(buffer => buffer[0]));
    }

    [Fact]
    public void Peek_and_truncate()
    {
        StackSocket client = Datagrams(First), server = Datagrams(Second, 53);
        client.SendTo([1, 2, 3, 4, 5], default, SecondEnd(53));
        client.SendTo([6], default, SecondEnd(53));
        Assert.Equal(5, server.Get(SocketOptions.BytesToRead));
        Assert.Equal(5, server.Receive(_buffer, SocketMessageFlags.Peek));
        ReceivedMessage cut = server.ReceiveFrom(_buffer.AsSpan(0, 2), SocketMessageFlags.Peek);
        Assert.Equal((2, SocketMessageFlags.Truncate), (cut.Count, cut.Flags));
        cut = server.ReceiveFrom(_buffer.AsSpan(0, 2), SocketMessageFlags.Truncate);
        Assert.Equal((5, SocketMessageFlags.Truncate), (cut.Count, cut.Flags));
        Assert.Equal(1, server.Receive(_buffer)); // the rest of the first is gone
        Assert.Equal(6, _buffer[0]);
    }

    [Fact]
    public async Task Receive_gives_up_after_SO_RCVTIMEO()
    {
        StackSocket server = Datagrams(Second, 53);
        server.Set(SocketOptions.ReceiveTimeout, TimeSpan.FromSeconds(2));
        Task<ReceivedMessage> first = server.ReceiveFromAsync(_buffer);
        Loop.RunUntilIdle();
        Loop.Advance(TimeSpan.FromSeconds(1));
        Task<ReceivedMessage> second = server.ReceiveFromAsync(_buffer);
        Loop.RunUntilIdle();
        Loop.Advance(TimeSpan.FromSeconds(0.9));
        Assert.False(first.IsCompleted);
        Loop.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(SocketError.WouldBlock, await FailsAsync(first));
        Assert.False(second.IsCompleted);
        Loop.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SocketError.WouldBlock, await FailsAsync(second));
    }

    [Fact]
    public async Task Readiness_is_told_to_who_waits()
    {
        StackSocket client = Datagrams(First), server = Datagrams(Second, 53);
        Assert.Equal(SocketEvents.Writable, server.Poll());
        Task<SocketEvents> wait = server.WaitAsync(SocketEvents.Readable);
        Loop.RunUntilIdle();
        Assert.False(wait.IsCompleted);
        client.SendTo([], default, SecondEnd(53)); // an empty one, too
        Assert.Equal(SocketEvents.Readable, await wait);
        Assert.Equal(SocketEvents.Readable | SocketEvents.Writable, server.Poll());
        server.Receive(_buffer);
        Assert.Equal(SocketEvents.None, server.Poll(SocketEvents.Readable, TimeSpan.FromSeconds(5)));
        Task<SocketEvents> writable = server.WaitAsync(SocketEvents.Writable);
        Loop.RunUntilIdle();
        Assert.Equal(SocketEvents.Writable, await writable);
    }

    [Fact]
    public async Task Shutdown_wakes_who_waits()
    {
        StackSocket client = Datagrams(First), server = Datagrams(Second, 53);
        client.Connect(SecondEnd(53));
        Task<int> waiting = client.ReceiveAsync(_buffer);
        client.Shutdown(SocketShutdown.Receive);
        Assert.Equal(0, await waiting);
        Assert.Equal(SocketEvents.Readable | SocketEvents.ReadHangUp | SocketEvents.Writable, client.Poll());
        Assert.Equal(SocketError.WouldBlock, Fails(() => client.Receive(_buffer, SocketMessageFlags.DontWait))); // as Linux
        client.Send([1]);
        server.SendTo([2], default, client.LocalEndPoint);
        Assert.Equal(1, client.Receive(_buffer)); // as Linux: what arrives is still received
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(SocketError.Shutdown, Fails(() => client.Send([1])));
        Assert.True(client.Poll().HasFlag(SocketEvents.HangUp));
    }

    [Fact]
    public async Task Close_ends_who_waits_and_frees_the_port()
    {
        StackSocket server = Datagrams(Second, 53);
        Task<int> waiting = server.ReceiveAsync(_buffer);
        Task<SocketEvents> polling = server.WaitAsync(SocketEvents.Readable);
        server.Close();
        Assert.Equal(SocketError.OperationAborted, await FailsAsync(waiting));
        Assert.Equal(SocketError.OperationAborted, await FailsAsync(polling));
        Assert.Equal(0, Second.Context.Udp.Count);
        Datagrams(Second, 53);
    }

    [Fact]
    public void Connected_socket_hears_its_peer_alone_until_that_is_dissolved()
    {
        StackSocket peer = Datagrams(First, 1000), stranger = Datagrams(First, 1001), server = Datagrams(Second, 53);
        server.Connect(FirstEnd(1000));
        stranger.SendTo([1], default, SecondEnd(53));
        peer.SendTo([2], default, SecondEnd(53));
        Assert.Equal(1, server.Receive(_buffer));
        Assert.Equal(2, _buffer[0]);
        Assert.Equal(SecondEnd(53), server.LocalEndPoint);
        server.Connect(null);
        Assert.Null(server.RemoteEndPoint);
        Assert.Equal(new IPEndPoint(IPAddress.Any, 53), server.LocalEndPoint);
        stranger.SendTo([3], default, SecondEnd(53));
        Assert.Equal(1, server.Receive(_buffer));
        Assert.Equal(3, _buffer[0]);
    }

    [Fact]
    public void Pieces_with_MSG_MORE_are_one_datagram()
    {
        StackSocket client = Datagrams(First), server = Datagrams(Second, 53);
        client.Connect(SecondEnd(53));
        client.Send([1, 2], SocketMessageFlags.More);
        client.Send([3], SocketMessageFlags.More);
        Assert.Equal(SocketEvents.None, server.Poll() & SocketEvents.Readable);
        Assert.Equal(2, client.Send([4, 5]));
        Assert.Equal(5, server.Receive(_buffer));
        Assert.Equal([1, 2, 3, 4, 5], _buffer[..5]);
        client.Send(new byte[60_000], SocketMessageFlags.More);
        Assert.Equal(SocketError.MessageSize, Fails(() => client.Send(new byte[6_000])));
        Assert.Equal(1, client.Send([6])); // the pieces before are dropped
        Assert.Equal(1, server.Receive(_buffer));
    }
}
