using System.Net.Sockets;

namespace ActorTcp.Sockets.Tests;

// MSG_OOB, SO_OOBINLINE and SIOCATMARK: RFC 6093 tells how everybody reads RFC 9293 3.8.5.
public abstract partial class SocketTests
{
    private const SocketMessageFlags OutOfBand = SocketMessageFlags.OutOfBand;

    [Fact]
    public void The_last_byte_of_urgent_data_is_out_of_band()
    {
        (ITestSocket client, ITestSocket server) = Connected();

        Assert.Equal(3, client.Send(Bytes("abc"), OutOfBand));

        Assert.Equal(SocketEvents.Urgent | Readable | Writable, Api.Wait(server, SocketEvents.Urgent));
        Assert.Equal("c", Read(server, 10, OutOfBand));
        Assert.Equal("ab", Read(server));
    }

    [Fact]
    public void Urgent_data_is_read_once()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        client.Send(Bytes("!"), OutOfBand);
        Api.Wait(server, SocketEvents.Urgent);
        Assert.Equal(SocketEvents.Urgent | Writable, server.Poll());
        byte[] buffer = new byte[10];
        Assert.Equal(1, server.Receive(buffer, OutOfBand | SocketMessageFlags.Peek));
        Assert.Equal(1, server.Receive(buffer, OutOfBand));
        Assert.Equal((byte)'!', buffer[0]);

        Fails(SocketError.InvalidArgument, () => server.Receive(new byte[1], OutOfBand));

        Assert.Equal(Writable, server.Poll());
    }

    [Fact]
    public void Where_there_is_no_urgent_data_asking_for_it_fails()
    {
        (ITestSocket client, ITestSocket _) = Connected();

        Fails(SocketError.InvalidArgument, () => client.Receive(new byte[1], OutOfBand));
    }

    [Fact]
    public void Urgent_data_before_connect_cannot_be()
    {
        ITestSocket client = Client();

        Fails(SocketError.InvalidArgument, () => client.Receive(new byte[1], OutOfBand));
        Fails(SocketError.Shutdown, () => client.Send(Bytes("!"), OutOfBand));
    }

    [Fact]
    public void A_receive_stops_at_the_mark()
    {
        (ITestSocket client, ITestSocket server) = Connected(client => client.Set(SocketOptions.NoDelay, true));
        client.Send(Bytes("abc"), OutOfBand);
        client.Send(Bytes("def"));
        Api.Wait(server, SocketEvents.Urgent);
        Api.Settle();

        Assert.False(server.Get(SocketOptions.AtMark));
        Assert.Equal("ab", Read(server));
        Assert.True(server.Get(SocketOptions.AtMark));
        Assert.Equal("def", Read(server));
        Assert.False(server.Get(SocketOptions.AtMark));
    }

    [Fact]
    public void With_SO_OOBINLINE_urgent_data_is_in_its_place()
    {
        (ITestSocket client, ITestSocket server) = Connected(client => client.Set(SocketOptions.NoDelay, true));
        server.Set(SocketOptions.OobInline, true);
        client.Send(Bytes("abc"), OutOfBand);
        client.Send(Bytes("def"));
        Api.Wait(server, SocketEvents.Urgent);
        Api.Settle();

        Assert.Equal("ab", Read(server));
        Assert.True(server.Get(SocketOptions.AtMark));
        Fails(SocketError.InvalidArgument, () => server.Receive(new byte[1], OutOfBand));
        Assert.Equal("cdef", Read(server));
    }
}
