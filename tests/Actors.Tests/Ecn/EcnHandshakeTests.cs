using System.Net;
using ActorTcp.Api;
using ActorTcp.Tests.Connection;
using Akka.IO;

namespace ActorTcp.Tests.Ecn;

/// <summary>RFC 3168 6.1.1: ECN is asked for and granted on the SYNs. E is ECE, W is CWR.</summary>
public sealed class EcnHandshakeTests : TcpFixture
{
    private static StackOptions With(int tcpEcn) => DefaultOptions with { TcpEcn = tcpEcn };

    private void Connect(StackOptions options)
    {
        Start(options);
        UseLocalPort(1234);
        Stack.Tcp.Tell(
            new Tcp.Connect(new IPEndPoint(IPAddress.Parse("198.51.100.1"), PeerPort), new IPEndPoint(IPAddress.Parse("198.51.100.2"), 1234)),
            Handler.Ref);
        Run();
    }

    private TcpInfo Connected(bool established = true)
    {
        if (established) Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(StackTcp.GetInfo.Instance);
        return Handler.ExpectMsg<TcpInfo>();
    }

    [Theory]
    [InlineData(0, "S.", false)]
    [InlineData(1, "S.E", true)]
    [InlineData(2, "S.E", true)]
    public void A_SYN_that_asks_is_answered_by_tcp_ecn(int tcpEcn, string answer, bool agreed)
    {
        Listen(With(tcpEcn));
        Peer("SEW 0:0(0) win 65535 <mss 1460>");
        Expect($"{answer} 0:0(0) ack 1 win 65535 <mss 1460>");
        Peer(". 1:1(0) ack 1 win 65535");
        Assert.Equal(agreed, Connected().Ecn);
    }

    [Fact]
    public void By_default_ECN_is_granted_and_not_asked_for()
    {
        Assert.Equal(2, new StackOptions { Address = DefaultOptions.Address }.TcpEcn);
        Connect(DefaultOptions);
        Expect("S 0:0(0) win 65535");
    }

    [Fact]
    public void A_SYN_with_one_of_the_bits_asks_for_nothing_and_is_no_worse_for_it()
    {
        Listen(With(1));
        Peer("SE 0:0(0) win 65535");
        Expect("S. 0:0(0) ack 1");
        UsePeerPort(40001);
        Peer("SW 0:0(0) win 65535");
        Expect("S. 0:0(0) ack 1");
    }

    [Fact]
    public void A_SYN_that_asks_and_finds_no_listener_is_reset_as_any()
    {
        Start(With(1));
        Peer("SEW 0:0(0) win 65535");
        Expect("R. 0:0(0) ack 1");
    }

    [Theory]
    [InlineData("S.E", true)]
    [InlineData("S.", false)]
    [InlineData("S.EW", false)] // a peer that returns the bits that it does not know
    public void Our_SYN_asks_and_the_SYN_ACK_answers(string answer, bool agreed)
    {
        Connect(With(1));
        Expect("SEW 0:0(0) win 65535");
        Peer($"{answer} 0:0(0) ack 1 win 65535 <mss 1460>");
        Expect(". 1:1(0) ack 1");
        Assert.Equal(agreed, Connected().Ecn);
    }

    [Fact]
    public void A_SYN_that_times_out_is_repeated_without()
    {
        Connect(With(1));
        Expect("SEW 0:0(0) win 65535");
        Advance(1);
        Expect("S 0:0(0) win 65535");
        Peer("S. 0:0(0) ack 1 win 65535 <mss 1460>");
        Expect(". 1:1(0) ack 1");
        Assert.False(Connected().Ecn);
    }

    [Fact]
    public void Without_the_fallback_it_is_repeated_as_it_is()
    {
        Connect(With(1) with { TcpEcnFallback = false });
        Expect("SEW 0:0(0) win 65535");
        Advance(1);
        Expect("SEW 0:0(0) win 65535");
        Peer("S.E 0:0(0) ack 1 win 65535 <mss 1460>");
        Expect(". 1:1(0) ack 1");
        Assert.True(Connected().Ecn);
    }

    [Fact]
    public void A_late_answer_to_the_first_SYN_makes_us_echo_marks_but_send_none_that_can_be_marked()
    {
        Connect(With(1));
        Expect("SEW 0:0(0) win 65535");
        Advance(1);
        Expect("S 0:0(0) win 65535");
        Peer("S.E 0:0(0) ack 1 win 65535 <mss 1460>");
        Expect(". 1:1(0) ack 1");
        Assert.False(Connected().Ecn);
        Tell(new Tcp.Register(Handler.Ref));
        Write(1, 10);
        Expect("P. 1:11(10) ack 1"); // RFC 3168 6.1.1: we "sent … a non-ECN-setup SYN"
        Peer("[ce] P. 1:11(10) ack 11 win 65535");
        Expect(".E 11:11(0) ack 11");
    }

    [Fact]
    public void A_SYN_again_without_the_bits_is_answered_without()
    {
        Listen(With(2));
        Peer("SEW 0:0(0) win 65535");
        Expect("S.E 0:0(0) ack 1");
        Peer("S 0:0(0) win 65535");
        Expect("S. 0:0(0) ack 1");
        Peer(". 1:1(0) ack 1 win 65535");
        Assert.False(Connected().Ecn);
    }

    [Fact]
    public void Our_SYN_ACK_is_repeated_as_it_was()
    {
        Listen(With(2));
        Peer("SEW 0:0(0) win 65535");
        Expect("S.E 0:0(0) ack 1");
        Advance(1);
        Expect("S.E 0:0(0) ack 1");
    }

    [Theory]
    [InlineData(1, "SEW", "SEW", "S.E", true)]
    [InlineData(1, "SEW", "S", "S.", false)]
    [InlineData(2, "S", "SEW", "S.", false)]
    public void Opened_from_both_sides_both_have_to_ask(int tcpEcn, string ours, string theirs, string answer, bool agreed)
    {
        Connect(With(tcpEcn));
        Expect($"{ours} 0:0(0) win 65535");
        Peer($"{theirs} 0:0(0) win 65535 <mss 1460>");
        Expect($"{answer} 0:0(0) ack 1");
        Peer(". 1:1(0) ack 1 win 65535");
        Assert.Equal(agreed, Connected().Ecn);
    }

    [Fact]
    public void The_SYN_ACKs_of_both_sides_cross_and_agree()
    {
        Connect(With(1));
        Expect("SEW 0:0(0) win 65535");
        Peer("SEW 0:0(0) win 65535 <mss 1460>");
        Expect("S.E 0:0(0) ack 1");
        Peer("S.E 0:0(0) ack 1 win 65535 <mss 1460>");
        Assert.True(Connected().Ecn);
    }

    [Theory]
    [InlineData(2, "S.E", true)]
    [InlineData(0, "S.", false)]
    public void A_cookie_remembers_it_in_the_timestamp(int tcpEcn, string answered, bool agreed)
    {
        Listen(With(tcpEcn) with { TcpTimestamps = true, TcpSyncookies = 2 });
        Advance(1);
        Peer("SEW 0:0(0) win 65535 <mss 1460,TS val 5 ecr 0>");
        ScriptedSegment answer = Assert.Single(TakeSent());
        Assert.StartsWith(answered + " ", answer.ToString(), StringComparison.Ordinal);
        uint echo = answer.Options!.Value.Timestamp!.Value.Value;
        Peer($". 1:1(0) ack {answer.Seq + 1} win 65535 <TS val 6 ecr {echo}>");
        Assert.Equal(agreed, Connected().Ecn);
    }

    [Fact]
    public void A_cookie_without_a_timestamp_has_no_room_for_it()
    {
        Listen(With(2) with { TcpSyncookies = 2 });
        Peer("SEW 0:0(0) win 65535 <mss 1460>");
        ScriptedSegment answer = Assert.Single(TakeSent());
        Assert.StartsWith("S. ", answer.ToString(), StringComparison.Ordinal);
        Peer($". 1:1(0) ack {answer.Seq + 1} win 65535");
        Assert.False(Connected().Ecn);
    }
}
