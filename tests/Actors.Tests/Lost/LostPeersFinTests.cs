namespace ActorTcp.Tests.Lost;

/// <summary>The third of the four closing segments: the FIN of the side that closes last, here the server.</summary>
public sealed class LostPeersFinTests : LostFixture
{
    private const string Fin = "< F. 1:1(0) ack 2";

    [Fact]
    public void PeersFin_lost_once_is_sent_again_after_the_RTO()
    {
        Server.KeepsOpen = true;
        Establish();
        Lose(Fin);
        Client.Close();
        Advance(1);
        Server.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 ! client Closed
            0.010 < . 1:1(0) ack 2
            0.010 * server CloseWait
            0.010 ! server PeerClosed
            0.020 * client FinWait2
            1.000 < F. 1:1(0) ack 2  lost
            1.000 * server LastAck
            1.000 ! server Closed
            1.220 < F. 1:1(0) ack 2
            1.230 > . 2:2(0) ack 2
            1.230 * client TimeWait
            1.240 * server Closed
            61.230 * client Closed
            """);
    }

    [Fact]
    public void PeersFin_lost_always_ends_FinWait2_by_tcp_fin_timeout_and_LastAck_by_its_retries()
    {
        Server.KeepsOpen = true;
        Establish();
        LoseAlways(Fin);
        Client.Close();
        Advance(1);
        Server.Close();
        Advance(1000);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 ! client Closed
            0.010 < . 1:1(0) ack 2
            0.010 * server CloseWait
            0.010 ! server PeerClosed
            0.020 * client FinWait2
            1.000 < F. 1:1(0) ack 2  lost
            1.000 * server LastAck
            1.000 ! server Closed
            1.220 < F. 1:1(0) ack 2  lost
            1.660 < F. 1:1(0) ack 2  lost
            2.540 < F. 1:1(0) ack 2  lost
            4.300 < F. 1:1(0) ack 2  lost
            7.820 < F. 1:1(0) ack 2  lost
            14.860 < F. 1:1(0) ack 2  lost
            28.940 < F. 1:1(0) ack 2  lost
            57.100 < F. 1:1(0) ack 2  lost
            60.020 * client Closed
            113.420 * server Closed
            """);
        ExpectBothForgotten();
    }

    [Fact]
    public void PeersFin_that_comes_after_tcp_fin_timeout_is_reset()
    {
        Server.KeepsOpen = true;
        Establish();
        Client.Close();
        Advance(70);
        Server.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 ! client Closed
            0.010 < . 1:1(0) ack 2
            0.010 * server CloseWait
            0.010 ! server PeerClosed
            0.020 * client FinWait2
            60.020 * client Closed
            70.000 < F. 1:1(0) ack 2
            70.000 * server LastAck
            70.000 ! server Closed
            70.010 > R 2:2(0)
            70.020 * server Closed
            """);
        ExpectBothForgotten();
    }

    [Fact]
    public void PeersFin_that_alone_is_lost_always_leaves_a_half_closed_application_in_FinWait2()
    {
        Server.KeepsOpen = true;
        Establish();
        LoseAlways(Fin);
        Client.ConfirmedClose();
        Advance(1);
        Server.Close();
        Advance(2000);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.010 < . 1:1(0) ack 2
            0.010 * server CloseWait
            0.010 ! server PeerClosed
            0.020 * client FinWait2
            1.000 < F. 1:1(0) ack 2  lost
            1.000 * server LastAck
            1.000 ! server Closed
            1.220 < F. 1:1(0) ack 2  lost
            1.660 < F. 1:1(0) ack 2  lost
            2.540 < F. 1:1(0) ack 2  lost
            4.300 < F. 1:1(0) ack 2  lost
            7.820 < F. 1:1(0) ack 2  lost
            14.860 < F. 1:1(0) ack 2  lost
            28.940 < F. 1:1(0) ack 2  lost
            57.100 < F. 1:1(0) ack 2  lost
            113.420 * server Closed
            """);
        ExpectHalfOpen(Client);
    }

    [Fact]
    public void A_peer_lost_for_ever_leaves_a_half_closed_application_in_FinWait2()
    {
        Server.KeepsOpen = true;
        Establish();
        Client.ConfirmedClose();
        Advance(1);
        LoseAlways("< *");
        Server.Close();
        Advance(20000);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.010 < . 1:1(0) ack 2
            0.010 * server CloseWait
            0.010 ! server PeerClosed
            0.020 * client FinWait2
            1.000 < F. 1:1(0) ack 2  lost
            1.000 * server LastAck
            1.000 ! server Closed
            1.220 < F. 1:1(0) ack 2  lost
            1.660 < F. 1:1(0) ack 2  lost
            2.540 < F. 1:1(0) ack 2  lost
            4.300 < F. 1:1(0) ack 2  lost
            7.820 < F. 1:1(0) ack 2  lost
            14.860 < F. 1:1(0) ack 2  lost
            28.940 < F. 1:1(0) ack 2  lost
            57.100 < F. 1:1(0) ack 2  lost
            113.420 * server Closed
            """);
        Client.Abort();
        Advance(1);
        Expect("""
            20001.000 > R. 2:2(0) ack 1
            20001.000 * client Closed
            20001.000 ! client Aborted
            """);
        ExpectBothForgotten();
    }

    [Fact]
    public void PeersFin_doubled_in_TimeWait_restarts_the_2_MSL()
    {
        Server.KeepsOpen = true;
        Establish();
        Double(Fin, after: 0.005);
        Client.Close();
        Advance(1);
        Server.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 ! client Closed
            0.010 < . 1:1(0) ack 2
            0.010 * server CloseWait
            0.010 ! server PeerClosed
            0.020 * client FinWait2
            1.000 < F. 1:1(0) ack 2
            1.000 * server LastAck
            1.000 ! server Closed
            1.005 < F. 1:1(0) ack 2  again
            1.010 > . 2:2(0) ack 2
            1.010 * client TimeWait
            1.015 > . 2:2(0) ack 2
            1.020 * server Closed
            1.025 < R 2:2(0)
            61.015 * client Closed
            """);
    }

    [Fact]
    public void PeersFin_delayed_past_its_repetition_arrives_in_TimeWait()
    {
        Server.KeepsOpen = true;
        Establish();
        Delay(Fin, 30);
        Client.Close();
        Advance(1);
        Server.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 ! client Closed
            0.010 < . 1:1(0) ack 2
            0.010 * server CloseWait
            0.010 ! server PeerClosed
            0.020 * client FinWait2
            1.000 < F. 1:1(0) ack 2  held
            1.000 * server LastAck
            1.000 ! server Closed
            1.220 < F. 1:1(0) ack 2
            1.230 > . 2:2(0) ack 2
            1.230 * client TimeWait
            1.240 * server Closed
            31.000 < F. 1:1(0) ack 2  late
            31.010 > . 2:2(0) ack 2
            31.020 < R 2:2(0)
            91.010 * client Closed
            """);
    }
}
