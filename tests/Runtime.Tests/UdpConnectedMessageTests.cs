using System.Net;
using Akka.IO;

namespace ActorTcp.Runtime.Tests;

public sealed class UdpConnectedMessageTests : Contract
{
    private static readonly IPEndPoint s_local = new(IPAddress.Loopback, 7), s_remote = new(IPAddress.Parse("10.0.0.2"), 53);
    private static readonly ByteString s_data = ByteString.FromString("data");

    [Fact]
    public void Connect_holds_what_it_was_given()
    {
        var connect = new UdpConnected.Connect(TestActor, s_remote);
        Assert.Equal(TestActor, connect.Handler);
        Assert.Equal(s_remote, connect.RemoteAddress);
        Assert.Null(connect.LocalAddress);
        Assert.Empty(connect.Options);
        Assert.Equal(s_local, new UdpConnected.Connect(TestActor, s_remote, s_local).LocalAddress);
    }

    [Fact]
    public void Send_wants_an_ack_unless_it_is_NoAck()
    {
        var none = UdpConnected.Send.Create(s_data);
        Assert.Equal(s_data, none.Payload);
        Assert.False(none.WantsAck);
        Assert.Same(UdpConnected.NoAck.Instance, none.Ack);
        var some = new UdpConnected.Send(s_data, "ack");
        Assert.True(some.WantsAck);
        Assert.Equal("ack", some.Ack);
        Assert.False(new UdpConnected.Send(s_data, new UdpConnected.NoAck("token")).WantsAck);
    }

    [Fact]
    public void Every_command_has_its_CommandFailed()
    {
        var send = UdpConnected.Send.Create(s_data);
        Assert.Same(send, Assert.IsType<UdpConnected.CommandFailed>(send.FailureMessage).Cmd);
        Assert.Same(send, new UdpConnected.CommandFailed(send).Cmd);
    }

    [Fact]
    public void Commands_and_events_have_their_bases()
    {
        Assert.All<UdpConnected.Message>([UdpConnected.Disconnect.Instance, UdpConnected.SuspendReading.Instance, UdpConnected.ResumeReading.Instance,
            UdpConnected.Send.Create(s_data), new UdpConnected.Connect(TestActor, s_remote)],
            message => Assert.IsAssignableFrom<UdpConnected.Command>(message));
        Assert.All<UdpConnected.Message>([UdpConnected.Connected.Instance, UdpConnected.Disconnected.Instance, new UdpConnected.Received(s_data)],
            message => Assert.IsAssignableFrom<UdpConnected.Event>(message));
        Assert.Equal(s_data, new UdpConnected.Received(s_data).Data);
    }

    /// <summary>A stack tells them from TCP's by their types alone.</summary>
    [Fact]
    public void Udp_commands_are_not_each_others()
    {
        Assert.False((object)UdpConnected.Disconnect.Instance is Udp.Command or Tcp.Command);
        Assert.False((object)Udp.Unbind.Instance is UdpConnected.Command or Tcp.Command);
    }

    [Fact]
    public void Options_of_a_bind_and_a_sender_are_kept()
    {
        var broadcast = new Udp.SO.Broadcast(true);
        Assert.True(broadcast.On);
        Assert.Same(broadcast, Assert.Single(new Udp.Bind(TestActor, s_local, [broadcast]).Options));
        Assert.Same(broadcast, Assert.Single(new Udp.SimpleSender([broadcast]).Options));
        Assert.Empty(Udp.SimpleSender.Instance.Options);
    }

    [Fact]
    public void An_option_can_be_applied_to_a_kernel_socket_that_is_not_bound()
    {
        using var socket = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Udp);
        new Udp.SO.Broadcast(true).BeforeDatagramBind(socket);
        Assert.True(socket.EnableBroadcast);
        new Inet.SO.ReuseAddress(true).BeforeDatagramBind(socket);
        Assert.NotEqual(0, (int)socket.GetSocketOption(System.Net.Sockets.SocketOptionLevel.Socket, System.Net.Sockets.SocketOptionName.ReuseAddress)!);
    }
}
