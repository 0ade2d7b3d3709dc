using Akka.IO;
using ActorTcp.Connection;

namespace ActorTcp.Tests.Connection.States;

public sealed class EstablishedTests : TcpFixture
{
    private sealed class Ack(int number) : Tcp.Event
    {
        public int Number => number;
    }

    [Fact]
    public void Text_in_Established_is_delivered_and_acknowledged()
    {
        Establish();
        Peer("P. 1:101(100) ack 1 win 65535");
        ExpectReceived(1, 100);
        Expect(". 1:1(0) ack 101");
        ExpectNothing();
    }

    [Fact]
    public void Several_segments_at_once_are_one_message_and_one_acknowledgment()
    {
        Establish();
        Peer(". 1:1001(1000) ack 1 win 65535", ". 1001:2001(1000) ack 1 win 65535", "P. 2001:3001(1000) ack 1 win 65535");
        Assert.Equal(3000, Handler.ExpectMsg<Tcp.Received>().Data.Count);
        Expect(". 1:1(0) ack 3001");
        ExpectNothing();
    }

    [Fact]
    public void Written_text_is_sent_with_Psh_and_its_ack_told()
    {
        Establish();
        Write(1, 100, new Ack(1));
        Assert.Equal(1, Handler.ExpectMsg<Ack>().Number);
        Expect("P. 1:101(100) ack 1");
        Peer(". 1:1(0) ack 101 win 65535");
        Advance(5);
        ExpectNothing();
    }

    [Fact]
    public void A_long_write_is_cut_at_the_mss_and_the_congestion_window()
    {
        Establish();
        Write(1, 20000);
        // Two bursts, as large as half of cwnd lets them be: each ends with PSH.
        for (int i = 0; i < 10; i++) Expect($"{(i % 5 == 4 ? "P" : "")}. {1 + i * 1460}:{1461 + i * 1460}(1460) ack 1");
        ExpectNothing(); // IW10
        Peer(". 1:1(0) ack 2921 win 65535");
        Expect(". 14601:16061(1460) ack 1", ". 16061:17521(1460) ack 1", ". 17521:18981(1460) ack 1", "P. 18981:20001(1020) ack 1");
    }

    [Fact]
    public void The_answer_carries_the_acknowledgment()
    {
        Establish();
        Handler.SetAutoPilot(new Echo());
        Peer("P. 1:11(10) ack 1 win 65535");
        Expect("P. 1:11(10) ack 11");
        ExpectNothing();
    }

    [Fact]
    public void Text_out_of_order_is_kept_and_answered_with_duplicate_acks()
    {
        Establish();
        Peer(". 101:201(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 1");
        Peer(". 301:401(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 1");
        Peer(". 1:101(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 201");
        Peer(". 151:301(150) ack 1 win 65535");
        Expect(". 1:1(0) ack 401");
        ExpectReceived(1, 400);
    }

    [Fact]
    public void Old_text_is_acknowledged_and_not_delivered_twice()
    {
        Establish();
        Peer("P. 1:101(100) ack 1 win 65535");
        ExpectReceived(1, 100);
        Expect(". 1:1(0) ack 101");
        Peer("P. 1:101(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 101");
        Peer("P. 51:151(100) ack 1 win 65535");
        ExpectReceived(101, 50);
        Expect(". 1:1(0) ack 151");
    }

    [Fact]
    public void Text_beyond_the_window_is_not_taken()
    {
        Establish();
        Peer("P. 65537:65637(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 1");
        Assert.Equal(1, Stack.Counters.Tcp.Unacceptable);
    }

    [Fact]
    public void Lost_text_is_sent_again_with_back_off()
    {
        Establish();
        Write(1, 10);
        Expect("P. 1:11(10) ack 1");
        double wait = 0.2; // the handshake took no time: RTO is the minimum
        for (int i = 0; i < 4; i++, wait *= 2)
        {
            Advance(wait - 0.001);
            ExpectNothing();
            Advance(0.001);
            Expect("P. 1:11(10) ack 1");
        }
        Peer(". 1:1(0) ack 11 win 65535");
        Advance(200);
        ExpectNothing();
        Assert.Equal(4, Stack.Counters.Tcp.RetransSegs);
    }

    [Fact]
    public void Text_never_acknowledged_gives_up_after_tcp_retries2()
    {
        Establish(options: DefaultOptions with { TcpRetries2 = 3 });
        Write(1, 10);
        Expect("P. 1:11(10) ack 1");
        Advance(0.2);
        Expect("P. 1:11(10) ack 1");
        Advance(0.4);
        Expect("P. 1:11(10) ack 1");
        Advance(0.8);
        Expect("P. 1:11(10) ack 1");
        Advance(1.6);
        ExpectNothing(); // 3.10.8: the block is deleted; as on Linux nothing is sent
        Assert.True(Handler.ExpectMsg<Tcp.ErrorClosed>().IsErrorClosed);
        Assert.Equal(TcpState.Closed, States[^1]);
    }

    [Fact]
    public void Three_duplicate_acks_send_the_segment_again_at_once()
    {
        Establish();
        Write(1, 5 * 1460);
        for (int i = 0; i < 5; i++) Wire.FromStack.Dequeue();
        Peer(". 1:1(0) ack 1 win 65535", ". 1:1(0) ack 1 win 65535");
        ExpectNothing();
        Peer(". 1:1(0) ack 1 win 65535");
        Expect(". 1:1461(1460) ack 1");
        Peer(". 1:1(0) ack 1461 win 65535"); // partial: the second was lost too
        Expect(". 1461:2921(1460) ack 1");
        Peer(". 1:1(0) ack 7301 win 65535");
        Advance(5);
        ExpectNothing();
        Assert.Equal(2, Stack.Counters.Tcp.FastRetransmits);
    }

    [Fact]
    public void A_closed_window_is_probed_until_it_opens()
    {
        Establish();
        Write(1, 100);
        Expect("P. 1:101(100) ack 1");
        Peer(". 1:1(0) ack 101 win 0");
        Write(101, 50);
        ExpectNothing();
        Advance(0.2);
        Expect(". 100:100(0) ack 1");
        Peer(". 1:1(0) ack 101 win 0");
        Advance(600); // a peer that answers may keep it closed for ever
        Assert.NotEmpty(Wire.FromStack);
        Wire.FromStack.Clear();
        Peer(". 1:1(0) ack 101 win 1000");
        Expect("P. 101:151(50) ack 1");
    }

    [Fact]
    public void Rst_in_its_exact_place_resets()
    {
        Establish();
        Peer("R 1:1(0)");
        ExpectNothing();
        Assert.Contains("reset", Handler.ExpectMsg<Tcp.ErrorClosed>().Cause, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(TcpState.Closed, States[^1]);
    }

    [Fact]
    public void Rst_elsewhere_in_the_window_is_challenged()
    {
        Establish();
        Peer("R 100:100(0)");
        Expect(". 1:1(0) ack 1");
        Assert.Equal(TcpState.Established, States[^1]);
    }

    [Fact]
    public void Rst_outside_the_window_is_dropped()
    {
        Establish();
        Peer("R 90000:90000(0)");
        ExpectNothing();
        Assert.Equal(TcpState.Established, States[^1]);
    }

    [Fact]
    public void Syn_in_the_window_is_challenged()
    {
        Establish();
        Peer("S 50:50(0) win 65535");
        Expect(". 1:1(0) ack 1");
        Assert.Equal(TcpState.Established, States[^1]);
    }

    [Fact]
    public void Ack_of_what_was_never_sent_is_challenged()
    {
        Establish();
        Peer("P. 1:11(10) ack 500 win 65535");
        Expect(". 1:1(0) ack 1");
        Handler.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void One_byte_segments_that_wait_cost_no_more_memory_than_their_bytes()
    {
        Establish();
        Tell(Tcp.SuspendReading.Instance);
        Peer("P. 1:2(1) ack 1 win 65535");
        Wire.FromStack.Clear();
        for (int i = 2; i < 1002; i++) Peer($"P. {i}:{i + 1}(1) ack 1 win 65535");
        Wire.FromStack.Clear();
        Tell(Tcp.ResumeReading.Instance);
        var received = Handler.ExpectMsg<Tcp.Received>();
        Assert.Equal(ScriptedSegment.Stream(1, 1001), received.Data.ToArray());
        Assert.True(received.Data.IsCompact, "one block holds them all");
        Wire.FromStack.Clear();
    }

    [Fact]
    public void Segments_that_cannot_be_true_are_answered_once_in_a_while()
    {
        Establish();
        Peer(". 90000:90000(0) ack 1 win 65535", ". 90000:90000(0) ack 1 win 65535", ". 1:1(0) ack 9000 win 65535");
        Expect(". 1:1(0) ack 1");
        ExpectNothing();
        Advance(0.5);
        Peer(". 90000:90000(0) ack 1 win 65535");
        Expect(". 1:1(0) ack 1");
    }

    [Fact]
    public void Suspended_reading_closes_the_window_and_resuming_opens_it()
    {
        Establish(options: DefaultOptions with { ReceiveBufferSize = 4000 });
        Tell(Tcp.SuspendReading.Instance);
        Peer(". 1:1461(1460) ack 1 win 65535", ". 1461:2921(1460) ack 1 win 65535", ". 2921:4001(1080) ack 1 win 65535");
        Expect(". 1:1(0) ack 4001 win 0");
        Handler.ExpectNoMsg(TimeSpan.Zero);
        Tell(Tcp.ResumeReading.Instance);
        ExpectReceived(1, 4000);
        Expect(". 1:1(0) ack 4001 win 4000");
    }

    [Fact]
    public void A_dead_handler_closes_the_connection()
    {
        Establish();
        Sys.Stop(Handler.Ref);
        Loop.RunUntil(() => Wire.FromStack.Count > 0);
        Expect("F. 1:1(0) ack 1");
        Assert.Equal(TcpState.FinWait1, States[^1]);
    }

    private sealed class Echo : Akka.TestKit.AutoPilot
    {
        public override Akka.TestKit.AutoPilot Run(Akka.Actor.IActorRef sender, object message)
        {
            if (message is Tcp.Received received) sender.Tell(Tcp.Write.Create(received.Data), Akka.Actor.ActorRefs.NoSender);
            return KeepRunning;
        }
    }
}
