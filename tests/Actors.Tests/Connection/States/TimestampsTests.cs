using ActorTcp.Api;
using Akka.IO;

namespace ActorTcp.Tests.Connection.States;

/// <summary>RFC 7323: timestamps, the round trips that they measure, and PAWS. The clock is 1 ms and begins at 0 in these tests.</summary>
public sealed class TimestampsTests : TcpFixture
{
    private static readonly StackOptions Stamped = DefaultOptions with { TcpTimestamps = true };

    private void EstablishStamped()
    {
        Listen(Stamped);
        Peer("S 0:0(0) win 65535 <mss 1460,TS val 1000 ecr 0>");
        Expect("S. 0:0(0) ack 1 <mss 1460,TS val 0 ecr 1000>");
        Peer(". 1:1(0) ack 1 win 65535 <TS val 1001 ecr 0>");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Tcp.Register(Handler.Ref));
        ExpectNothing();
    }

    [Fact]
    public void Syn_without_timestamps_is_answered_without()
    {
        Listen(Stamped);
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1 win 65535 <mss 1460>");
    }

    [Fact]
    public void Syn_with_timestamps_is_answered_without_if_they_are_off()
    {
        Listen();
        Peer("S 0:0(0) win 65535 <mss 1460,TS val 1 ecr 0>");
        Expect("S. 0:0(0) ack 1 win 65535 <mss 1460>");
    }

    [Fact]
    public void Every_segment_carries_them_and_has_so_much_less_text()
    {
        EstablishStamped();
        Advance(0.25);
        Write(1, 2000);
        Expect(". 1:1449(1448) ack 1 <TS val 250 ecr 1001>", "P. 1449:2001(552) ack 1 <TS val 250 ecr 1001>");
        Peer("P. 1:11(10) ack 2001 win 65535 <TS val 1300 ecr 250>");
        Expect(". 2001:2001(0) ack 11 <TS val 250 ecr 1300>");
    }

    [Fact]
    public void The_echo_is_of_the_segment_that_began_what_is_acknowledged()
    {
        EstablishStamped();
        // RFC 7323 4.3: of a hole's two sides the one that advances the window is echoed.
        Peer("P. 11:21(10) ack 1 win 65535 <TS val 1100 ecr 0>");
        Expect(". 1:1(0) ack 1 <TS val 0 ecr 1001>");
        Peer("P. 1:11(10) ack 1 win 65535 <TS val 1050 ecr 0>");
        Expect(". 1:1(0) ack 21 <TS val 0 ecr 1050>");
    }

    [Fact]
    public void Paws_drops_an_old_duplicate_and_acknowledges()
    {
        EstablishStamped();
        Peer("P. 1:11(10) ack 1 win 65535 <TS val 2000 ecr 0>");
        Expect(". 1:1(0) ack 11 <TS val 0 ecr 2000>");
        ExpectReceived(1, 10);
        Peer("P. 11:21(10) ack 1 win 65535 <TS val 1999 ecr 0>");
        Expect(". 1:1(0) ack 11 <TS val 0 ecr 2000>");
        Handler.ExpectNoMsg(TimeSpan.Zero);
        Assert.Equal(1, Stack.Counters.Tcp.PawsEstab);
    }

    [Fact]
    public void Paws_lets_a_reset_through()
    {
        EstablishStamped();
        Peer("R. 1:1(0) ack 1 <TS val 5 ecr 0>");
        Assert.Equal(System.Net.Sockets.SocketError.ConnectionReset, StackTcp.ErrorOf(Handler.ExpectMsg<Tcp.ErrorClosed>()));
    }

    [Fact]
    public void Paws_forgets_after_24_days()
    {
        EstablishStamped();
        Advance(TimeSpan.FromDays(25).TotalSeconds);
        Peer("P. 1:11(10) ack 1 win 65535 <TS val 900 ecr 0>");
        Expect(". 1:1(0) ack 11");
        ExpectReceived(1, 10);
    }

    [Fact]
    public void An_echo_measures_even_what_was_sent_again()
    {
        EstablishStamped();
        Advance(0.1);
        Write(1, 100);
        Expect("P. 1:101(100) ack 1 <TS val 100 ecr 1001>");
        Advance(0.2);
        Expect("P. 1:101(100) ack 1 <TS val 300 ecr 1001>");
        Advance(0.05);
        Peer(". 1:1(0) ack 101 win 65535 <TS val 1200 ecr 100>"); // of the first: underway for 250 ms
        Tell(StackTcp.GetInfo.Instance);
        TcpInfo info = Handler.ExpectMsg<TcpInfo>();
        Assert.True(info.Timestamps);
        Assert.InRange(info.Rtt.TotalMilliseconds, 30, 60); // (7 * 0 + 250) / 8
        Assert.Equal(1, info.TotalRetrans);
    }

    [Fact]
    public void TimeWait_answers_with_them()
    {
        EstablishStamped();
        Tell(Tcp.Close.Instance);
        Expect("F. 1:1(0) ack 1 <TS val 0 ecr 1001>");
        Peer("F. 1:1(0) ack 2 win 65535 <TS val 1400 ecr 0>");
        Expect(". 2:2(0) ack 2 <TS val 0 ecr 1400>");
        Advance(1);
        Peer("F. 1:1(0) ack 2 win 65535 <TS val 2400 ecr 0>");
        Expect(". 2:2(0) ack 2 <TS val 1000 ecr 1400>");
        Peer("P. 1:11(10) ack 2 win 65535 <TS val 1300 ecr 0>");
        Expect(". 2:2(0) ack 2 <TS val 1000 ecr 1400>");
        Assert.Equal(1, Stack.Counters.Tcp.PawsTimeWait);
    }
}
