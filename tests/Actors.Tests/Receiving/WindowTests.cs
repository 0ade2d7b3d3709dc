using ActorTcp.Api;
using ActorTcp.Tests.Connection;
using Akka.IO;

namespace ActorTcp.Tests.Receiving;

/// <summary>The window that we offer: RFC 9293 3.8.6, buffers that are fixed and buffers that grow, SO_RCVLOWAT.</summary>
public sealed class WindowTests : TcpFixture
{
    private static StackOptions Fixed(int size) => DefaultOptions with { ReceiveBufferSize = size };

    /// <summary>One round trip of 10 ms: the peer sends a window's text, and the stack acknowledges it.</summary>
    private int PeerSendsWindow(ref int at, int bytes)
    {
        var segments = new List<string>();
        for (int left = bytes; left > 0; left -= 1460)
        {
            int length = Math.Min(left, 1460);
            segments.Add($". {at}:{at + length}({length}) ack 1 win 65535");
            at += length;
        }
        foreach (string[] batch in segments.Chunk(40)) Peer(batch);
        Advance(0.01);
        List<ScriptedSegment> acks = TakeSent();
        Assert.Equal((uint)at, acks[^1].Ack);
        return acks[^1].Window!.Value << 7;
    }

    [Fact]
    public void A_buffer_of_tcp_rmem_offers_65535_in_the_SYN_and_more_as_text_arrives()
    {
        Establish(extra: ",wscale 7");
        Assert.Equal(65535, Info().RcvSsthresh);
        Peer("P. 1:2(1) ack 1 win 65535");
        Expect(". 1:1(0) ack 2 win 512"); // rounded up: the scale takes nothing away
        Peer("P. 2:1462(1460) ack 1 win 65535");
        Expect(". 1:1(0) ack 1462 win 535"); // 65535 + 2 * 1460
        Assert.Equal(65535 + 2 * 1460, Info().RcvSsthresh);
        int at = 1462;
        for (int i = 0; i < 3; i++) PeerSendsWindow(ref at, 14600);
        Assert.Equal(131072, Info().RcvSsthresh);
        Assert.InRange(Info().RcvBuf, 131072, 200_000);
    }

    [Fact]
    public void Without_the_slow_start_the_whole_buffer_is_offered_after_the_SYN()
    {
        Establish(extra: ",wscale 7", options: DefaultOptions with { TcpReceiveSlowStart = false });
        Peer("P. 1:2(1) ack 1 win 65535");
        Expect(". 1:1(0) ack 2 win 1024");
    }

    [Fact]
    public void The_buffer_grows_with_what_the_application_takes()
    {
        Establish(extra: ",wscale 7");
        int at = 1, window = 65535, offered = window;
        for (int i = 0; i < 12; i++)
        {
            window = PeerSendsWindow(ref at, Math.Min(offered, 14600 << i));
            Assert.True(window >= offered - 127, "the window was taken back");
            offered = window;
        }
        Assert.Equal(6291456, Info().RcvBuf);
        Assert.InRange(offered, 6291456 - 127, 6291456);
        Assert.InRange(Info().RcvRtt.TotalMilliseconds, 5, 15);
    }

    [Fact]
    public void With_tcp_moderate_rcvbuf_off_it_does_not()
    {
        Establish(options: DefaultOptions with { TcpModerateRcvbuf = false }, extra: ",wscale 2");
        int at = 1;
        for (int i = 0; i < 8; i++) PeerSendsWindow(ref at, 60_000);
        Assert.Equal(131072, Info().RcvBuf);
    }

    [Fact]
    public void SO_RCVBUF_fixes_the_size()
    {
        Establish(extra: ",wscale 7");
        Tell(new StackTcp.SetOption(new TcpSO.ReceiveBuffer(200_000)));
        Handler.ExpectMsg<StackTcp.OptionSet>();
        int at = 1;
        for (int i = 0; i < 8; i++) PeerSendsWindow(ref at, 130_000);
        Assert.Equal(200_000, Info().RcvBuf);
    }

    [Fact]
    public void SO_RCVBUF_of_a_listener_is_its_connections_from_the_SYN_on()
    {
        Start();
        TcpSO.ReceiveBuffer option = new(10_000);
        Stack.Tcp.Tell(new Akka.IO.Tcp.Bind(Handler.Ref, new System.Net.IPEndPoint(System.Net.IPAddress.Any, ServerPort), 100, [option]), Handler.Ref);
        Run();
        Peer("S 0:0(0) win 65535 <mss 1460,wscale 2>");
        Expect("S. 0:0(0) ack 1 win 10000 <mss 1460,wscale 0>");
    }

    [Fact]
    public void Akkas_own_option_is_SO_RCVBUF()
    {
        Start();
        Inet.SO.ReceiveBufferSize option = new(10_000);
        Stack.Tcp.Tell(new Akka.IO.Tcp.Bind(Handler.Ref, new System.Net.IPEndPoint(System.Net.IPAddress.Any, ServerPort), 100, [option]), Handler.Ref);
        Run();
        Peer("S 0:0(0) win 65535 <mss 1460,wscale 2>");
        Expect("S. 0:0(0) ack 1 win 10000 <mss 1460,wscale 0>");
    }

    [Fact]
    public void A_closed_window_reopens_as_soon_as_the_application_reads()
    {
        Establish(options: Fixed(10_000));
        Tell(Akka.IO.Tcp.SuspendReading.Instance);
        for (int at = 1; at < 10_001; at += 1000) Peer($". {at}:{at + 1000}(1000) ack 1 win 65535");
        Advance(0.04); // the last one's acknowledgment waits: the application does not read
        Assert.Equal(0, TakeSent()[^1].Window);
        Peer(". 10001:10002(1) ack 1 win 65535"); // a probe: no room
        Expect(". 1:1(0) ack 10001 win 0");
        Tell(Akka.IO.Tcp.ResumeReading.Instance);
        Expect(". 1:1(0) ack 10001 win 10000");
        ExpectNothing();
    }

    [Fact]
    public void PSH_does_not_decide_when_text_is_delivered()
    {
        Establish();
        Peer(". 1:11(10) ack 1 win 65535");
        ExpectReceived(1, 10);
    }

    [Fact]
    public void Below_the_low_water_mark_nothing_is_delivered()
    {
        Establish();
        Tell(new StackTcp.SetOption(new TcpSO.ReceiveLowWater(300)));
        Handler.ExpectMsg<StackTcp.OptionSet>();
        Peer("P. 1:101(100) ack 1 win 65535");
        Peer("P. 101:201(100) ack 1 win 65535");
        Handler.ExpectNoMsg(TimeSpan.Zero);
        Peer("P. 201:301(100) ack 1 win 65535");
        Assert.Equal(ScriptedSegment.Stream(1, 300), Handler.ExpectMsg<Akka.IO.Tcp.Received>().Data.ToArray());
        Peer("P. 301:601(300) ack 1 win 65535");
        ExpectReceived(301, 300);
    }

    [Fact]
    public void A_lower_mark_delivers_what_waited()
    {
        Establish();
        Tell(new StackTcp.SetOption(new TcpSO.ReceiveLowWater(300)));
        Handler.ExpectMsg<StackTcp.OptionSet>();
        Peer("P. 1:101(100) ack 1 win 65535");
        Tell(new StackTcp.SetOption(new TcpSO.ReceiveLowWater(1)));
        Handler.ExpectMsg<StackTcp.OptionSet>();
        ExpectReceived(1, 100);
    }

    [Fact]
    public void The_end_of_the_stream_delivers_what_is_below_the_mark()
    {
        Establish(keepOpen: true);
        Tell(new StackTcp.SetOption(new TcpSO.ReceiveLowWater(300)));
        Handler.ExpectMsg<StackTcp.OptionSet>();
        Peer("P. 1:101(100) ack 1 win 65535");
        Handler.ExpectNoMsg(TimeSpan.Zero);
        Peer("F. 101:101(0) ack 1 win 65535");
        ExpectReceived(1, 100);
        Handler.ExpectMsg<Akka.IO.Tcp.PeerClosed>();
    }

    [Fact]
    public void A_reset_delivers_what_is_below_the_mark()
    {
        Establish();
        Tell(new StackTcp.SetOption(new TcpSO.ReceiveLowWater(300)));
        Handler.ExpectMsg<StackTcp.OptionSet>();
        Peer("P. 1:101(100) ack 1 win 65535");
        Peer("R. 101:101(0) ack 1");
        ExpectReceived(1, 100);
        Handler.ExpectMsg<Akka.IO.Tcp.ErrorClosed>();
    }

    [Fact]
    public void The_window_opens_far_enough_for_the_mark()
    {
        Establish(extra: ",wscale 7");
        Tell(new StackTcp.SetOption(new TcpSO.ReceiveLowWater(400_000)));
        Handler.ExpectMsg<StackTcp.OptionSet>();
        Assert.Equal(800_000, Info().RcvBuf);
        int at = 1;
        for (int i = 0; i < 3; i++) PeerSendsWindow(ref at, 60_000);
        Assert.False(Handler.HasMessages);
        while (at < 400_001) PeerSendsWindow(ref at, 60_000);
        Assert.InRange(Handler.ExpectMsg<Akka.IO.Tcp.Received>().Data.Count, 400_000, 420_000);
    }

    [Fact]
    public void A_mark_that_the_buffer_cannot_hold_does_not_stall_the_stream()
    {
        Establish(options: Fixed(4000));
        Tell(new StackTcp.SetOption(new TcpSO.ReceiveLowWater(1_000_000)));
        Handler.ExpectMsg<StackTcp.OptionSet>();
        Peer(". 1:1461(1460) ack 1 win 65535", ". 1461:2921(1460) ack 1 win 65535");
        ExpectReceived(1, 2920);
    }
}
