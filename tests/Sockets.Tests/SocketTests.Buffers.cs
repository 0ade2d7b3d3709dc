using System.Net.Sockets;

namespace ActorTcp.Sockets.Tests;

// What waits in the buffers: low-water marks, SIOCINQ and SIOCOUTQ, corks.
public abstract partial class SocketTests
{
    [Fact]
    public void Below_SO_RCVLOWAT_a_socket_is_not_readable()
    {
        (ITestSocket client, ITestSocket server) = Connected(client => client.Set(SocketOptions.NoDelay, true));
        server.Set(SocketOptions.ReceiveLowWater, 5);
        client.Send(Bytes("0123"));
        Api.Settle();
        Assert.Equal(Writable, server.Poll());

        client.Send(Bytes("4"));

        Assert.Equal(Readable | Writable, Api.Wait(server, Readable));
        Assert.Equal("01234", Read(server));
    }

    [Fact]
    public void Below_SO_RCVLOWAT_a_non_blocking_receive_takes_what_there_is()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        server.Set(SocketOptions.ReceiveLowWater, 5);
        server.Blocking = false;
        client.Send(Bytes("0123"));
        Api.Settle();

        Assert.Equal(4, server.Receive(new byte[10]));
    }

    [Fact]
    public void The_streams_end_is_readable_below_SO_RCVLOWAT()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        server.Set(SocketOptions.ReceiveLowWater, 5);
        client.Send(Bytes("0123"));

        client.Shutdown(SocketShutdown.Send);

        Assert.Equal(Readable | Writable | ReadHangUp, Api.Wait(server, Readable));
        Assert.Equal("0123", Read(server));
    }

    [Fact]
    public void SIOCINQ_tells_what_waits_to_be_read()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        Assert.Equal(0, server.Get(SocketOptions.BytesToRead));
        client.Send(Bytes("hello"));
        Api.Wait(server, Readable);

        Assert.Equal(5, server.Get(SocketOptions.BytesToRead));

        Read(server, 2);
        Assert.Equal(3, server.Get(SocketOptions.BytesToRead));
    }

    [Fact]
    public void SIOCOUTQ_tells_what_is_not_acknowledged_and_SIOCOUTQNSD_what_is_not_sent()
    {
        (ITestSocket client, ITestSocket server) = Connected(
            client => client.Set(SocketOptions.SendBuffer, 32768), listener => listener.Set(SocketOptions.ReceiveBuffer, 4096));
        client.Blocking = false;
        int sent = Fill(client, Pattern(1 << 20));

        int waiting = client.Get(SocketOptions.BytesUnacknowledged);
        int unsent = client.Get(SocketOptions.BytesUnsent);

        Assert.InRange(waiting, 1, sent);
        Assert.InRange(unsent, 1, waiting);
        Assert.InRange(server.Get(SocketOptions.BytesToRead), 1, sent - unsent);
    }

    [Fact]
    public void TCP_CORK_holds_a_part_of_a_segment_back()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        client.Set(SocketOptions.Cork, true);
        client.Send(Bytes("held"));
        Api.Settle();
        Assert.Equal(Writable, server.Poll());

        client.Set(SocketOptions.Cork, false);

        Assert.Equal("held", Read(server));
    }

    [Fact]
    public void MSG_MORE_holds_a_part_of_a_segment_back()
    {
        (ITestSocket client, ITestSocket server) = Connected();
        client.Send(Bytes("held "), SocketMessageFlags.More);
        Api.Settle();
        Assert.Equal(Writable, server.Poll());

        client.Send(Bytes("back"));

        Assert.Equal("held back", Read(server));
    }

    /// <summary>Sends until nothing more is taken.</summary>
    private int Fill(ITestSocket socket, byte[] data)
    {
        int sent = 0;
        while (true)
        {
            Api.Settle();
            try
            {
                sent += socket.Send(data[sent..]);
            }
            catch (SocketException failure)
            {
                Assert.Equal(SocketError.WouldBlock, failure.SocketErrorCode);
                return sent;
            }
        }
    }
}
