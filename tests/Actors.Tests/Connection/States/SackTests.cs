namespace ActorTcp.Tests.Connection.States;

public sealed class SackTests : TcpFixture
{
    private void EstablishWithSack() => Establish(extra: ",sackOK", roundTrip: 0.02);

    private void SendTen()
    {
        Write(1, 14600);
        // Bursts of two, tcp_min_tso_segs: each ends with PSH.
        for (int i = 0; i < 10; i++) Expect($"{(i % 2 == 0 ? "" : "P")}. {1 + i * 1460}:{1461 + i * 1460}(1460) ack 1");
        Advance(0.02); // the round trip
    }

    [Fact]
    public void Text_out_of_order_is_reported_the_latest_block_first()
    {
        EstablishWithSack();
        Peer(". 101:201(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 1 win 65535 <sack 101:201>");
        Peer(". 301:401(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 1 win 65535 <sack 301:401 101:201>");
        Peer(". 201:301(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 1 win 65535 <sack 101:401>");
        Peer(". 1:101(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 401 win 65535 <>");
        ExpectReceived(1, 400);
    }

    [Fact]
    public void One_lost_segment_is_sent_again_after_three_sacks_and_nothing_else()
    {
        EstablishWithSack();
        SendTen();
        Peer(". 1:1(0) ack 1 win 65535 <sack 1461:2921>", ". 1:1(0) ack 1 win 65535 <sack 1461:4381>");
        ExpectNothing();
        Peer(". 1:1(0) ack 1 win 65535 <sack 1461:5841>");
        Expect(". 1:1461(1460) ack 1");
        ExpectNothing();
        Advance(0.001);
        Peer(". 1:1(0) ack 1 win 65535 <sack 1461:14601>");
        ExpectNothing();
        Peer(". 1:1(0) ack 14601 win 65535");
        Advance(5);
        ExpectNothing();
        Assert.Equal(1, Stack.Counters.Tcp.RetransSegs);
    }

    [Fact]
    public void Several_lost_segments_are_all_sent_again_in_one_round_trip()
    {
        EstablishWithSack();
        SendTen(); // lost: 1:1461, 4381:5841, 7301:8761
        Peer(". 1:1(0) ack 1 win 65535 <sack 1461:4381>", ". 1:1(0) ack 1 win 65535 <sack 5841:7301 1461:4381>");
        Peer(". 1:1(0) ack 1 win 65535 <sack 8761:14601 5841:7301 1461:4381>");
        Expect(". 1:1461(1460) ack 1", ". 4381:5841(1460) ack 1", ". 7301:8761(1460) ack 1");
        ExpectNothing();
        Peer(". 1:1(0) ack 14601 win 65535");
        Advance(5);
        ExpectNothing();
    }

    [Fact]
    public void Limited_transmit_sends_new_text_on_the_first_two_sacks()
    {
        EstablishWithSack();
        SendTen();
        Write(14601, 4000);
        ExpectNothing(); // IW10 is used up
        Peer(". 1:1(0) ack 1 win 65535 <sack 1461:2921>");
        Expect(". 14601:16061(1460) ack 1"); // RFC 3042: for one that has arrived
        Peer(". 1:1(0) ack 1 win 65535 <sack 1461:4381>");
        Expect(". 16061:17521(1460) ack 1");
        ExpectNothing();
    }

    [Fact]
    public void After_a_timeout_what_is_sacked_is_not_sent_again()
    {
        EstablishWithSack();
        SendTen();
        Peer(". 1:1(0) ack 1 win 65535 <sack 1461:2921>");
        ExpectNothing();
        Advance(0.01); // the reordering window
        Expect(". 1:1461(1460) ack 1");
        Advance(0.5); // that is lost as well
        Expect(". 1:1461(1460) ack 1");
        Peer(". 1:1(0) ack 2921 win 65535 <>");
        Expect(". 2921:4381(1460) ack 1", ". 4381:5841(1460) ack 1");
    }

    [Fact]
    public void Blocks_that_cannot_be_true_are_not_believed()
    {
        EstablishWithSack();
        SendTen();
        Peer(". 1:1(0) ack 1 win 65535 <sack 20000:30000>", ". 1:1(0) ack 1 win 65535 <sack 900000:1 5:5>");
        Peer(". 1:1(0) ack 1 win 65535 <sack 1:1461>"); // the first byte is missing, or it would be acknowledged
        ExpectNothing();
    }

    [Fact]
    public void Without_agreement_no_blocks_are_sent()
    {
        Establish(options: DefaultOptions with { TcpSack = false });
        Peer(". 101:201(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 1 win 65535 <>");
    }
}
