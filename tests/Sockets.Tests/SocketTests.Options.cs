using System.Net;
using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Connection;

namespace ActorTcp.Sockets.Tests;

// getsockopt(2) and setsockopt(2).
public abstract partial class SocketTests
{
    [Fact]
    public void Options_begin_with_Linuxs_defaults()
    {
        ITestSocket socket = Client();

        Assert.False(socket.Get(SocketOptions.ReuseAddress));
        Assert.False(socket.Get(SocketOptions.ReusePort));
        Assert.False(socket.Get(SocketOptions.KeepAlive));
        Assert.False(socket.Get(SocketOptions.OobInline));
        Assert.False(socket.Get(SocketOptions.NoDelay));
        Assert.False(socket.Get(SocketOptions.Cork));
        Assert.False(socket.Get(SocketOptions.InQueue));
        Assert.True(socket.Get(SocketOptions.QuickAck));
        Assert.Null(socket.Get(SocketOptions.Linger));
        Assert.Equal(1, socket.Get(SocketOptions.ReceiveLowWater));
        Assert.Equal(TimeSpan.Zero, socket.Get(SocketOptions.ReceiveTimeout));
        Assert.Equal(TimeSpan.Zero, socket.Get(SocketOptions.SendTimeout));
        Assert.Equal(TimeSpan.FromHours(2), socket.Get(SocketOptions.KeepIdle));
        Assert.Equal(TimeSpan.FromSeconds(75), socket.Get(SocketOptions.KeepInterval));
        Assert.Equal(9, socket.Get(SocketOptions.KeepCount));
        Assert.Equal(6, socket.Get(SocketOptions.SynCount));
        Assert.Equal(TimeSpan.FromSeconds(60), socket.Get(SocketOptions.Linger2));
        Assert.Equal(TimeSpan.Zero, socket.Get(SocketOptions.DeferAccept));
        Assert.Equal(TimeSpan.Zero, socket.Get(SocketOptions.UserTimeout));
        Assert.Equal(536, socket.Get(SocketOptions.MaxSegment));
        Assert.Equal(0, socket.Get(SocketOptions.WindowClamp));
        Assert.Equal(0, socket.Get(SocketOptions.NotSentLowWater));
        Assert.Equal(0, socket.Get(SocketOptions.Error));
        Assert.Equal(0, socket.Get(SocketOptions.TypeOfService));
        Assert.Equal(64, socket.Get(SocketOptions.TimeToLive));
        Assert.Equal(1, socket.Get(SocketOptions.MtuDiscover));
    }

    [Fact]
    public void What_is_set_is_read_back()
    {
        ITestSocket socket = Client();

        ReadsBack(socket, SocketOptions.ReuseAddress, true);
        ReadsBack(socket, SocketOptions.ReusePort, true);
        ReadsBack(socket, SocketOptions.KeepAlive, true);
        ReadsBack(socket, SocketOptions.OobInline, true);
        ReadsBack(socket, SocketOptions.NoDelay, true);
        ReadsBack(socket, SocketOptions.Cork, true);
        ReadsBack(socket, SocketOptions.InQueue, true);
        ReadsBack(socket, SocketOptions.QuickAck, false);
        ReadsBack(socket, SocketOptions.Linger, TimeSpan.FromSeconds(7));
        ReadsBack(socket, SocketOptions.Linger, TimeSpan.Zero);
        ReadsBack(socket, SocketOptions.Linger, null);
        ReadsBack(socket, SocketOptions.ReceiveLowWater, 100);
        ReadsBack(socket, SocketOptions.KeepIdle, TimeSpan.FromSeconds(30));
        ReadsBack(socket, SocketOptions.KeepInterval, TimeSpan.FromSeconds(5));
        ReadsBack(socket, SocketOptions.KeepCount, 3);
        ReadsBack(socket, SocketOptions.SynCount, 2);
        ReadsBack(socket, SocketOptions.Linger2, TimeSpan.FromSeconds(10));
        ReadsBack(socket, SocketOptions.UserTimeout, TimeSpan.FromMilliseconds(1500));
        ReadsBack(socket, SocketOptions.MaxSegment, 1000);
        ReadsBack(socket, SocketOptions.NotSentLowWater, 4096);
        ReadsBack(socket, SocketOptions.CongestionControl, "reno");
        ReadsBack(socket, SocketOptions.TypeOfService, 0x10);
        ReadsBack(socket, SocketOptions.TimeToLive, 5);
        ReadsBack(socket, SocketOptions.MtuDiscover, 2);
        ReadsBack(socket, SocketOptions.ReceiveTimeout, TimeSpan.FromSeconds(2));
        ReadsBack(socket, SocketOptions.SendTimeout, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void Buffers_are_twice_what_was_asked_for()
    {
        ITestSocket socket = Client();

        socket.Set(SocketOptions.ReceiveBuffer, 10_000);
        socket.Set(SocketOptions.SendBuffer, 12_000);

        Assert.Equal(20_000, socket.Get(SocketOptions.ReceiveBuffer));
        Assert.Equal(24_000, socket.Get(SocketOptions.SendBuffer));
    }

    [Fact]
    public void Buffers_have_a_least_size()
    {
        ITestSocket socket = Client();

        socket.Set(SocketOptions.ReceiveBuffer, 1);
        socket.Set(SocketOptions.SendBuffer, 1);

        // How much exactly depends on what a packet's bookkeeping takes.
        Assert.InRange(socket.Get(SocketOptions.ReceiveBuffer), 2048, 8192);
        Assert.InRange(socket.Get(SocketOptions.SendBuffer), 4096, 16384);
    }

    [Fact]
    public void TCP_DEFER_ACCEPT_is_rounded_up_to_a_whole_retransmission()
    {
        ITestSocket socket = Client();

        socket.Set(SocketOptions.DeferAccept, TimeSpan.FromSeconds(2));

        Assert.Equal(TimeSpan.FromSeconds(3), socket.Get(SocketOptions.DeferAccept)); // 1 s, 2 s more
    }

    [Fact]
    public void What_an_option_cannot_be_is_refused()
    {
        ITestSocket socket = Client();

        Refuses(socket, SocketOptions.KeepIdle, TimeSpan.Zero);
        Refuses(socket, SocketOptions.KeepIdle, TimeSpan.FromSeconds(32768));
        Refuses(socket, SocketOptions.KeepInterval, TimeSpan.Zero);
        Refuses(socket, SocketOptions.KeepInterval, TimeSpan.FromSeconds(32768));
        Refuses(socket, SocketOptions.KeepCount, 0);
        Refuses(socket, SocketOptions.KeepCount, 128);
        Refuses(socket, SocketOptions.SynCount, 0);
        Refuses(socket, SocketOptions.SynCount, 256);
        Refuses(socket, SocketOptions.UserTimeout, TimeSpan.FromMilliseconds(-1));
        Refuses(socket, SocketOptions.MaxSegment, 87);
        Refuses(socket, SocketOptions.MaxSegment, 32768);
        Refuses(socket, SocketOptions.TimeToLive, 0);
        Refuses(socket, SocketOptions.TimeToLive, 256);
        Refuses(socket, SocketOptions.MtuDiscover, 9);
    }

    [Fact]
    public void A_congestion_control_that_does_not_exist_is_not_there()
    {
        ITestSocket socket = Client();

        // ENOENT; .NET calls it so.
        Fails(SocketError.AddressNotAvailable, () => socket.Set(SocketOptions.CongestionControl, "nonesuch"));
    }

    [Fact]
    public void What_can_only_be_read_is_no_option_to_set()
    {
        ITestSocket socket = Client();

        Fails(SocketError.ProtocolOption, () => socket.Set(SocketOptions.Error, 0));
        Fails(SocketError.ProtocolOption, () => socket.Set(SocketOptions.SocketType, 1));
        Fails(SocketError.ProtocolOption, () => socket.Set(SocketOptions.AcceptsConnections, true));
        Fails(SocketError.ProtocolOption, () => socket.Set(SocketOptions.PathMtu, 1500));
    }

    [Fact]
    public void Datagrams_have_no_options_of_TCP()
    {
        ITestSocket socket = Client(SocketType.Dgram);

        Fails(SocketError.OperationNotSupported, () => socket.Get(SocketOptions.NoDelay));
        Fails(SocketError.ProtocolOption, () => socket.Set(SocketOptions.NoDelay, true));
    }

    [Fact]
    public void A_socket_tells_its_type_and_whether_it_listens()
    {
        Assert.Equal(1, Client().Get(SocketOptions.SocketType));
        Assert.Equal(2, Client(SocketType.Dgram).Get(SocketOptions.SocketType));
        Assert.False(Client().Get(SocketOptions.AcceptsConnections));
        Assert.True(Listener().Get(SocketOptions.AcceptsConnections));
    }

    [Fact]
    public void The_paths_MTU_is_known_of_a_connection()
    {
        ITestSocket unconnected = Client();
        (ITestSocket client, ITestSocket _) = Connected();

        Fails(SocketError.NotConnected, () => unconnected.Get(SocketOptions.PathMtu));
        Assert.InRange(client.Get(SocketOptions.PathMtu), 1500, 65536);
    }

    [Fact]
    public void TCP_MAXSEG_limits_the_segments_of_a_connection()
    {
        (ITestSocket client, ITestSocket server) = Connected(client => client.Set(SocketOptions.MaxSegment, 1000));

        Assert.Equal(988, client.Get(SocketOptions.MaxSegment)); // timestamps take 12
        Assert.Equal(988, server.Get(SocketOptions.MaxSegment));
    }

    [Fact]
    public void TCP_WINDOW_CLAMP_of_a_connection_cannot_be_taken_away()
    {
        (ITestSocket client, ITestSocket _) = Connected();

        Fails(SocketError.InvalidArgument, () => client.Set(SocketOptions.WindowClamp, 0));
    }

    [Fact]
    public void TCP_INFO_tells_the_state_at_each_stage()
    {
        ITestSocket listener = Listener();
        ITestSocket client = Client();
        Assert.Equal(TcpState.Closed, StateOf(client));
        Assert.Equal(TcpState.Listen, StateOf(listener));
        client.Connect(listener.Local!);
        ITestSocket server = Accepted(listener);
        Assert.Equal(TcpState.Established, StateOf(client));
        Assert.Equal(TcpState.Established, StateOf(server));

        client.Shutdown(SocketShutdown.Send);
        Api.Wait(server, ReadHangUp);
        Api.Settle();
        Assert.True(StateOf(client) is TcpState.FinWait1 or TcpState.FinWait2); // the acknowledgment may be delayed
        Assert.Equal(TcpState.CloseWait, StateOf(server));

        server.Shutdown(SocketShutdown.Send);
        Api.Wait(client, HangUp);
        Api.Settle();
        Assert.Equal(TcpState.Closed, StateOf(client)); // the TIME_WAIT is not the socket's any more
        Assert.Equal(TcpState.Closed, StateOf(server));
    }

    [Fact]
    public void TCP_INFO_of_a_connecting_socket_says_SYN_SENT()
    {
        IPEndPoint silence = Silence();
        ITestSocket client = NonBlockingClient();
        Fails(SocketError.InProgress, () => client.Connect(silence));
        Api.Settle();

        Assert.Equal(TcpState.SynSent, StateOf(client));
    }

    [Fact]
    public void An_accepted_socket_has_the_listeners_options()
    {
        (ITestSocket _, ITestSocket server) = Connected(listener: listener =>
        {
            listener.Set(SocketOptions.ReuseAddress, true);
            listener.Set(SocketOptions.KeepAlive, true);
            listener.Set(SocketOptions.KeepIdle, TimeSpan.FromSeconds(11));
            listener.Set(SocketOptions.NoDelay, true);
            listener.Set(SocketOptions.OobInline, true);
            listener.Set(SocketOptions.Linger, TimeSpan.FromSeconds(3));
            listener.Set(SocketOptions.ReceiveBuffer, 30_000);
            listener.Set(SocketOptions.SendBuffer, 40_000);
            listener.Set(SocketOptions.ReceiveLowWater, 2);
            listener.Set(SocketOptions.UserTimeout, TimeSpan.FromSeconds(9));
            listener.Set(SocketOptions.CongestionControl, "reno");
            listener.Set(SocketOptions.TimeToLive, 33);
            listener.Set(SocketOptions.ReceiveTimeout, TimeSpan.FromSeconds(8));
            listener.Blocking = false;
        });

        Assert.True(server.Get(SocketOptions.ReuseAddress));
        Assert.True(server.Get(SocketOptions.KeepAlive));
        Assert.Equal(TimeSpan.FromSeconds(11), server.Get(SocketOptions.KeepIdle));
        Assert.True(server.Get(SocketOptions.NoDelay));
        Assert.True(server.Get(SocketOptions.OobInline));
        Assert.Equal(TimeSpan.FromSeconds(3), server.Get(SocketOptions.Linger));
        Assert.Equal(60_000, server.Get(SocketOptions.ReceiveBuffer));
        Assert.Equal(80_000, server.Get(SocketOptions.SendBuffer));
        Assert.Equal(2, server.Get(SocketOptions.ReceiveLowWater));
        Assert.Equal(TimeSpan.FromSeconds(9), server.Get(SocketOptions.UserTimeout));
        Assert.Equal("reno", server.Get(SocketOptions.CongestionControl));
        Assert.Equal(33, server.Get(SocketOptions.TimeToLive));
        Assert.Equal(TimeSpan.FromSeconds(8), server.Get(SocketOptions.ReceiveTimeout));
        Assert.False(server.Get(SocketOptions.AcceptsConnections));
        Assert.True(server.Blocking); // O_NONBLOCK is the descriptor's
    }

    private static void ReadsBack<T>(ITestSocket socket, SocketOptionKey<T> option, T value)
    {
        socket.Set(option, value);
        Assert.Equal((option.Name, value), (option.Name, socket.Get(option)));
    }

    private static void Refuses<T>(ITestSocket socket, SocketOptionKey<T> option, T value)
    {
        var failure = Record.Exception(() => socket.Set(option, value)) as SocketException;
        Assert.Equal((option.Name, value, SocketError.InvalidArgument), (option.Name, value, failure?.SocketErrorCode ?? SocketError.Success));
    }

    private static TcpState StateOf(ITestSocket socket) => socket.Get(SocketOptions.Info).State;
}
