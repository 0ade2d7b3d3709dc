using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Tests.Connection;
using Akka.IO;

namespace ActorTcp.Tests.Receiving;

/// <summary>RFC 9293 3.8.5 and RFC 6093, both directions; the pointers are written as tcpdump prints them.</summary>
public sealed class UrgentTests : TcpFixture
{
    private void EstablishInline(bool keepOpen = false)
    {
        Establish(keepOpen: keepOpen);
        Set(new TcpSO.OobInline(true));
    }

    private void Set(Inet.SocketOption option)
    {
        Tell(new StackTcp.SetOption(option));
        Handler.ExpectMsg<StackTcp.OptionSet>();
    }

    private void ExpectAnnounced(int ahead) => Assert.Equal(ahead, Handler.ExpectMsg<StackTcp.UrgentAnnounced>().Ahead);

    private void ExpectUrgent(int position) =>
        Assert.Equal(ScriptedSegment.StreamByte(position), Handler.ExpectMsg<StackTcp.UrgentReceived>().Value);

    private void ExpectOne(int position, int length) =>
        Assert.Equal(ScriptedSegment.Stream(position, length), Handler.ExpectMsg<Akka.IO.Tcp.Received>().Data.ToArray());

    private int? Ahead()
    {
        Tell(StackTcp.GetInfo.Instance);
        return Handler.ExpectMsg<TcpInfo>().UrgentAhead;
    }

    private void WriteUrgent(int position, int length) =>
        Tell(new StackTcp.WriteUrgent(ByteString.FromBytes(ScriptedSegment.Stream(position, length))));

    [Fact]
    public void The_urgent_byte_is_taken_out_of_the_stream()
    {
        Establish();
        Peer("PU. 1:11(10) ack 1 win 65535 urg 10");
        ExpectAnnounced(9);
        ExpectUrgent(10);
        ExpectOne(1, 9);
        Peer("P. 11:21(10) ack 1 win 65535");
        ExpectOne(11, 10);
        Assert.Null(Ahead());
    }

    [Fact]
    public void In_the_middle_of_a_segment_too()
    {
        Establish();
        Peer("PU. 1:11(10) ack 1 win 65535 urg 4");
        ExpectAnnounced(3);
        ExpectUrgent(4);
        Assert.Equal([.. ScriptedSegment.Stream(1, 3), .. ScriptedSegment.Stream(5, 6)], Handler.ExpectMsg<Akka.IO.Tcp.Received>().Data.ToArray());
    }

    // MUST-32, MUST-33.
    [Fact]
    public void A_pointer_far_ahead_is_announced_at_once_and_what_is_left_can_be_asked()
    {
        Establish();
        Peer("PU. 1:11(10) ack 1 win 65535 urg 21");
        ExpectAnnounced(20);
        ExpectOne(1, 10);
        Assert.Equal(10, Ahead());
        Peer("PU. 11:16(5) ack 1 win 65535 urg 11"); // the same mark: no news
        ExpectOne(11, 5);
        Assert.Equal(5, Ahead());
        Peer("P. 16:31(15) ack 1 win 65535");
        ExpectUrgent(21);
        Assert.Equal([.. ScriptedSegment.Stream(16, 5), .. ScriptedSegment.Stream(22, 9)], Handler.ExpectMsg<Akka.IO.Tcp.Received>().Data.ToArray());
        Assert.Null(Ahead());
    }

    // MUST-66 and 3.8.5: the notice does not wait for the window.
    [Fact]
    public void A_pointer_without_text_is_announced_even_behind_a_closed_window()
    {
        Establish(options: DefaultOptions with { ReceiveBufferSize = 4000 });
        Tell(Akka.IO.Tcp.SuspendReading.Instance);
        Peer(". 1:1461(1460) ack 1 win 65535", ". 1461:2921(1460) ack 1 win 65535", ". 2921:4001(1080) ack 1 win 65535");
        Expect(". 1:1(0) ack 4001 win 0");
        Peer("U. 4001:4001(0) ack 1 win 65535 urg 100");
        ExpectAnnounced(4099);
        Assert.Equal(4099, Ahead());
    }

    [Fact]
    public void Out_of_band_overtakes_a_reader_that_is_suspended_and_a_gap()
    {
        Establish();
        Tell(Akka.IO.Tcp.SuspendReading.Instance);
        Peer("PU. 11:21(10) ack 1 win 65535 urg 10");
        ExpectAnnounced(19);
        ExpectUrgent(20);
        Peer("P. 1:11(10) ack 1 win 65535");
        Tell(Akka.IO.Tcp.ResumeReading.Instance);
        ExpectOne(1, 19);
    }

    [Fact]
    public void An_urgent_byte_that_another_follows_before_it_has_come_stays_in_the_stream()
    {
        Establish();
        Peer("U. 1:1(0) ack 1 win 65535 urg 5");
        ExpectAnnounced(4);
        Peer("U. 1:1(0) ack 1 win 65535 urg 8");
        ExpectAnnounced(7);
        Peer("P. 1:11(10) ack 1 win 65535");
        ExpectUrgent(8);
        Assert.Equal([.. ScriptedSegment.Stream(1, 7), .. ScriptedSegment.Stream(9, 2)], Handler.ExpectMsg<Akka.IO.Tcp.Received>().Data.ToArray());
    }

    [Fact]
    public void A_handler_that_registers_late_is_told_first()
    {
        Establish(register: false);
        Peer("PU. 1:11(10) ack 1 win 65535 urg 10");
        Handler.ExpectNoMsg(TimeSpan.Zero);
        Tell(new Akka.IO.Tcp.Register(Handler.Ref));
        ExpectAnnounced(9);
        ExpectUrgent(10);
        ExpectOne(1, 9);
    }

    [Fact]
    public void With_tcp_stdurg_the_pointer_is_to_the_byte_itself()
    {
        Establish(options: DefaultOptions with { TcpStdurg = true });
        Peer("PU. 1:11(10) ack 1 win 65535 urg 9");
        ExpectAnnounced(9);
        ExpectUrgent(10);
        ExpectOne(1, 9);
    }

    [Fact]
    public void In_line_no_Received_crosses_the_mark()
    {
        EstablishInline();
        Peer("PU. 1:11(10) ack 1 win 65535 urg 4");
        ExpectAnnounced(3);
        ExpectOne(1, 3);
        Handler.ExpectMsg<StackTcp.UrgentMark>();
        ExpectOne(4, 7);
    }

    [Fact]
    public void In_line_the_mark_waits_with_the_text_for_a_reader_that_is_suspended()
    {
        EstablishInline();
        Tell(Akka.IO.Tcp.SuspendReading.Instance);
        Peer("P. 1:11(10) ack 1 win 65535");
        Peer("PU. 11:21(10) ack 1 win 65535 urg 10");
        ExpectAnnounced(19);
        Peer("P. 21:31(10) ack 1 win 65535");
        Assert.Equal(19, Ahead());
        Tell(Akka.IO.Tcp.ResumeReading.Instance);
        ExpectOne(1, 19);
        Handler.ExpectMsg<StackTcp.UrgentMark>();
        ExpectOne(20, 11);
        Peer("P. 31:41(10) ack 1 win 65535");
        ExpectOne(31, 10);
    }

    [Fact]
    public void In_line_text_before_the_mark_does_not_wait_for_the_low_water_mark()
    {
        EstablishInline();
        Set(new TcpSO.ReceiveLowWater(100));
        Peer("PU. 1:11(10) ack 1 win 65535 urg 10");
        ExpectAnnounced(9);
        ExpectOne(1, 9);
        Handler.ExpectMsg<StackTcp.UrgentMark>();
        Handler.ExpectNoMsg(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("PU. 1:11(10) ack 1 win 65535 urg 0")]
    [InlineData("PU. 1:11(10) ack 1 win 65535 urg 65535")]
    [InlineData("PUF. 1:11(10) ack 1 win 65535 urg 65535")]
    [InlineData("U. 1:1(0) ack 1 win 65535 urg 65535")]
    [InlineData("U. 65000:65000(0) ack 1 win 65535 urg 65535")]
    [InlineData("U. 60000:60010(10) ack 1 win 65535 urg 60000")]
    public void Whatever_the_pointer_says_the_stream_goes_on(string strange)
    {
        Establish(keepOpen: true);
        Peer(strange);
        Peer("P. 1:11(10) ack 1 win 65535");
        ReadOnlySpan<byte> received = [];
        while (received.Length < 10)
        {
            if (Handler.ReceiveOne(TimeSpan.Zero) is Akka.IO.Tcp.Received text) received = (byte[])[.. received, .. text.Data.ToArray()];
        }
        Assert.Equal(ScriptedSegment.Stream(1, 10), received.ToArray());
    }

    [Fact]
    public void After_the_peers_FIN_nothing_is_urgent()
    {
        Establish(keepOpen: true);
        Peer("F. 1:1(0) ack 1 win 65535");
        Handler.ExpectMsg<Akka.IO.Tcp.PeerClosed>();
        Peer("U. 2:2(0) ack 1 win 65535 urg 100");
        Handler.ExpectNoMsg(TimeSpan.Zero);
    }

    // MUST-62.
    [Fact]
    public void The_pointer_of_a_write_is_to_the_octet_behind_its_last()
    {
        Establish();
        WriteUrgent(1, 10);
        Expect("PU. 1:11(10) ack 1 urg 10");
        Advance(0.2); // lost: it is urgent still
        Expect("PU. 1:11(10) ack 1 urg 10");
        Peer(". 1:1(0) ack 11 win 65535");
        Write(11, 10);
        Expect("P. 11:21(10) ack 1");
    }

    [Fact]
    public void Nagle_and_cork_do_not_hold_it_back()
    {
        Establish();
        Write(1, 10);
        Expect("P. 1:11(10) ack 1");
        Write(11, 10);
        ExpectNothing(); // a small one is unacknowledged
        WriteUrgent(21, 10);
        Expect("PU. 11:31(20) ack 1 urg 20");
    }

    // MUST-31: of any length.
    [Fact]
    public void Every_segment_before_the_urgent_byte_points_to_it()
    {
        Establish();
        WriteUrgent(1, 4000);
        Expect("U. 1:1461(1460) ack 1 urg 4000", "U. 1461:2921(1460) ack 1 urg 2540", "PU. 2921:4001(1080) ack 1 urg 1080");
    }

    [Fact]
    public void Farther_than_the_field_goes_it_has_all_bits_set()
    {
        Establish();
        WriteUrgent(1, 100_000);
        Expect("U. 1:1461(1460) ack 1 urg 65535");
        Wire.FromStack.Clear();
    }

    [Fact]
    public void The_device_is_given_single_segments_as_it_would_copy_the_pointer()
    {
        Establish(device: new ScriptDevice(DeviceOffloads.Checksum | DeviceOffloads.Tso4));
        WriteUrgent(1, 4000);
        Expect("U. 1:1461(1460) ack 1 urg 4000", "U. 1461:2921(1460) ack 1 urg 2540", "PU. 2921:4001(1080) ack 1 urg 1080");
        Peer(". 1:1(0) ack 4001 win 65535");
        Write(4001, 4000);
        Expect("P. 4001:8001(4000) ack 1");
    }

    [Fact]
    public void A_closed_window_does_not_hide_it()
    {
        Establish();
        Peer(". 1:1(0) ack 1 win 0");
        WriteUrgent(1, 10);
        ExpectNothing();
        Advance(0.2);
        Expect("U. 0:0(0) ack 1 urg 11");
        Peer("P. 1:11(10) ack 1 win 0");
        Expect("U. 1:1(0) ack 11 urg 10");
        Peer(". 11:11(0) ack 1 win 65535");
        Expect("PU. 1:11(10) ack 11 urg 10");
    }
}
