using Akka.IO;
using ActorTcp.Connection;

namespace ActorTcp.Tests.Connection.States;

public sealed class ClosingTests : TcpFixture
{
    [Fact]
    public void Close_in_Established_goes_through_FinWait1_FinWait2_TimeWait()
    {
        Establish();
        Tell(Tcp.Close.Instance);
        Expect("F. 1:1(0) ack 1");
        Handler.ExpectMsg<Tcp.Closed>();
        Peer(". 1:1(0) ack 2 win 65535");
        Peer("F. 1:1(0) ack 2 win 65535");
        Expect(". 2:2(0) ack 2");
        Assert.Equal([TcpState.FinWait1, TcpState.FinWait2, TcpState.TimeWait], States[2..]);
        Advance(59.9);
        Assert.Equal(TcpState.TimeWait, States[^1]);
        Advance(0.2);
        Assert.Equal(TcpState.Closed, States[^1]);
        ExpectNothing();
    }

    [Fact]
    public void Close_after_writes_sends_all_of_them_and_the_Fin_with_the_last()
    {
        Establish();
        Connection.Tell(Tcp.Write.Create(ByteString.FromBytes(ScriptedSegment.Stream(1, 1000))), Handler.Ref);
        Connection.Tell(Tcp.Write.Create(ByteString.FromBytes(ScriptedSegment.Stream(1001, 460))), Handler.Ref);
        Tell(Tcp.Close.Instance);
        Expect("P. 1:1001(1000) ack 1", "FP. 1001:1461(460) ack 1"); // Nagle held the second back, until the FIN
        Handler.ExpectMsg<Tcp.Closed>();
    }

    [Fact]
    public void Close_with_more_than_the_buffer_queued_loses_nothing()
    {
        Establish(options: DefaultOptions with { SendBufferSize = 2000 });
        for (int i = 0; i < 10; i++) Connection.Tell(Tcp.Write.Create(ByteString.FromBytes(ScriptedSegment.Stream(1 + i * 1000, 1000))), Handler.Ref);
        Tell(Tcp.Close.Instance);
        uint acked = 1;
        for (int round = 0; round < 20 && acked < 10002; round++)
        {
            while (Wire.FromStack.TryDequeue(out byte[]? frame)) acked = Math.Max(acked, End(frame));
            Peer($". 1:1(0) ack {acked} win 65535");
        }
        Assert.Equal(10002u, acked);
        Assert.Equal(TcpState.FinWait2, States[^1]);
        Handler.ExpectMsg<Tcp.Closed>();
    }

    [Fact]
    public void Fin_in_Established_without_keep_open_closes_both_ways()
    {
        Establish();
        Peer("F. 1:1(0) ack 1 win 65535");
        Expect("F. 1:1(0) ack 2");
        Handler.ExpectMsg<Tcp.PeerClosed>();
        Peer(". 2:2(0) ack 2 win 65535");
        Assert.Equal([TcpState.CloseWait, TcpState.LastAck, TcpState.Closed], States[2..]);
        Advance(100);
        ExpectNothing();
    }

    [Fact]
    public void Fin_in_Established_with_keep_open_lets_the_application_go_on_writing()
    {
        Establish(keepOpen: true);
        Peer("P. 1:11(10) ack 1 win 65535", "F. 11:11(0) ack 1 win 65535");
        ExpectReceived(1, 10);
        Handler.ExpectMsg<Tcp.PeerClosed>();
        Expect(". 1:1(0) ack 12");
        Write(1, 10);
        Expect("P. 1:11(10) ack 12");
        Peer(". 12:12(0) ack 11 win 65535");
        Tell(Tcp.Close.Instance);
        Expect("F. 11:11(0) ack 12");
        Handler.ExpectMsg<Tcp.Closed>();
        Peer(". 12:12(0) ack 12 win 65535");
        Assert.Equal([TcpState.CloseWait, TcpState.LastAck, TcpState.Closed], States[2..]);
    }

    [Fact]
    public void ConfirmedClose_waits_for_the_peer_and_delivers_what_it_still_sends()
    {
        Establish();
        Tell(Tcp.ConfirmedClose.Instance);
        Expect("F. 1:1(0) ack 1");
        Peer(". 1:1(0) ack 2 win 65535");
        Peer("P. 1:11(10) ack 2 win 65535");
        ExpectReceived(1, 10);
        Expect(". 2:2(0) ack 11");
        Peer("F. 11:11(0) ack 2 win 65535");
        Expect(". 2:2(0) ack 12");
        Handler.ExpectMsg<Tcp.ConfirmedClosed>();
        Assert.Equal(TcpState.TimeWait, States[^1]);
    }

    [Fact]
    public void Fin_in_FinWait1_without_its_ack_is_a_simultaneous_close()
    {
        Establish();
        Tell(Tcp.Close.Instance);
        Expect("F. 1:1(0) ack 1");
        Peer("F. 1:1(0) ack 1 win 65535");
        Expect(". 2:2(0) ack 2");
        Peer(". 2:2(0) ack 2 win 65535");
        Assert.Equal([TcpState.FinWait1, TcpState.Closing, TcpState.TimeWait], States[2..]);
    }

    [Fact]
    public void Fin_with_the_ack_of_ours_in_FinWait1_goes_to_TimeWait()
    {
        Establish();
        Tell(Tcp.Close.Instance);
        Expect("F. 1:1(0) ack 1");
        Peer("F. 1:1(0) ack 2 win 65535");
        Expect(". 2:2(0) ack 2");
        Assert.Equal([TcpState.FinWait1, TcpState.FinWait2, TcpState.TimeWait], States[2..]);
    }

    [Fact]
    public void A_lost_Fin_is_sent_again()
    {
        Establish();
        Tell(Tcp.Close.Instance);
        Expect("F. 1:1(0) ack 1");
        Advance(0.2);
        Expect("F. 1:1(0) ack 1");
        Advance(0.4);
        Expect("F. 1:1(0) ack 1");
        Peer(". 1:1(0) ack 2 win 65535");
        Assert.Equal(TcpState.FinWait2, States[^1]);
    }

    [Fact]
    public void A_Fin_never_acknowledged_gives_up_after_tcp_orphan_retries()
    {
        Establish(options: DefaultOptions with { TcpOrphanRetries = 2 });
        Tell(Tcp.Close.Instance);
        Expect("F. 1:1(0) ack 1");
        Advance(0.2);
        Expect("F. 1:1(0) ack 1");
        Advance(0.4);
        Expect("F. 1:1(0) ack 1");
        Advance(0.8);
        ExpectNothing();
        Assert.Equal(TcpState.Closed, States[^1]);
    }

    [Fact]
    public void An_orphan_in_FinWait2_is_forgotten_after_tcp_fin_timeout()
    {
        Establish();
        Tell(Tcp.Close.Instance);
        Expect("F. 1:1(0) ack 1");
        Peer(". 1:1(0) ack 2 win 65535");
        Advance(61);
        Assert.Equal(TcpState.Closed, States[^1]);
    }

    [Fact]
    public void A_half_closed_connection_stays_in_FinWait2_without_limit()
    {
        Establish();
        Tell(Tcp.ConfirmedClose.Instance);
        Expect("F. 1:1(0) ack 1");
        Peer(". 1:1(0) ack 2 win 65535");
        Advance(100_000);
        Assert.Equal(TcpState.FinWait2, States[^1]);
    }

    [Fact]
    public void Text_for_an_orphan_is_reset()
    {
        Establish();
        Tell(Tcp.Close.Instance);
        Expect("F. 1:1(0) ack 1");
        Handler.ExpectMsg<Tcp.Closed>();
        Peer("P. 1:11(10) ack 2 win 65535");
        Expect("R 2:2(0)");
        Assert.Equal(TcpState.Closed, States[^1]);
    }

    [Fact]
    public void Fin_again_in_TimeWait_is_acknowledged_and_starts_2MSL_anew()
    {
        Establish();
        Tell(Tcp.Close.Instance);
        Expect("F. 1:1(0) ack 1");
        Peer("F. 1:1(0) ack 2 win 65535");
        Expect(". 2:2(0) ack 2");
        Advance(50);
        Peer("F. 1:1(0) ack 2 win 65535");
        Expect(". 2:2(0) ack 2");
        Advance(50);
        Assert.Equal(TcpState.TimeWait, States[^1]);
        Advance(11);
        Assert.Equal(TcpState.Closed, States[^1]);
    }

    [Fact]
    public void Rst_in_TimeWait_does_not_assassinate_it()
    {
        Establish();
        Tell(Tcp.Close.Instance);
        Peer("F. 1:1(0) ack 2 win 65535");
        Wire.FromStack.Clear();
        Peer("R 2:2(0)");
        ExpectNothing();
        Assert.Equal(TcpState.TimeWait, States[^1]);
    }

    [Fact]
    public void Abort_in_Established_resets()
    {
        Establish();
        Tell(Tcp.Abort.Instance);
        Expect("R. 1:1(0) ack 1");
        Handler.ExpectMsg<Tcp.Aborted>();
        Assert.Equal(TcpState.Closed, States[^1]);
    }

    [Fact]
    public void A_stack_that_stops_resets_its_connections()
    {
        Establish();
        Sys.Stop(Stack.Tcp);
        Loop.RunUntil(() => Wire.FromStack.Count > 0);
        Expect("R. 1:1(0) ack 1");
        Assert.True(Handler.ExpectMsg<Tcp.ConnectionClosed>().IsAborted);
    }

    [Fact]
    public void Close_with_unread_text_resets()
    {
        Establish();
        Tell(Tcp.SuspendReading.Instance);
        Peer("P. 1:11(10) ack 1 win 65535");
        Expect(". 1:1(0) ack 11");
        Tell(Tcp.Close.Instance);
        Expect("R. 1:1(0) ack 11");
        Handler.ExpectMsg<Tcp.Closed>();
    }

    [Fact]
    public void ConfirmedClose_after_the_peers_Fin_but_before_all_was_read_loses_nothing()
    {
        Establish();
        Tell(Tcp.SuspendReading.Instance);
        Peer("FP. 1:11(10) ack 1 win 65535");
        Expect(". 1:1(0) ack 12");
        Tell(Tcp.ConfirmedClose.Instance);
        Expect("F. 1:1(0) ack 12");
        Handler.ExpectNoMsg(TimeSpan.Zero);
        Peer(". 12:12(0) ack 2 win 65535");
        Tell(Tcp.ResumeReading.Instance);
        ExpectReceived(1, 10);
        Handler.ExpectMsg<Tcp.ConfirmedClosed>();
        Assert.Equal([TcpState.CloseWait, TcpState.LastAck, TcpState.Closed], States[2..]);
        ExpectNothing();
    }

    [Fact]
    public void Write_after_Close_is_refused()
    {
        Establish();
        Tell(Tcp.ConfirmedClose.Instance);
        Expect("F. 1:1(0) ack 1");
        Write(2, 10);
        Handler.ExpectMsg<Tcp.CommandFailed>();
        ExpectNothing();
    }

    [Fact]
    public void Fin_out_of_order_waits_for_what_is_missing()
    {
        Establish();
        Peer("F. 11:21(10) ack 1 win 65535");
        Expect(". 1:1(0) ack 1");
        Assert.Equal(TcpState.Established, States[^1]);
        Peer("P. 1:11(10) ack 1 win 65535");
        ExpectReceived(1, 20);
        Handler.ExpectMsg<Tcp.PeerClosed>();
        Expect("F. 1:1(0) ack 22");
    }

    private static uint End(byte[] frame)
    {
        const int Ip = 14, TcpAt = 34;
        int total = (frame[Ip + 2] << 8) | frame[Ip + 3];
        uint seq = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(TcpAt + 4));
        int text = total - 20 - (frame[TcpAt + 12] >> 4) * 4;
        return unchecked(seq - 0xFFFF_FF00) + (uint)text + (uint)(frame[TcpAt + 13] & 1);
    }
}
