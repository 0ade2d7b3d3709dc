using ActorTcp.Tests.Connection;

namespace ActorTcp.Tests.Sending;

/// <summary>The sender's avoidance of silly windows, and its override timeout (RFC 9293 3.8.6.2.1, MUST-38).</summary>
public sealed class SillyWindowTests : TcpFixture
{
    [Fact]
    public void A_window_that_opens_by_crumbs_is_not_filled_by_crumbs()
    {
        Establish(roundTrip: 0.01);
        Peer(". 1:1(0) ack 1 win 0");
        Write(1, 5000);
        ExpectNothing();
        Peer(". 1:1(0) ack 1 win 100");
        ExpectNothing();
        Peer(". 1:1(0) ack 1 win 700");
        ExpectNothing();
        Peer(". 1:1(0) ack 1 win 1460");
        Expect(". 1:1461(1460) ack 1");
    }

    [Fact]
    public void Half_of_the_largest_window_there_was_is_worth_a_segment()
    {
        Listen();
        Peer("S 0:0(0) win 1000 <mss 1460>");
        TakeSent();
        Peer(". 1:1(0) ack 1 win 1000");
        Handler.ExpectMsg<Akka.IO.Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Akka.IO.Tcp.Register(Handler.Ref));
        Write(1, 5000);
        Expect(". 1:1001(1000) ack 1"); // this peer has never room for a full segment
        Peer(". 1:1(0) ack 1001 win 499");
        ExpectNothing();
        Peer(". 1:1(0) ack 1001 win 500");
        Expect(". 1001:1501(500) ack 1");
    }

    [Fact]
    public void A_window_that_stays_small_is_used_after_the_override_timeout()
    {
        Establish(roundTrip: 0.01);
        Peer(". 1:1(0) ack 1 win 100");
        Write(1, 500);
        ExpectNothing();
        Advance(0.19);
        ExpectNothing();
        Advance(0.05);
        Expect("P. 1:101(100) ack 1");
        Peer(". 1:1(0) ack 101 win 100");
        ExpectNothing();
        Advance(0.25);
        Expect("P. 101:201(100) ack 1");
    }

    [Fact]
    public void What_fits_wholly_goes_at_once_however_small_the_window()
    {
        Establish(roundTrip: 0.01);
        Peer(". 1:1(0) ack 1 win 100");
        Write(1, 100);
        Expect("P. 1:101(100) ack 1");
    }

    [Fact]
    public void A_window_that_is_taken_back_to_zero_with_data_outstanding_keeps_the_connection()
    {
        Establish(roundTrip: 0.01);
        Write(1, 1460);
        Expect("P. 1:1461(1460) ack 1");
        Peer(". 1:1(0) ack 1 win 0"); // what was sent is outside now: the RFC tells peers not to do this
        for (int i = 0; i < 40; i++)
        {
            Advance(120);
            Assert.All(TakeSent(), segment => Assert.Equal("1:1461", $"{segment.Seq}:{segment.Seq + segment.Length}")); // it asks so
            Peer(". 1:1(0) ack 1 win 0");
        }
        Assert.Equal(ActorTcp.Connection.TcpState.Established, States[^1]);
        Peer(". 1:1(0) ack 1 win 65535");
        Advance(121);
        Expect("P. 1:1461(1460) ack 1");
        Peer(". 1:1(0) ack 1461 win 65535");
        ExpectNothing();
    }
}
