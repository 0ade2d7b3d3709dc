using System.Net;
using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tests.Connection;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;

namespace ActorTcp.Tests.Paths;

/// <summary>RFC 1191 with RFC 5927's checks: routers say that segments are too large.</summary>
public sealed class PathMtuTests : TcpFixture
{
    private const int Segment = 1460;

    private static string Text(int from, int to, string flags = ".") => $"{flags} {from}:{to}({to - from}) ack 1";

    /// <summary>The next frame's DF.</summary>
    private bool NextHasDf() => (Wire.FromStack.Peek()[EthernetHeader.Size + 6] & 0x40) != 0;

    /// <summary>Two full segments arrive, so that their size is known to pass; a third is underway.</summary>
    private void Prove()
    {
        Establish();
        Write(1, 2 * Segment);
        Expect(Text(1, 1461), Text(1461, 2921, "P."));
        Peer(". 1:1(0) ack 2921 win 65535");
        Write(2921, Segment);
        Expect(Text(2921, 4381, "P."));
    }

    [Fact]
    public void Segments_that_are_too_large_go_out_again_at_once_in_smaller_ones()
    {
        Establish();
        Write(1, 2 * Segment);
        Expect(Text(1, 1461), Text(1461, 2921, "P."));
        long window = Info().SndCwnd;
        PeerTooLarge(1, 1300);
        Expect(Text(1, 1261), Text(1261, 1461), Text(1461, 2721), Text(2721, 2921, "P.")); // each in two pieces
        Assert.Equal((1300, 1260), (Info().Pmtu, Info().SndMss));
        Assert.Equal(window, Info().SndCwnd); // that was no congestion
        Assert.Equal(1, Stack.Counters.Tcp.PathMtuReduced);
        PeerTooLarge(1461, 1300); // the second's own
        ExpectNothing();
        Assert.Equal(1, Stack.Counters.Tcp.PathMtuNotSmaller);
        Peer(". 1:1(0) ack 2921 win 65535");
        Write(2921, 1261);
        Expect(Text(2921, 4181), Text(4181, 4182, "P."));
    }

    [Fact]
    public void A_report_about_what_is_not_in_flight_is_nobodys()
    {
        Prove();
        PeerTooLarge(2920, 1300); // acknowledged
        PeerTooLarge(4381, 1300); // never sent
        PeerTooLarge(0x7000_0000, 1300);
        ExpectNothing();
        Assert.Equal(3, Stack.Counters.Tcp.OutOfWindowIcmps);
        Assert.Equal(Segment, Info().SndMss);
    }

    [Fact]
    public void A_report_that_contradicts_itself_is_counted_and_ignored()
    {
        Establish();
        Write(1, 100);
        Expect(Text(1, 101, "P."));
        PeerTooLarge(1, 1300, length: 140);
        PeerTooLarge(1, 1500, length: 9000);
        ExpectNothing();
        Assert.Equal((1, 1), (Stack.Counters.Tcp.PathMtuContradictory, Stack.Counters.Tcp.PathMtuNotSmaller));
        Assert.Equal(1500, Info().Pmtu);
    }

    [Fact]
    public void A_report_that_denies_what_has_arrived_is_refuted_by_progress()
    {
        Prove();
        PeerTooLarge(2921, 1300);
        ExpectNothing();
        Assert.Equal(1, Stack.Counters.Tcp.PathMtuHeld);
        Peer(". 1:1(0) ack 4381 win 65535");
        Write(4381, Segment);
        Expect(Text(4381, 5841, "P."));
        Assert.Equal(0, Stack.Counters.Tcp.PathMtuReduced);
    }

    [Fact]
    public void A_report_that_denies_what_has_arrived_is_believed_after_a_timeout()
    {
        Prove();
        PeerTooLarge(2921, 1300);
        ExpectNothing();
        while (Stack.Counters.Tcp.TcpTimeouts == 0) Advance(0.1);
        Expect(Text(2921, 4181));
        Assert.Equal(1260, Info().SndMss);
        Assert.Equal(1, Stack.Counters.Tcp.PathMtuReduced);
        Peer(". 1:1(0) ack 4181 win 65535");
        Expect(Text(4181, 4381, "P."));
    }

    [Fact]
    public void A_report_below_min_pmtu_makes_segments_of_552_without_DF()
    {
        Establish();
        Write(1, 1000);
        Assert.True(NextHasDf());
        Expect(Text(1, 1001, "P."));
        PeerTooLarge(1, 296);
        Assert.False(NextHasDf());
        Expect(Text(1, 513), Text(513, 1001, "P."));
    }

    [Fact]
    public void An_old_router_tells_no_MTU_and_the_next_plateau_is_tried()
    {
        Establish();
        Write(1, Segment);
        Expect(Text(1, 1461, "P."));
        PeerTooLarge(1, 0);
        Expect(Text(1, 1453), Text(1453, 1461, "P.")); // 1492
        PeerTooLarge(1, 0, length: 1492);
        Expect(Text(1, 967), Text(967, 1453)); // 1006; the rest was no larger
    }

    [Fact]
    public void Connections_share_what_one_has_heard()
    {
        Establish();
        IActorRef first = Connection;
        EstablishFrom(40001);
        Write(1, Segment);
        Expect(Text(1, 1461, "P."));
        PeerTooLarge(1, 1300);
        Expect(Text(1, 1261), Text(1261, 1461, "P."));

        Connection = first; // open, and quiet until now
        UsePeerPort(PeerPort);
        Write(1, Segment);
        Expect(Text(1, 1261), Text(1261, 1461, "P."));

        UsePeerPort(40002); // new: it tells our link's MSS, and sends by the path's
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1 win 65535 <mss 1460>");
        Peer(". 1:1(0) ack 1 win 65535");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Assert.Equal((1460, 1260, 1300), (Info().AdvMss, Info().SndMss, Info().Pmtu));
    }

    [Fact]
    public void After_mtu_expires_larger_segments_are_tried_again()
    {
        Establish();
        Write(1, Segment);
        Expect(Text(1, 1461, "P."));
        PeerTooLarge(1, 1300);
        Expect(Text(1, 1261), Text(1261, 1461, "P."));
        Peer(". 1:1(0) ack 1461 win 65535");
        Advance(600);
        Write(1461, Segment);
        Expect(Text(1461, 2921, "P."));
        PeerTooLarge(1461, 1300); // it is still narrow, and says so without a timeout
        Expect(Text(1461, 2721), Text(2721, 2921, "P."));
    }

    [Fact]
    public void Timestamps_and_a_narrow_path_both_count()
    {
        Listen(DefaultOptions with { TcpTimestamps = true });
        Peer("S 0:0(0) win 65535 <mss 1460,TS val 1000 ecr 0>");
        Expect("S. 0:0(0) ack 1");
        Peer(". 1:1(0) ack 1 win 65535 <TS val 1001 ecr 0>");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Tcp.Register(Handler.Ref));
        Write(1, 1448);
        Expect(Text(1, 1449, "P."));
        PeerTooLarge(1, 1300);
        Expect(Text(1, 1249), Text(1249, 1449, "P."));
    }

    [Fact]
    public void A_super_frame_is_divided_into_segments_of_the_new_size()
    {
        var device = new ScriptDevice(DeviceOffloads.Checksum | DeviceOffloads.Tso4);
        Establish(device: device);
        Write(1, 4 * Segment);
        Expect(Text(1, 5841, "P."));
        Assert.Equal(Segment, device.LastOffload.GsoSize);
        PeerTooLarge(1, 1300, length: 5880);
        TakeSent();
        Peer(". 1:1(0) ack 5841 win 65535");
        Write(5841, 4000);
        Expect(Text(5841, 9841, "P."));
        Assert.Equal(1260, device.LastOffload.GsoSize);
    }

    [Fact]
    public void In_SYN_SENT_a_report_about_our_SYN_can_only_be_of_a_path_below_all()
    {
        Start();
        UseLocalPort(1234);
        Stack.Tcp.Tell(new Tcp.Connect(new IPEndPoint(IPAddress.Parse("198.51.100.1"), PeerPort), new IPEndPoint(IPAddress.Parse("198.51.100.2"), 1234)), Handler.Ref);
        Run();
        Expect("S 0:0(0) win 65535 <mss 1460,sackOK,nop,wscale 7>");
        PeerTooLarge(0, 1300, length: 52);
        PeerTooLarge(1, 40, length: 52);
        Assert.Equal((1, 1), (Stack.Counters.Tcp.PathMtuContradictory, Stack.Counters.Tcp.OutOfWindowIcmps));
        PeerTooLarge(0, 40, length: 52);
        Peer("S. 0:0(0) ack 1 win 65535 <mss 1460>");
        Expect(". 1:1(0) ack 1");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Assert.Equal(552, Info().Pmtu);
        Tell(new Tcp.Register(Handler.Ref));
        Write(1, 100);
        Assert.False(NextHasDf());
        Expect(Text(1, 101, "P."));
    }

    [Fact]
    public void A_flood_of_reports_costs_nothing()
    {
        Prove();
        for (int i = 0; i < 1000; i++) PeerTooLarge(2921, 600 + i % 500);
        ExpectNothing();
        Assert.Equal(1000, Stack.Counters.Tcp.PathMtuHeld);
        Assert.Equal(0, Stack.Context.PathMtus.Count);
    }
}
