using System.Net;
using Akka.IO;

namespace ActorTcp.Runtime.Tests;

public sealed class UdpMessageTests : Contract
{
    private static readonly IPEndPoint s_local = new(IPAddress.Loopback, 7), s_remote = new(IPAddress.Parse("10.0.0.2"), 53);
    private static readonly ByteString s_data = ByteString.FromString("data");

    private sealed class OwnAck : Udp.Event;

    [Fact]
    public void Bind_holds_what_it_was_given()
    {
        var bind = new Udp.Bind(TestActor, s_local);

        Assert.Equal(TestActor, bind.Handler);
        Assert.Equal(s_local, bind.LocalAddress);
        Assert.Empty(bind.Options);
    }

    [Fact]
    public void Send_without_an_ack_wants_none()
    {
        var send = Udp.Send.Create(s_data, s_remote);

        Assert.Equal(s_data, send.Payload);
        Assert.Equal(s_remote, send.Target);
        Assert.False(send.WantsAck);
        Assert.Same(Udp.NoAck.Instance, send.Ack);
    }

    [Fact]
    public void Send_with_an_ack_wants_it_and_NoAck_with_a_token_does_not()
    {
        var ack = new OwnAck();

        Assert.Same(ack, new Udp.Send(s_data, s_remote, ack).Ack);
        Assert.True(new Udp.Send(s_data, s_remote, ack).WantsAck);
        Assert.False(new Udp.Send(s_data, s_remote, new Udp.NoAck("token")).WantsAck);
    }

    [Fact]
    public void Events_hold_what_they_were_given()
    {
        var received = new Udp.Received(s_data, s_remote);
        Assert.Equal(s_data, received.Data);
        Assert.Equal(s_remote, received.Sender);
        Assert.Equal(s_local, new Udp.Bound(s_local).LocalAddress);
    }

    [Fact]
    public void Every_command_has_its_CommandFailed()
    {
        var send = Udp.Send.Create(s_data, s_remote);

        Assert.Same(send, Assert.IsType<Udp.CommandFailed>(send.FailureMessage).Cmd);
    }

    [Fact]
    public void Commands_and_events_have_their_bases()
    {
        Assert.All<Udp.Message>([Udp.Unbind.Instance, Udp.SuspendReading.Instance, Udp.ResumeReading.Instance,
            Udp.SimpleSender.Instance, Udp.Send.Create(s_data, s_remote), new Udp.Bind(TestActor, s_local)],
            message => Assert.IsAssignableFrom<Udp.Command>(message));
        Assert.All<Udp.Message>([Udp.SimpleSenderReady.Instance, new Udp.Bound(s_local), new Udp.Received(s_data, s_remote),
            Udp.NoAck.Instance], message => Assert.IsAssignableFrom<Udp.Event>(message));
        Assert.NotNull(Udp.Unbound.Instance);
    }
}
