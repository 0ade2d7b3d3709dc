using ActorTcp.Api;
using ActorTcp.Tests.Connection;
using Akka.IO;

namespace ActorTcp.Tests.Receiving;

/// <summary>RFC 9293 3.8.6.3 on the wire. The handshake took no time: RTO is 200 ms.</summary>
public sealed class DelayedAckTests : TcpFixture
{
    private static StackOptions Plain => DefaultOptions with { TcpQuickack = false };

    private void PeerSends(ref int at, int length, string flags = ".")
    {
        Peer($"{flags} {at}:{at + length}({length}) ack 1 win 65535");
        at += length;
    }

    /// <summary>Sixteen acknowledgments, and the peer is not in slow start any more.</summary>
    private int UseUpQuickAcks()
    {
        int at = 1;
        for (int i = 0; i < 16; i++)
        {
            PeerSends(ref at, 1000);
            Expect($". 1:1(0) ack {at}");
            Advance(0.03);
        }
        return at;
    }

    [Fact]
    public void By_rfc_1122_alone_a_short_segment_is_acknowledged_after_40_ms()
    {
        Establish(options: Plain);
        Peer("P. 1:101(100) ack 1 win 65535");
        ExpectReceived(1, 100);
        ExpectNothing();
        Advance(0.039);
        ExpectNothing();
        Advance(0.001);
        Expect(". 1:1(0) ack 101");
        Assert.Equal(1, Stack.Counters.Tcp.DelayedAcks);
        Advance(5);
        ExpectNothing();
    }

    [Fact]
    public void By_rfc_1122_alone_each_second_full_segment_is_acknowledged()
    {
        Establish(options: Plain);
        for (int i = 0; i < 4; i++)
        {
            Peer($". {1 + i * 2920}:{1461 + i * 2920}(1460) ack 1 win 65535");
            ExpectNothing();
            Peer($". {1461 + i * 2920}:{2921 + i * 2920}(1460) ack 1 win 65535");
            Expect($". 1:1(0) ack {2921 + i * 2920}");
        }
        Assert.Equal(0, Stack.Counters.Tcp.DelayedAcks);
    }

    [Fact]
    public void The_first_sixteen_segments_are_acknowledged_at_once_and_then_a_lone_one_waits()
    {
        Establish();
        int at = UseUpQuickAcks();
        PeerSends(ref at, 1000);
        ExpectNothing();
        PeerSends(ref at, 1000);
        Expect($". 1:1(0) ack {at}"); // two
        PeerSends(ref at, 1000);
        ExpectNothing();
        Advance(0.2);
        Expect($". 1:1(0) ack {at}");
        Assert.Equal(1, Stack.Counters.Tcp.DelayedAcks);
    }

    [Fact]
    public void After_a_pause_longer_than_RTO_acknowledgments_are_quick_again()
    {
        Establish();
        int at = UseUpQuickAcks();
        Advance(0.3);
        PeerSends(ref at, 1000);
        Expect($". 1:1(0) ack {at}");
        PeerSends(ref at, 1000);
        Expect($". 1:1(0) ack {at}");
    }

    [Fact]
    public void Two_segments_in_one_turn_have_one_acknowledgment_and_it_does_not_wait()
    {
        Establish(options: Plain);
        Peer(". 1:1461(1460) ack 1 win 65535", ". 1461:2921(1460) ack 1 win 65535");
        Expect(". 1:1(0) ack 2921");
        ExpectNothing();
    }

    [Fact]
    public void Without_coalescing_every_second_segment_of_a_turn_has_its_own()
    {
        Establish(options: Plain with { TcpCoalesceAcks = false });
        Peer(
            ". 1:1461(1460) ack 1 win 65535", ". 1461:2921(1460) ack 1 win 65535", ". 2921:4381(1460) ack 1 win 65535",
            ". 4381:5841(1460) ack 1 win 65535", ". 5841:7301(1460) ack 1 win 65535");
        Expect(". 1:1(0) ack 2921", ". 1:1(0) ack 5841");
        ExpectNothing();
        Advance(0.04);
        Expect(". 1:1(0) ack 7301");
    }

    [Fact]
    public void An_answer_within_the_delay_carries_the_acknowledgment()
    {
        Establish();
        Peer("P. 1:11(10) ack 1 win 65535");
        Expect(". 1:1(0) ack 11");
        Write(1, 10); // an answer: from now on one is waited for
        Expect("P. 1:11(10) ack 11");
        Advance(0.1);
        Peer("P. 11:21(10) ack 11 win 65535");
        ExpectNothing();
        Advance(0.02);
        Write(11, 10);
        Expect("P. 11:21(10) ack 21");
        Advance(0.1);
        Peer(". 21:21(0) ack 21 win 65535");
        ExpectNothing();
        Assert.Equal(0, Stack.Counters.Tcp.DelayedAcks);
    }

    [Fact]
    public void When_the_answer_does_not_come_the_acknowledgment_leaves_and_the_next_does_not_wait()
    {
        Establish();
        Peer("P. 1:11(10) ack 1 win 65535");
        Expect(". 1:1(0) ack 11");
        Write(1, 10);
        Expect("P. 1:11(10) ack 11");
        Peer(". 11:11(0) ack 11 win 65535");
        Advance(0.1);
        Peer("P. 11:21(10) ack 11 win 65535");
        ExpectNothing();
        Advance(0.2);
        Expect(". 11:11(0) ack 21");
        Peer("P. 21:31(10) ack 11 win 65535");
        Expect(". 11:11(0) ack 31");
    }

    [Fact]
    public void A_segment_that_fills_the_gap_is_acknowledged_at_once()
    {
        Establish(options: Plain);
        Peer(". 101:201(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 1");
        Peer(". 1:101(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 201");
    }

    [Fact]
    public void A_segment_that_comes_again_is_acknowledged_at_once()
    {
        Establish(options: Plain);
        Peer("P. 1:101(100) ack 1 win 65535");
        ExpectNothing();
        Peer("P. 1:101(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 101");
        Assert.Equal(1, Stack.Counters.Tcp.DelayedAckLost);
    }

    [Fact]
    public void A_FIN_is_acknowledged_at_once_and_takes_along_what_waited()
    {
        Establish(keepOpen: true, options: Plain);
        Peer("P. 1:101(100) ack 1 win 65535");
        ExpectNothing();
        Peer("F. 101:101(0) ack 1 win 65535");
        Expect(". 1:1(0) ack 102");
        Advance(5);
        ExpectNothing();
    }

    [Fact]
    public void What_an_application_reads_later_is_acknowledged_then()
    {
        Establish();
        int at = UseUpQuickAcks();
        Tell(Akka.IO.Tcp.SuspendReading.Instance);
        PeerSends(ref at, 100, "P.");
        ExpectNothing();
        Tell(Akka.IO.Tcp.ResumeReading.Instance);
        Expect($". 1:1(0) ack {at}");
    }

    [Fact]
    public void TCP_QUICKACK_on_sends_the_acknowledgment_that_waits()
    {
        Establish();
        Tell(new StackTcp.SetOption(new TcpSO.QuickAck(false)));
        Peer("P. 1:101(100) ack 1 win 65535");
        ExpectNothing();
        Tell(new StackTcp.SetOption(new TcpSO.QuickAck(true)));
        Expect(". 1:1(0) ack 101");
    }

    [Fact]
    public void STATUS_shows_the_delay_and_the_segments_size()
    {
        Establish();
        Peer(". 1:1001(1000) ack 1 win 65535");
        Expect(". 1:1(0) ack 1001");
        Handler.ExpectMsg<Tcp.Received>();
        Tell(StackTcp.GetInfo.Instance);
        var info = Handler.ExpectMsg<TcpInfo>();
        Assert.Equal(1000, info.RcvMss);
        Assert.Equal(TimeSpan.FromMilliseconds(40), info.Ato);
    }
}
