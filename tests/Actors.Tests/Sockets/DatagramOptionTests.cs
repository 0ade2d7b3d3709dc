using System.Net;
using System.Net.Sockets;
using ActorTcp.Sockets;

namespace ActorTcp.Tests.Sockets;

/// <summary>getsockopt(2) and setsockopt(2) of a datagram socket.</summary>
public sealed class DatagramOptionTests : TwoStacks
{
    /// <summary>What Linux tells of a new one.</summary>
    [Fact]
    public void Defaults_are_Linuxs()
    {
        StackSocket socket = Datagrams(First);
        Assert.Equal(212992, socket.Get(SocketOptions.ReceiveBuffer));
        Assert.Equal(212992, socket.Get(SocketOptions.SendBuffer));
        Assert.Equal(2, socket.Get(SocketOptions.SocketType));
        Assert.Equal(64, socket.Get(SocketOptions.TimeToLive));
        Assert.Equal(0, socket.Get(SocketOptions.TypeOfService));
        Assert.Equal(1, socket.Get(SocketOptions.MtuDiscover));
        Assert.Equal(1, socket.Get(SocketOptions.ReceiveLowWater));
        Assert.Equal(TimeSpan.Zero, socket.Get(SocketOptions.ReceiveTimeout));
        Assert.Equal(0, socket.Get(SocketOptions.BytesToRead));
        Assert.Equal(0, socket.Get(SocketOptions.BytesUnacknowledged));
        Assert.Equal(0, socket.Get(SocketOptions.Error));
        Assert.Null(socket.Get(SocketOptions.Linger));
        foreach (SocketOptionKey<bool> off in new[] { SocketOptions.Broadcast, SocketOptions.ReuseAddress, SocketOptions.ReusePort, SocketOptions.KeepAlive, SocketOptions.OobInline, SocketOptions.AcceptsConnections })
            Assert.False(socket.Get(off), off.Name);
    }

    [Fact]
    public void What_is_set_is_read_again()
    {
        StackSocket socket = Datagrams(First);
        foreach (SocketOptionKey<bool> on in new[] { SocketOptions.Broadcast, SocketOptions.ReuseAddress, SocketOptions.ReusePort, SocketOptions.KeepAlive, SocketOptions.OobInline })
        {
            socket.Set(on, true);
            Assert.True(socket.Get(on), on.Name);
        }
        socket.Set(SocketOptions.ReceiveBuffer, 5000);
        Assert.Equal(10000, socket.Get(SocketOptions.ReceiveBuffer));
        socket.Set(SocketOptions.SendBuffer, 1);
        Assert.Equal(4608, socket.Get(SocketOptions.SendBuffer));
        socket.Set(SocketOptions.TimeToLive, 255);
        Assert.Equal(255, socket.Get(SocketOptions.TimeToLive));
        socket.Set(SocketOptions.TimeToLive, -1);
        Assert.Equal(64, socket.Get(SocketOptions.TimeToLive));
        socket.Set(SocketOptions.TypeOfService, 0x10);
        Assert.Equal(0x10, socket.Get(SocketOptions.TypeOfService));
        socket.Set(SocketOptions.MtuDiscover, 2);
        Assert.Equal(2, socket.Get(SocketOptions.MtuDiscover));
        socket.Set(SocketOptions.Linger, TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(1), socket.Get(SocketOptions.Linger));
        socket.Set(SocketOptions.Linger, null);
        Assert.Null(socket.Get(SocketOptions.Linger));
        socket.Set(SocketOptions.ReceiveTimeout, TimeSpan.FromSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), socket.Get(SocketOptions.ReceiveTimeout));
    }

    [Fact]
    public void Mistakes_have_Linuxs_errors()
    {
        StackSocket socket = Datagrams(First);
        Assert.Equal(SocketError.ProtocolOption, Fails(() => socket.Set(SocketOptions.NoDelay, true)));
        Assert.Equal(SocketError.OperationNotSupported, Fails(() => socket.Get(SocketOptions.NoDelay)));
        Assert.Equal(SocketError.ProtocolOption, Fails(() => socket.Set(SocketOptions.Error, 1)));
        Assert.Equal(SocketError.InvalidArgument, Fails(() => socket.Set(SocketOptions.TimeToLive, 0)));
        Assert.Equal(SocketError.InvalidArgument, Fails(() => socket.Set(SocketOptions.TimeToLive, 256)));
        Assert.Equal(SocketError.InvalidArgument, Fails(() => socket.Set(SocketOptions.MtuDiscover, 9)));
        Assert.Equal(SocketError.NotConnected, Fails(() => socket.Get(SocketOptions.PathMtu)));
        Assert.Equal(SocketError.InvalidArgument, Fails(() => socket.Get(SocketOptions.AtMark)));
    }

    [Fact]
    public void Path_MTU_is_the_links_and_to_oneself_the_largest()
    {
        StackSocket socket = Datagrams(First);
        socket.Connect(SecondEnd(53));
        Assert.Equal(1500, socket.Get(SocketOptions.PathMtu));
        socket.Connect(FirstEnd(53));
        Assert.Equal(65535, socket.Get(SocketOptions.PathMtu));
    }

    [Fact]
    public void Datagram_that_must_not_be_cut_is_refused()
    {
        StackSocket socket = Datagrams(First);
        socket.Set(SocketOptions.MtuDiscover, 2);
        Assert.Equal(1472, socket.SendTo(new byte[1472], default, SecondEnd(53)));
        Assert.Equal(SocketError.MessageSize, Fails(() => socket.SendTo(new byte[1473], default, SecondEnd(53))));
    }

    [Fact]
    public void Broadcast_reaches_the_other_and_oneself()
    {
        StackSocket sender = Datagrams(First, 53), receiver = Datagrams(Second, 53);
        sender.Set(SocketOptions.Broadcast, true);
        foreach (string to in new[] { "255.255.255.255", "198.51.100.255" })
        {
            Assert.Equal(1, sender.SendTo([7], default, new IPEndPoint(IPAddress.Parse(to), 53)));
            byte[] buffer = new byte[10];
            Assert.Equal(FirstEnd(53), receiver.ReceiveFrom(buffer).From);
            Assert.Equal(FirstEnd(53), sender.ReceiveFrom(buffer).From);
        }
    }
}
