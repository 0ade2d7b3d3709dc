using ActorTcp.Api;
using ActorTcp.Tests.Connection;
using Akka.IO;

namespace ActorTcp.Tests.Sending;

/// <summary>Nagle's algorithm (RFC 9293 3.7.4) in Minshall's form, TCP_NODELAY and TCP_CORK.</summary>
public sealed class NagleTests : TcpFixture
{
    private const int Mss = 1460;

    [Fact]
    public void A_second_small_write_waits_for_the_acknowledgment_of_the_first()
    {
        Establish();
        Write(1, 10);
        Expect("P. 1:11(10) ack 1");
        Write(11, 10);
        Write(21, 10);
        ExpectNothing();
        Peer(". 1:1(0) ack 11 win 65535");
        Expect("P. 11:31(20) ack 1"); // both at once
    }

    [Fact]
    public void Full_segments_do_not_wait_and_the_small_rest_of_a_large_write_goes_with_them()
    {
        Establish();
        Write(1, Mss + 100);
        Expect($". 1:{1 + Mss}({Mss}) ack 1", $"P. {1 + Mss}:{101 + Mss}(100) ack 1"); // Minshall: no small one is outstanding
        Write(101 + Mss, Mss);
        Expect($"P. {101 + Mss}:{101 + 2 * Mss}({Mss}) ack 1");
        Write(101 + 2 * Mss, 5);
        ExpectNothing(); // the small rest of the first is unacknowledged
        Peer($". 1:1(0) ack {101 + Mss} win 65535");
        Expect($"P. {101 + 2 * Mss}:{106 + 2 * Mss}(5) ack 1"); // a full one still outstanding does not matter
    }

    [Fact]
    public void The_Fin_takes_along_what_waits()
    {
        Establish();
        Write(1, 10);
        Expect("P. 1:11(10) ack 1");
        Write(11, 10);
        Tell(Tcp.Close.Instance);
        Expect("FP. 11:21(10) ack 1");
    }

    [Fact]
    public void NoDelay_sends_each_write_at_once_and_what_waits_when_it_is_turned_on()
    {
        Establish();
        Write(1, 10);
        Expect("P. 1:11(10) ack 1");
        Write(11, 10);
        ExpectNothing();
        Tell(new StackTcp.SetOption(new TcpSO.NoDelay(true)));
        Expect("P. 11:21(10) ack 1");
        Write(21, 10);
        Expect("P. 21:31(10) ack 1");
    }

    [Fact]
    public void A_cork_holds_small_segments_until_it_is_drawn()
    {
        Establish();
        Tell(new StackTcp.SetOption(new TcpSO.Cork(true)));
        Write(1, 10);
        Write(11, 10);
        ExpectNothing();
        Write(21, Mss);
        Expect($". 1:{1 + Mss}({Mss}) ack 1");
        Peer($". 1:1(0) ack {1 + Mss} win 65535");
        ExpectNothing();
        Tell(new StackTcp.SetOption(new TcpSO.Cork(false)));
        Expect($"P. {1 + Mss}:{21 + Mss}(20) ack 1");
    }

    [Fact]
    public void A_cork_that_is_forgotten_holds_nothing_for_ever()
    {
        Establish(roundTrip: 0.01);
        Tell(new StackTcp.SetOption(new TcpSO.Cork(true)));
        Write(1, 10);
        Advance(0.19);
        ExpectNothing();
        Advance(0.05);
        Expect("P. 1:11(10) ack 1");
    }
}
