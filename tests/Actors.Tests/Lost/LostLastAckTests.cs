namespace ActorTcp.Tests.Lost;

/// <summary>The fourth of the four closing segments: the acknowledgment of the last FIN, which nobody acknowledges.</summary>
public sealed class LostLastAckTests : LostFixture
{
    private const string Ack = "> . 2:2(0) ack 2";

    [Fact]
    public void LastAck_lost_once_brings_the_FIN_again_into_TimeWait_which_lasts_2_MSL_from_there()
    {
        Server.KeepsOpen = true;
        Establish();
        Lose(Ack);
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
            1.010 > . 2:2(0) ack 2  lost
            1.010 * client TimeWait
            1.220 < F. 1:1(0) ack 2
            1.230 > . 2:2(0) ack 2
            1.240 * server Closed
            61.230 * client Closed
            """);
        ExpectBothForgotten();
    }

    [Fact]
    public void LastAck_lost_four_times_ends_both_sides_later()
    {
        Server.KeepsOpen = true;
        Establish();
        Lose(Ack, times: 4);
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
            1.010 > . 2:2(0) ack 2  lost
            1.010 * client TimeWait
            1.220 < F. 1:1(0) ack 2
            1.230 > . 2:2(0) ack 2  lost
            1.660 < F. 1:1(0) ack 2
            1.670 > . 2:2(0) ack 2  lost
            2.540 < F. 1:1(0) ack 2
            2.550 > . 2:2(0) ack 2  lost
            4.300 < F. 1:1(0) ack 2
            4.310 > . 2:2(0) ack 2
            4.320 * server Closed
            64.310 * client Closed
            """);
        ExpectBothForgotten();
    }

    [Fact]
    public void LastAck_lost_always_makes_LastAck_give_up_after_its_retries()
    {
        Server.KeepsOpen = true;
        Establish();
        LoseAlways(Ack);
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
            1.000 < F. 1:1(0) ack 2
            1.000 * server LastAck
            1.000 ! server Closed
            1.010 > . 2:2(0) ack 2  lost
            1.010 * client TimeWait
            1.220 < F. 1:1(0) ack 2
            1.230 > . 2:2(0) ack 2  lost
            1.660 < F. 1:1(0) ack 2
            1.670 > . 2:2(0) ack 2  lost
            2.540 < F. 1:1(0) ack 2
            2.550 > . 2:2(0) ack 2  lost
            4.300 < F. 1:1(0) ack 2
            4.310 > . 2:2(0) ack 2  lost
            7.820 < F. 1:1(0) ack 2
            7.830 > . 2:2(0) ack 2  lost
            14.860 < F. 1:1(0) ack 2
            14.870 > . 2:2(0) ack 2  lost
            28.940 < F. 1:1(0) ack 2
            28.950 > . 2:2(0) ack 2  lost
            57.100 < F. 1:1(0) ack 2
            57.110 > . 2:2(0) ack 2  lost
            113.420 * server Closed
            117.110 * client Closed
            """);
        ExpectBothForgotten();
    }

    [Fact]
    public void LastAck_lost_always_after_ConfirmedClose_in_CloseWait_gives_up_as_an_orphan()
    {
        Server.KeepsOpen = true;
        Establish();
        LoseAlways(Ack);
        Client.Close();
        Advance(1);
        Server.ConfirmedClose();
        Advance(2000);
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
            1.000 ! server ConfirmedClosed
            1.010 > . 2:2(0) ack 2  lost
            1.010 * client TimeWait
            1.220 < F. 1:1(0) ack 2
            1.230 > . 2:2(0) ack 2  lost
            1.660 < F. 1:1(0) ack 2
            1.670 > . 2:2(0) ack 2  lost
            2.540 < F. 1:1(0) ack 2
            2.550 > . 2:2(0) ack 2  lost
            4.300 < F. 1:1(0) ack 2
            4.310 > . 2:2(0) ack 2  lost
            7.820 < F. 1:1(0) ack 2
            7.830 > . 2:2(0) ack 2  lost
            14.860 < F. 1:1(0) ack 2
            14.870 > . 2:2(0) ack 2  lost
            28.940 < F. 1:1(0) ack 2
            28.950 > . 2:2(0) ack 2  lost
            57.100 < F. 1:1(0) ack 2
            57.110 > . 2:2(0) ack 2  lost
            113.420 * server Closed
            117.110 * client Closed
            """);
        ExpectBothForgotten();
    }

    [Fact]
    public void LastAck_doubled_in_one_batch_is_nothing_new()
    {
        Server.KeepsOpen = true;
        Establish();
        Double(Ack);
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
            1.010 > . 2:2(0) ack 2
            1.010 > . 2:2(0) ack 2  again
            1.010 * client TimeWait
            1.020 * server Closed
            61.010 * client Closed
            """);
    }

    [Fact]
    public void LastAck_doubled_is_reset_and_the_reset_does_not_assassinate_TimeWait()
    {
        Server.KeepsOpen = true;
        Establish();
        Double(Ack, after: 0.005);
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
            1.010 > . 2:2(0) ack 2
            1.010 * client TimeWait
            1.015 > . 2:2(0) ack 2  again
            1.020 * server Closed
            1.025 < R 2:2(0)
            61.010 * client Closed
            """);
    }

    [Fact]
    public void LastAck_delayed_past_its_repetition_is_reset()
    {
        Server.KeepsOpen = true;
        Establish();
        Delay(Ack, 0.5);
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
            1.010 > . 2:2(0) ack 2  held
            1.010 * client TimeWait
            1.220 < F. 1:1(0) ack 2
            1.230 > . 2:2(0) ack 2
            1.240 * server Closed
            1.510 > . 2:2(0) ack 2  late
            1.520 < R 2:2(0)
            61.230 * client Closed
            """);
    }

    [Fact]
    public void LastAck_lost_always_after_Shutdown_in_CloseWait_is_told_as_TimedOut()
    {
        Server.KeepsOpen = true;
        Establish();
        Client.Close();
        Advance(1);
        LoseAlways("> *");
        Server.ShutdownSend();
        Advance(2000);
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
            1.010 > . 2:2(0) ack 2  lost
            1.010 * client TimeWait
            1.220 < F. 1:1(0) ack 2
            1.230 > . 2:2(0) ack 2  lost
            1.660 < F. 1:1(0) ack 2
            1.670 > . 2:2(0) ack 2  lost
            2.540 < F. 1:1(0) ack 2
            2.550 > . 2:2(0) ack 2  lost
            4.300 < F. 1:1(0) ack 2
            4.310 > . 2:2(0) ack 2  lost
            7.820 < F. 1:1(0) ack 2
            7.830 > . 2:2(0) ack 2  lost
            14.860 < F. 1:1(0) ack 2
            14.870 > . 2:2(0) ack 2  lost
            28.940 < F. 1:1(0) ack 2
            28.950 > . 2:2(0) ack 2  lost
            57.100 < F. 1:1(0) ack 2
            57.110 > . 2:2(0) ack 2  lost
            113.420 < F. 1:1(0) ack 2
            113.430 > . 2:2(0) ack 2  lost
            173.430 * client Closed
            226.060 < F. 1:1(0) ack 2
            226.070 > R 2:2(0)  lost
            346.060 < F. 1:1(0) ack 2
            346.070 > R 2:2(0)  lost
            466.060 < F. 1:1(0) ack 2
            466.070 > R 2:2(0)  lost
            586.060 < F. 1:1(0) ack 2
            586.070 > R 2:2(0)  lost
            706.060 < F. 1:1(0) ack 2
            706.070 > R 2:2(0)  lost
            826.060 < F. 1:1(0) ack 2
            826.070 > R 2:2(0)  lost
            946.060 * server Closed
            946.060 ! server ErrorClosed(TimedOut)
            """);
        ExpectBothForgotten();
    }
}
