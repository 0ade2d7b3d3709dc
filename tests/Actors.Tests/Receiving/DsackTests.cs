using ActorTcp.Tests.Connection;

namespace ActorTcp.Tests.Receiving;

/// <summary>RFC 2883, with the figures of its sections 4.1 to 4.3: what arrives twice is reported once.</summary>
public sealed class DsackTests : TcpFixture
{
    private void Begin() => Establish(extra: ",sackOK");

    private (long Old, long Ofo) Counted => (Stack.Counters.Tcp.DsackOldSent, Stack.Counters.Tcp.DsackOfoSent);

    // 4.1.1: the acknowledgments were lost, and the sender sends the first segment again.
    [Fact]
    public void Where_packets_are_small_an_acknowledgment_reports_as_many_blocks_as_fit()
    {
        Listen(device: new ScriptDevice(mtu: 68)); // RFC 791: every link carries that much
        Peer("S 0:0(0) win 65535 <mss 1460,sackOK>");
        TakeOne();
        Peer(". 1:1(0) ack 1 win 65535");
        Peer(". 11:21(10) ack 1 win 65535");
        Expect(". 1:1(0) ack 1 <sack 11:21>");
        Peer(". 31:41(10) ack 1 win 65535");
        Expect(". 1:1(0) ack 1 <sack 31:41 11:21>");
        Peer(". 51:61(10) ack 1 win 65535");
        TakeOne();
        Peer(". 71:81(10) ack 1 win 65535");
        Expect(". 1:1(0) ack 1 <sack 71:81 51:61 31:41>"); // 20 + 20 + 28 bytes
    }

    [Fact]
    public void A_whole_segment_that_was_acknowledged_is_reported_alone()
    {
        Begin();
        Peer("P. 1:501(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 501 win 65535 <>");
        Peer("P. 501:1001(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 1001 win 65535 <>");
        Peer("P. 1:501(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 1001 win 65535 <sack 1:501>");
        Assert.Equal((1, 0), Counted);
    }

    [Fact]
    public void A_FIN_behind_old_text_is_acknowledged_together_with_the_report()
    {
        Begin();
        Peer("P. 1:501(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 501 win 65535 <>");
        Peer("FP. 1:501(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 502 <sack 1:501>");
        Expect("F. 1:1(0) ack 502 <>"); // the handler keeps nothing open
        ExpectNothing();
    }

    // 4.1.2: out of order, lost acknowledgments, and a duplicate below the cumulative acknowledgment.
    [Fact]
    public void A_duplicate_below_the_acknowledgment_comes_before_the_block_of_what_is_kept()
    {
        Begin();
        Peer("P. 1:501(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 501");
        Peer("P. 1001:1501(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 501 win 65535 <sack 1001:1501>");
        Peer("P. 1:501(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 501 win 65535 <sack 1:501 1001:1501>");
        Peer("P. 1501:2001(500) ack 1 win 65535"); // RFC 2883 4 (2): it is reported once
        Expect(". 1:1(0) ack 501 win 65535 <sack 1001:2001>");
    }

    // 4.1.3: a segment of which the whole is kept ahead of a gap.
    [Fact]
    public void A_duplicate_ahead_of_the_gap_is_followed_by_the_block_that_it_is_in()
    {
        Begin();
        Peer("P. 501:1001(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 1 win 65535 <sack 501:1001>");
        Peer("P. 1001:1501(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 1 win 65535 <sack 501:1501>");
        Peer("P. 501:1001(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 1 win 65535 <sack 501:1001 501:1501>");
        Assert.Equal((0, 1), Counted);
    }

    [Fact]
    public void A_duplicate_of_exactly_one_block_is_reported_beside_it()
    {
        Begin();
        Peer("P. 501:1001(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 1 win 65535 <sack 501:1001>");
        Peer("P. 501:1001(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 1 win 65535 <sack 501:1001 501:1001>");
    }

    // 4.2.1: the sender has cut the text anew; the first half of the segment was acknowledged.
    [Fact]
    public void Of_a_segment_that_is_partly_old_the_old_part_is_reported_and_the_rest_delivered()
    {
        Begin();
        Peer("P. 1:501(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 501");
        Peer("P. 1:1001(1000) ack 1 win 65535");
        Expect(". 1:1(0) ack 1001 win 65535 <sack 1:501>");
        ExpectReceived(1, 1000);
        ExpectNothing();
    }

    // 4.2.2: two segments are kept, and a larger one covers the first of them and the gap.
    [Fact]
    public void Of_a_segment_that_fills_the_gap_and_more_what_was_kept_is_reported()
    {
        Begin();
        Peer("P. 501:1001(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 1 win 65535 <sack 501:1001>");
        Peer("P. 1501:2001(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 1 win 65535 <sack 1501:2001 501:1001>");
        Peer("P. 1:1001(1000) ack 1 win 65535");
        Expect(". 1:1(0) ack 1001 win 65535 <sack 501:1001 1501:2001>");
        ExpectReceived(1, 1000);
    }

    // 4.2.3: two duplicate parts in one segment: the first is reported.
    [Fact]
    public void Of_two_duplicate_parts_of_one_segment_the_first_is_reported()
    {
        Begin();
        Peer("P. 501:1001(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 1 win 65535 <sack 501:1001>");
        Peer("P. 1501:2001(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 1 win 65535 <sack 1501:2001 501:1001>");
        Peer("P. 501:2001(1500) ack 1 win 65535");
        Expect(". 1:1(0) ack 1 win 65535 <sack 501:1001 501:2001>");
        Peer("P. 1:501(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 2001 win 65535 <>");
        ExpectReceived(1, 2000);
    }

    [Fact]
    public void Each_of_several_duplicates_that_arrive_at_once_is_reported()
    {
        Begin();
        Peer("P. 1:1001(1000) ack 1 win 65535");
        Expect(". 1:1(0) ack 1001");
        Peer("P. 1:101(100) ack 1 win 65535", "P. 501:1101(600) ack 1 win 65535", "P. 201:301(100) ack 1 win 65535");
        Expect(
            ". 1:1(0) ack 1001 win 65535 <sack 1:101>", ". 1:1(0) ack 1101 win 65535 <sack 501:1001>",
            ". 1:1(0) ack 1101 win 65535 <sack 201:301>");
        ExpectNothing();
        Assert.Equal((3, 0), Counted);
    }

    [Fact]
    public void Four_blocks_are_the_most()
    {
        Begin();
        for (int i = 0; i < 4; i++) Peer($"P. {1001 + i * 1000}:{1101 + i * 1000}(100) ack 1 win 65535");
        Wire.FromStack.Clear();
        Peer("P. 1001:1051(50) ack 1 win 65535");
        Expect(". 1:1(0) ack 1 win 65535 <sack 1001:1051 1001:1101 4001:4101 3001:3101>");
    }

    [Fact]
    public void A_FIN_that_comes_again_counts_as_its_number()
    {
        Establish(keepOpen: true, extra: ",sackOK");
        Peer("F. 1:101(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 102");
        Peer("F. 1:101(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 102 win 65535 <sack 1:102>");
    }

    [Fact]
    public void A_keep_alive_without_text_is_no_duplicate()
    {
        Begin();
        Peer("P. 1:101(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 101");
        Peer(". 100:100(0) ack 1 win 65535");
        Expect(". 1:1(0) ack 101 win 65535 <>");
    }

    [Fact]
    public void With_tcp_dsack_off_nothing_is_reported()
    {
        Establish(options: DefaultOptions with { TcpDsack = false }, extra: ",sackOK");
        Peer("P. 1:501(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 501");
        Peer("P. 1:501(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 501 win 65535 <>");
        Assert.Equal((0, 0), Counted);
    }

    [Fact]
    public void Without_SACK_there_is_no_duplicate_SACK()
    {
        Establish();
        Peer("P. 1:501(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 501");
        Peer("P. 1:501(500) ack 1 win 65535");
        Expect(". 1:1(0) ack 501 win 65535 <>");
        Assert.Equal((0, 0), Counted);
    }
}
