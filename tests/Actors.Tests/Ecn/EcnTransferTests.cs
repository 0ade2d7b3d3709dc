using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tests.Connection;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;

namespace ActorTcp.Tests.Ecn;

/// <summary>RFC 3168 6.1.2 to 6.1.5: marks and echoes on an open connection. E is ECE, W is CWR.</summary>
public sealed class EcnTransferTests : TcpFixture
{
    private const int Segment = 1460;

    private void Agree(ScriptDevice? device = null, string syn = "SEW", string answer = "S.E")
    {
        Listen(device: device);
        Peer($"{syn} 0:0(0) win 65535 <mss {Segment}>");
        Expect($"{answer} 0:0(0) ack 1");
        Peer(". 1:1(0) ack 1 win 65535");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Tcp.Register(Handler.Ref));
        ExpectNothing();
    }

    /// <summary>Ten segments go out, the first of them to be acknowledged next.</summary>
    private void WriteTen()
    {
        Write(1, 10 * Segment);
        for (int i = 0; i < 10; i++) Expect(FullSegment(i, i % 5 == 4 ? "P." : "."));
    }

    private static string FullSegment(int index, string flags = ".", string ecn = "[ect0] ") =>
        $"{ecn}{flags} {1 + index * Segment}:{1 + (index + 1) * Segment}({Segment}) ack 1";

    [Fact]
    public void New_text_is_ECN_capable_and_acknowledgments_are_not()
    {
        Agree();
        Write(1, 10);
        Expect("[ect0] P. 1:11(10) ack 1");
        Peer("[ect0] P. 1:11(10) ack 11 win 65535");
        Expect(". 11:11(0) ack 11");
        Assert.True(Info().EcnSeen);
        Tell(Tcp.Close.Instance);
        Expect("F. 11:11(0) ack 11");
    }

    [Fact]
    public void A_retransmission_is_not_ECN_capable_and_the_cut_is_told_on_what_follows()
    {
        Agree();
        Write(1, 10);
        Expect("[ect0] P. 1:11(10) ack 1");
        Advance(0.2);
        Expect("P. 1:11(10) ack 1");
        Peer(". 1:1(0) ack 11 win 65535");
        Write(11, 10);
        Expect("[ect0] P.W 11:21(10) ack 1"); // 6.1.2: "because of a retransmit timeout" as well
    }

    [Fact]
    public void A_mark_is_echoed_at_once_and_until_CWR()
    {
        Agree();
        Peer("[ce] . 1:101(100) ack 1 win 65535");
        Expect(".E 1:1(0) ack 101");
        Peer("[ect0] . 101:201(100) ack 1 win 65535");
        Expect(".E 1:1(0) ack 201");
        Write(1, 10);
        Expect("[ect0] P.E 1:11(10) ack 201");
        Peer("[ect0] .W 201:301(100) ack 11 win 65535");
        Expect(". 11:11(0) ack 301");
        Assert.Equal((1, 2), (Stack.Counters.Ip.InCePackets, Stack.Counters.Ip.InEct0Packets));
    }

    [Fact]
    public void A_mark_ahead_of_a_gap_is_echoed_in_the_duplicate_acknowledgment()
    {
        Agree();
        Peer("[ce] . 101:201(100) ack 1 win 65535");
        Expect(".E 1:1(0) ack 1");
    }

    [Fact]
    public void A_mark_on_text_that_is_old_or_on_none_means_nothing()
    {
        Agree();
        Peer("[ect0] . 1:101(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 101");
        Peer("[ce] . 1:101(100) ack 1 win 65535"); // 6.1.5: "outside of the receiver's current window"
        Expect(". 1:1(0) ack 101");
        Peer("[ce] . 101:101(0) ack 1 win 65535");
        ExpectNothing();
        Peer("[ect0] . 101:201(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 201");
    }

    [Fact]
    public void An_echo_cuts_the_window_once_a_round_trip_and_the_next_new_text_tells_so()
    {
        Agree();
        WriteTen();
        long before = Info().SndCwnd;
        Peer($".E 1:1(0) ack {1 + Segment} win 65535");
        int threshold = Info().SndSsthresh;
        Assert.InRange(threshold, before / 3, before * 3 / 4);
        Assert.Equal(RecoveryState.Cwr, Info().CaState); // down to it by proportional rate reduction (RFC 6937)
        Peer($".E 1:1(0) ack {1 + 2 * Segment} win 65535", $".E 1:1(0) ack {1 + 4 * Segment} win 65535");
        Assert.Equal(threshold, Info().SndSsthresh); // one cut a window
        Peer($".E 1:1(0) ack {1 + 10 * Segment} win 65535");
        Write(1 + 10 * Segment, Segment);
        Expect(FullSegment(10, "P.W"));
        Assert.Equal(10, Info().DeliveredCe);
        Assert.Equal(10, Stack.Counters.Tcp.DeliveredCe);
    }

    [Fact]
    public void A_peer_that_always_echoes_slows_the_connection_and_does_not_stop_it()
    {
        Agree();
        Write(1, 60 * Segment);
        long acked = 1;
        for (int round = 0; acked < 1 + 60 * Segment; round++)
        {
            Assert.True(round < 100, $"stuck at {acked}");
            List<ScriptedSegment> sent = TakeSent();
            Assert.NotEmpty(sent);
            acked = sent.Max(segment => segment.Seq + segment.Length);
            Peer($".E 1:1(0) ack {acked} win 65535");
        }
        Assert.True(Info().SndCwnd >= 1);
        Assert.Equal(0, Stack.Counters.Tcp.RetransSegs);
    }

    [Fact]
    public void Without_agreement_marks_and_echoes_mean_nothing()
    {
        Agree(syn: "S", answer: "S.");
        Peer("[ce] . 1:101(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 101");
        Write(1, 10);
        Expect("P. 1:11(10) ack 101");
        long before = Info().SndCwnd;
        Peer(".EW 101:101(0) ack 11 win 65535");
        Assert.True(Info().SndCwnd >= before);
        Write(11, 10);
        Expect("P. 11:21(10) ack 101");
    }

    [Fact]
    public void A_path_that_clears_the_field_is_a_path_without_marks()
    {
        Agree();
        Peer(". 1:101(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 101");
        Assert.True(Info().Ecn);
        Assert.False(Info().EcnSeen);
    }

    [Fact]
    public void A_super_frame_with_CWR_asks_the_device_to_leave_it_on_the_first_segment()
    {
        var device = new ScriptDevice(DeviceOffloads.Checksum | DeviceOffloads.Tso4 | DeviceOffloads.TsoEcn);
        Agree(device);
        Write(1, 10 * Segment);
        Expect($"[ect0] P. 1:{1 + 5 * Segment}({5 * Segment}) ack 1", $"[ect0] P. {1 + 5 * Segment}:{1 + 10 * Segment}({5 * Segment}) ack 1");
        Assert.Equal((VirtioGsoType.Tcp4, false), (device.LastOffload.GsoType, device.LastOffload.Ecn));
        Peer($".E 1:1(0) ack {1 + 10 * Segment} win 65535");
        Write(1 + 10 * Segment, 2 * Segment);
        Expect($"[ect0] P.W {1 + 10 * Segment}:{1 + 12 * Segment}({2 * Segment}) ack 1");
        Assert.Equal((VirtioGsoType.Tcp4, true), (device.LastOffload.GsoType, device.LastOffload.Ecn));
    }

    [Fact]
    public void The_Diffserv_field_stays_beside_it()
    {
        Listen();
        Peer("SEW 0:0(0) win 65535");
        Expect("S.E 0:0(0) ack 1");
        Peer(". 1:1(0) ack 1 win 65535");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Tcp.Register(Handler.Ref));
        Tell(new StackTcp.SetOption(new TcpSO.TrafficClass(0xB8)));
        Handler.ExpectMsg<StackTcp.OptionSet>();
        Write(1, 10);
        byte[] frame = Wire.FromStack.Peek();
        Assert.Equal(0xB8 | (int)EcnCodepoint.Ect0, frame[EthernetHeader.Size + 1]);
        Expect("[ect0] P. 1:11(10) ack 1");
    }
}
