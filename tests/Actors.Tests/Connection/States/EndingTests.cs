using Akka.Actor;
using Akka.IO;
using ActorTcp.Connection;

namespace ActorTcp.Tests.Connection.States;

/// <summary>What the application hears when a connection ends otherwise than by an orderly close.</summary>
public sealed class EndingTests : TcpFixture
{
    [Fact]
    public void A_reset_before_Register_is_told_to_who_registers_then()
    {
        Establish(register: false);
        Peer("P. 1:11(10) ack 1 win 65535", "R 11:11(0)");
        Wire.FromStack.Clear();
        Handler.ExpectNoMsg(TimeSpan.Zero);
        Tell(new Tcp.Register(Handler.Ref));
        ExpectReceived(1, 10);
        Assert.Contains("reset", Handler.ExpectMsg<Tcp.ErrorClosed>().Cause, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_reset_connection_that_nobody_registers_for_goes_with_the_register_timeout()
    {
        Establish(register: false);
        Handler.Watch(Connection);
        Peer("R 1:1(0)");
        Advance(9.9);
        Handler.ExpectNoMsg(TimeSpan.Zero);
        Advance(0.2);
        Handler.ExpectTerminated(Connection);
    }

    [Fact]
    public void Text_that_came_with_the_reset_is_read_first()
    {
        Establish();
        Peer("P. 1:11(10) ack 1 win 65535", "R 11:11(0)");
        ExpectReceived(1, 10);
        Handler.ExpectMsg<Tcp.ErrorClosed>();
        Wire.FromStack.Clear();
    }

    [Fact]
    public void A_Close_whose_writes_are_lost_is_not_told_as_closed()
    {
        Establish(options: DefaultOptions with { SendBufferSize = 1000 });
        Write(1, 1000);
        Write(1001, 4000);
        Tell(Tcp.Close.Instance);
        Peer("R 1:1(0)");
        Handler.ExpectMsg<Tcp.ErrorClosed>();
        Wire.FromStack.Clear();
    }

    [Fact]
    public void Abort_after_Close_is_told_as_aborted_while_writes_wait()
    {
        Establish(options: DefaultOptions with { SendBufferSize = 1000 });
        Write(1, 1000);
        Write(1001, 4000);
        Tell(Tcp.Close.Instance);
        Tell(Tcp.Abort.Instance);
        Handler.ExpectMsg<Tcp.Aborted>();
        Wire.FromStack.Clear();
    }

    [Fact]
    public void An_orphan_does_not_wait_for_ever_behind_a_closed_window()
    {
        Establish(options: DefaultOptions with { TcpOrphanRetries = 3 });
        Write(1, 100);
        Expect("P. 1:101(100) ack 1");
        Peer(". 1:1(0) ack 101 win 0");
        Write(101, 100);
        Tell(Tcp.Close.Instance);
        Handler.ExpectMsg<Tcp.Closed>();
        for (int probe = 0; probe < 8 && States[^1] != TcpState.Closed; probe++)
        {
            Advance(2);
            if (States[^1] != TcpState.Closed) Peer(". 1:1(0) ack 101 win 0");
        }
        Assert.Equal(TcpState.Closed, States[^1]);
        Wire.FromStack.Clear();
    }

    [Fact]
    public void A_reset_after_a_timeout_is_where_the_peer_takes_it()
    {
        Establish();
        Write(1, 5 * 1460);
        Wire.FromStack.Clear();
        Advance(0.2);
        Expect(". 1:1461(1460) ack 1");
        Tell(Tcp.Abort.Instance);
        Expect("R. 7301:7301(0) ack 1");
    }

    [Fact]
    public void Acknowledged_text_stays_readable_through_TimeWait()
    {
        Establish();
        Tell(Tcp.ConfirmedClose.Instance);
        Expect("F. 1:1(0) ack 1");
        Tell(Tcp.SuspendReading.Instance);
        Peer("F. 1:11(10) ack 2 win 65535");
        Wire.FromStack.Clear();
        Assert.Equal(TcpState.TimeWait, States[^1]);
        Advance(100);
        Tell(Tcp.ResumeReading.Instance);
        ExpectReceived(1, 10);
        Handler.ExpectMsg<Tcp.ConfirmedClosed>();
        Advance(121);
        Assert.Equal(TcpState.Closed, States[^1]);
    }

    [Fact]
    public void The_probes_back_off_does_not_outlast_the_closed_window()
    {
        Establish();
        Write(1, 100);
        Expect("P. 1:101(100) ack 1");
        Peer(". 1:1(0) ack 101 win 0");
        Write(101, 100);
        for (int i = 0; i < 200; i++)
        {
            Advance(1);
            Wire.FromStack.Clear();
            Peer(". 1:1(0) ack 101 win 0");
        }
        Peer(". 1:1(0) ack 101 win 1000");
        Expect("P. 101:201(100) ack 1");
        Advance(0.2);
        Expect("P. 101:201(100) ack 1");
    }

    [Fact]
    public void A_connection_that_waits_to_be_accepted_waits_longer_than_the_register_timeout()
    {
        Listen(pullMode: true);
        IActorRef listener = Handler.LastSender;
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        Peer(". 1:1(0) ack 1 win 65535");
        Advance(60);
        ExpectNothing();
        listener.Tell(new Tcp.ResumeAccepting(1), Handler.Ref);
        Run();
        Handler.ExpectMsg<Tcp.Connected>();
        Advance(10);
        Expect("R. 1:1(0) ack 1"); // accepted, and nobody registered
    }
}
