using System.Net;
using Akka.Actor;
using Akka.Event;
using Akka.IO;

namespace ActorTcp.Runtime.Tests;

public sealed class TcpMessageTests : Contract
{
    private static readonly IPEndPoint s_local = new(IPAddress.Loopback, 7), s_remote = new(IPAddress.Parse("10.0.0.2"), 80);
    private static readonly ByteString s_data = ByteString.FromString("data");

    private sealed class OwnAck : Tcp.Event;

    // What the product adds of its own derives from Akka's base types.
    private sealed class OwnCommand : Tcp.Command;
    private sealed class OwnClosed : Tcp.ConnectionClosed
    {
        public override bool IsErrorClosed => true;
        public override string Cause => "own";
    }

    [Fact]
    public void Connect_holds_what_it_was_given_and_defaults()
    {
        var plain = new Tcp.Connect(s_remote);
        Assert.Equal(s_remote, plain.RemoteAddress);
        Assert.Null(plain.LocalAddress);
        Assert.Empty(plain.Options);
        Assert.Null(plain.Timeout);
        Assert.False(plain.PullMode);

        var full = new Tcp.Connect(s_remote, s_local, [new Inet.SO.ReuseAddress(true)], TimeSpan.FromSeconds(3), pullMode: true);
        Assert.Equal(s_local, full.LocalAddress);
        Assert.IsType<Inet.SO.ReuseAddress>(Assert.Single(full.Options));
        Assert.Equal(TimeSpan.FromSeconds(3), full.Timeout);
        Assert.True(full.PullMode);
    }

    [Fact]
    public void Bind_holds_what_it_was_given_and_defaults()
    {
        var plain = new Tcp.Bind(TestActor, s_local);
        Assert.Equal(TestActor, plain.Handler);
        Assert.Equal(s_local, plain.LocalAddress);
        Assert.Equal(100, plain.Backlog);
        Assert.Empty(plain.Options);
        Assert.False(plain.PullMode);

        var full = new Tcp.Bind(TestActor, s_local, backlog: 5, pullMode: true);
        Assert.Equal(5, full.Backlog);
        Assert.True(full.PullMode);
    }

    [Fact]
    public void Register_holds_what_it_was_given_and_defaults()
    {
        var plain = new Tcp.Register(TestActor);
        Assert.Equal(TestActor, plain.Handler);
        Assert.False(plain.KeepOpenOnPeerClosed);
        Assert.True(plain.UseResumeWriting);
        Assert.True(new Tcp.Register(TestActor, keepOpenOnPeerClosed: true, useResumeWriting: false).KeepOpenOnPeerClosed);
    }

    [Fact]
    public void Commands_and_events_have_their_bases()
    {
        Assert.All<Tcp.Message>([new Tcp.Connect(s_remote), Tcp.Unbind.Instance, Tcp.ResumeWriting.Instance,
            Tcp.SuspendReading.Instance, Tcp.ResumeReading.Instance, new Tcp.ResumeAccepting(3), Tcp.Close.Instance,
            Tcp.Write.Empty, new OwnCommand()], message => Assert.IsAssignableFrom<Tcp.Command>(message));
        Assert.All<Tcp.Message>([new Tcp.Received(s_data), new Tcp.Connected(s_remote, s_local), new Tcp.Bound(s_local),
            Tcp.Unbound.Instance, Tcp.WritingResumed.Instance, Tcp.Closed.Instance, Tcp.NoAck.Instance,
            new OwnCommand().FailureMessage], message => Assert.IsAssignableFrom<Tcp.Event>(message));
        Assert.IsAssignableFrom<IDeadLetterSuppression>(Tcp.Closed.Instance);
        Assert.IsAssignableFrom<IDeadLetterSuppression>(Tcp.Abort.Instance);
        Assert.Equal(3, new Tcp.ResumeAccepting(3).BatchSize);
    }

    [Fact]
    public void Every_command_has_its_CommandFailed()
    {
        var command = new OwnCommand();

        Assert.Same(command, command.FailureMessage.Cmd);
        Assert.Same(command, new Tcp.CommandFailed(command).Cmd);
    }

    [Fact]
    public void CommandFailed_may_carry_its_cause()
    {
        var failed = new Tcp.CommandFailed(new OwnCommand());
        Assert.False(failed.Cause.HasValue);
        Assert.Equal("", failed.CauseString);
        var caused = failed.WithCause(new BoomException());

        Assert.True(caused.Cause.HasValue);
        Assert.IsType<BoomException>(caused.Cause.Value);
        Assert.Contains("boom", caused.CauseString, StringComparison.Ordinal);
        Assert.Same(failed.Cmd, caused.Cmd);
    }

    [Fact]
    public void Write_without_an_ack_wants_none()
    {
        var write = Tcp.Write.Create(s_data);

        Assert.Equal(s_data, write.Data);
        Assert.Same(Tcp.NoAck.Instance, write.Ack);
        Assert.False(write.WantsAck);
        Assert.Same(Tcp.Write.Empty, Tcp.Write.Create(ByteString.Empty));
    }

    [Fact]
    public void Write_with_an_ack_wants_it_and_NoAck_with_a_token_does_not()
    {
        var ack = new OwnAck();
        var write = Tcp.Write.Create(s_data, ack);
        Assert.Same(ack, write.Ack);
        Assert.True(write.WantsAck);

        var token = new Tcp.NoAck("token");
        Assert.Equal("token", token.Token);
        Assert.False(Tcp.Write.Create(s_data, token).WantsAck);
        Assert.Null(Tcp.NoAck.Instance.Token);
    }

    [Fact]
    public void CompoundWrite_enumerates_its_writes_in_order()
    {
        var (a, b) = (Tcp.Write.Create(s_data), Tcp.Write.Create(s_data, new OwnAck()));
        var c = Tcp.Write.Create(ByteString.FromString("c"));
        var compound = a.Append(b.Append(c));

        Assert.Equal([a, b, c], compound);
        Assert.Same(a, compound.Head);
        Assert.IsType<Tcp.CompoundWrite>(compound.TailCommand);
        Assert.Equal([c, a, b, c], compound.Prepend(c));
    }

    [Fact]
    public void WriteCommand_Create_makes_a_compound_that_ends_with_the_empty_write()
    {
        var (a, b) = (Tcp.Write.Create(s_data), Tcp.Write.Create(s_data, new OwnAck()));

        Assert.Equal([a, b, Tcp.Write.Empty], Assert.IsType<Tcp.CompoundWrite>(Tcp.WriteCommand.Create(a, b)));
    }

    [Fact]
    public void Each_close_command_names_its_event()
    {
        Assert.Same(Tcp.Closed.Instance, Tcp.Close.Instance.Event);
        Assert.Same(Tcp.ConfirmedClosed.Instance, Tcp.ConfirmedClose.Instance.Event);
        Assert.Same(Tcp.Aborted.Instance, Tcp.Abort.Instance.Event);
    }

    [Fact]
    public void Each_close_event_has_its_flags_and_cause()
    {
        static (bool, bool, bool, bool, string?) Flags(Tcp.ConnectionClosed e) =>
            (e.IsAborted, e.IsConfirmed, e.IsPeerClosed, e.IsErrorClosed, e.Cause);

        Assert.Equal((false, false, false, false, null), Flags(Tcp.Closed.Instance));
        Assert.Equal((true, false, false, false, null), Flags(Tcp.Aborted.Instance));
        Assert.Equal((false, true, false, false, null), Flags(Tcp.ConfirmedClosed.Instance));
        Assert.Equal((false, false, true, false, null), Flags(Tcp.PeerClosed.Instance));
        Assert.Equal((false, false, false, true, "reset"), Flags(new Tcp.ErrorClosed("reset")));
        Assert.Equal((false, false, false, true, "own"), Flags(new OwnClosed()));
    }

    [Fact]
    public void Events_hold_what_they_were_given()
    {
        Assert.Equal(s_data, new Tcp.Received(s_data).Data);
        Assert.Equal(s_local, new Tcp.Bound(s_local).LocalAddress);
        var connected = new Tcp.Connected(s_remote, s_local);
        Assert.Equal(s_remote, connected.RemoteAddress);
        Assert.Equal(s_local, connected.LocalAddress);
    }
}
