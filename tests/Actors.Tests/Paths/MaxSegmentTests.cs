using System.Net;
using ActorTcp.Api;
using ActorTcp.Tests.Connection;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;

namespace ActorTcp.Tests.Paths;

/// <summary>RFC 9293 3.7.1, RFC 6691: the MSS option, and TCP_MAXSEG.</summary>
public sealed class MaxSegmentTests : TcpFixture
{
    private void ListenWith(int bytes, StackOptions? options = null)
    {
        Start(options);
        Stack.Tcp.Tell(new Tcp.Bind(Handler.Ref, new IPEndPoint(IPAddress.Any, ServerPort), options: [new TcpSO.MaxSegment(bytes)]), Handler.Ref);
        Run();
        Handler.ExpectMsg<Tcp.Bound>();
    }

    private void Accept(string syn, string answer)
    {
        Peer(syn);
        Expect(answer);
        Peer(". 1:1(0) ack 1 win 65535");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Tcp.Register(Handler.Ref));
    }

    [Theory]
    [InlineData("<mss 1460>", 1460)]
    [InlineData("<mss 9000>", 1460)] // our link's
    [InlineData("<mss 1000>", 1000)]
    [InlineData("<mss 48>", 48)]
    [InlineData("<mss 1>", 48)] // dust
    [InlineData("<mss 0>", 536)] // none
    [InlineData("", 536)]
    public void The_peers_MSS_limits_what_we_send(string option, int mss)
    {
        Listen();
        Accept($"S 0:0(0) win 65535 {option}".TrimEnd(), "S. 0:0(0) ack 1 win 65535 <mss 1460>");
        Assert.Equal(mss, Info().SndMss);
    }

    [Fact]
    public void A_SYN_again_does_not_change_the_MSS_of_the_first()
    {
        Listen();
        Peer("S 0:0(0) win 65535 <mss 1000>");
        Expect("S. 0:0(0) ack 1 win 65535 <mss 1460>");
        Accept("S 0:0(0) win 65535 <mss 1400>", "S. 0:0(0) ack 1 win 65535 <mss 1460>");
        Assert.Equal(1000, Info().SndMss); // as Linux
    }

    [Theory]
    [InlineData(1000, "<mss 1460>", 1000, 1000)]
    [InlineData(1000, "<mss 900>", 1000, 900)]
    [InlineData(88, "<mss 1460>", 88, 88)]
    [InlineData(32767, "<mss 1460>", 1460, 1460)] // more than the link carries
    public void TCP_MAXSEG_limits_both_directions(int bytes, string option, int told, int sent)
    {
        ListenWith(bytes);
        Accept($"S 0:0(0) win 65535 {option}", $"S. 0:0(0) ack 1 win 65535 <mss {told}>");
        Assert.Equal((told, sent), (Info().AdvMss, Info().SndMss));
        Write(1, 3 * sent);
        int first = TakeSent()[0].Length;
        Assert.Equal(sent, first);
    }

    [Fact]
    public void TCP_MAXSEG_is_told_in_our_own_SYN()
    {
        Start();
        UseLocalPort(1234);
        var remote = new IPEndPoint(IPAddress.Parse("198.51.100.1"), PeerPort);
        var local = new IPEndPoint(IPAddress.Parse("198.51.100.2"), 1234);
        Stack.Tcp.Tell(new Tcp.Connect(remote, local, [new TcpSO.MaxSegment(700)]), Handler.Ref);
        Run();
        Expect("S 0:0(0) win 65535 <mss 700,sackOK,nop,wscale 7>");
        Peer("S. 0:0(0) ack 1 win 65535 <mss 1460>");
        Expect(". 1:1(0) ack 1");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Assert.Equal((700, 700), (Info().AdvMss, Info().SndMss));
    }

    [Fact]
    public void TCP_MAXSEG_is_told_by_a_cookie_and_kept_by_what_comes_of_it()
    {
        ListenWith(700, DefaultOptions with { TcpSyncookies = 2 });
        Peer("S 0:0(0) win 65535 <mss 1460>");
        ScriptedSegment answer = Assert.Single(TakeSent());
        Assert.Equal((ushort)700, answer.Options!.Value.Mss);
        Peer($". 1:1(0) ack {answer.Seq + 1} win 65535");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Assert.Equal(700, Info().SndMss);
    }

    [Fact]
    public void TCP_MAXSEG_on_an_open_connection_changes_nothing_any_more()
    {
        Establish();
        Tell(new StackTcp.SetOption(new TcpSO.MaxSegment(500)));
        Handler.ExpectMsg<StackTcp.OptionSet>();
        Assert.Equal((1460, 1460), (Info().AdvMss, Info().SndMss));
        Write(1, 1460);
        Expect("P. 1:1461(1460) ack 1");
    }

    [Theory]
    [InlineData(87)]
    [InlineData(32768)]
    [InlineData(-1)]
    public void TCP_MAXSEG_has_Linuxs_limits(int bytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TcpSO.MaxSegment(bytes));
}
