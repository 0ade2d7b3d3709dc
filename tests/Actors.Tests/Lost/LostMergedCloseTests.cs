namespace ActorTcp.Tests.Lost;

/// <summary>
/// The close in three segments: the server closes as soon as it hears of the client's FIN, so its FIN takes the acknowledgment along.
/// </summary>
public sealed class LostMergedCloseTests : LostFixture
{
    private const string Fin = "> F. 1:1(0) ack 1";
    private const string FinAndAck = "< F. 1:1(0) ack 2";
    private const string Ack = "> . 2:2(0) ack 2";

    [Fact]
    public void The_undisturbed_close_takes_three_segments()
    {
        Establish();
        Client.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 ! client Closed
            0.010 < F. 1:1(0) ack 2
            0.010 * server CloseWait
            0.010 * server LastAck
            0.010 ! server PeerClosed
            0.020 > . 2:2(0) ack 2
            0.020 * client FinWait2
            0.020 * client TimeWait
            0.030 * server Closed
            60.020 * client Closed
            """);
        ExpectBothForgotten();
    }

    [Fact]
    public void Fin_lost_once_is_sent_again_after_the_RTO()
    {
        Establish();
        Lose(Fin);
        Client.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1  lost
            0.000 * client FinWait1
            0.000 ! client Closed
            0.220 > F. 1:1(0) ack 1
            0.230 < F. 1:1(0) ack 2
            0.230 * server CloseWait
            0.230 * server LastAck
            0.230 ! server PeerClosed
            0.240 > . 2:2(0) ack 2
            0.240 * client FinWait2
            0.240 * client TimeWait
            0.250 * server Closed
            60.240 * client Closed
            """);
    }

    [Fact]
    public void FinAndAck_lost_once_is_sent_again_by_the_server()
    {
        Establish();
        Lose(FinAndAck);
        Client.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 ! client Closed
            0.010 < F. 1:1(0) ack 2  lost
            0.010 * server CloseWait
            0.010 * server LastAck
            0.010 ! server PeerClosed
            0.220 > F. 1:1(0) ack 1
            0.230 < F. 1:1(0) ack 2
            0.230 < . 2:2(0) ack 2
            0.240 > . 2:2(0) ack 2
            0.240 * client FinWait2
            0.240 * client TimeWait
            0.250 * server Closed
            60.240 * client Closed
            """);
    }

    [Fact]
    public void FinAndAck_lost_always_ends_both_by_their_retries()
    {
        Establish();
        LoseAlways("< *");
        Client.Close();
        Advance(1000);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 ! client Closed
            0.010 < F. 1:1(0) ack 2  lost
            0.010 * server CloseWait
            0.010 * server LastAck
            0.010 ! server PeerClosed
            0.220 > F. 1:1(0) ack 1
            0.230 < F. 1:1(0) ack 2  lost
            0.230 < . 2:2(0) ack 2  lost
            0.660 > F. 1:1(0) ack 1
            0.670 < F. 1:1(0) ack 2  lost
            0.670 < . 2:2(0) ack 2  lost
            1.540 > F. 1:1(0) ack 1
            1.550 < F. 1:1(0) ack 2  lost
            1.550 < . 2:2(0) ack 2  lost
            3.300 > F. 1:1(0) ack 1
            3.310 < F. 1:1(0) ack 2  lost
            3.310 < . 2:2(0) ack 2  lost
            6.820 > F. 1:1(0) ack 1
            6.830 < F. 1:1(0) ack 2  lost
            6.830 < . 2:2(0) ack 2  lost
            13.860 > F. 1:1(0) ack 1
            13.870 < F. 1:1(0) ack 2  lost
            13.870 < . 2:2(0) ack 2  lost
            27.940 > F. 1:1(0) ack 1
            27.950 < F. 1:1(0) ack 2  lost
            27.950 < . 2:2(0) ack 2  lost
            56.100 > F. 1:1(0) ack 1
            56.110 < F. 1:1(0) ack 2  lost
            56.110 < . 2:2(0) ack 2  lost
            112.420 * client Closed
            112.430 * server Closed
            """);
        ExpectBothForgotten();
    }

    [Fact]
    public void FinAndAck_doubled_in_TimeWait_restarts_the_2_MSL()
    {
        Establish();
        Double(FinAndAck, after: 0.005);
        Client.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 ! client Closed
            0.010 < F. 1:1(0) ack 2
            0.010 * server CloseWait
            0.010 * server LastAck
            0.010 ! server PeerClosed
            0.015 < F. 1:1(0) ack 2  again
            0.020 > . 2:2(0) ack 2
            0.020 * client FinWait2
            0.020 * client TimeWait
            0.025 > . 2:2(0) ack 2
            0.030 * server Closed
            0.035 < R 2:2(0)
            60.025 * client Closed
            """);
    }

    [Fact]
    public void FinAndAck_delayed_past_its_repetition_arrives_in_TimeWait()
    {
        Establish();
        Delay(FinAndAck, 0.5);
        Client.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 ! client Closed
            0.010 < F. 1:1(0) ack 2  held
            0.010 * server CloseWait
            0.010 * server LastAck
            0.010 ! server PeerClosed
            0.220 > F. 1:1(0) ack 1
            0.230 < F. 1:1(0) ack 2
            0.230 < . 2:2(0) ack 2
            0.240 > . 2:2(0) ack 2
            0.240 * client FinWait2
            0.240 * client TimeWait
            0.250 * server Closed
            0.510 < F. 1:1(0) ack 2  late
            0.520 > . 2:2(0) ack 2
            0.530 < R 2:2(0)
            60.520 * client Closed
            """);
    }

    [Fact]
    public void LastAck_lost_once_brings_the_FIN_again_into_TimeWait()
    {
        Establish();
        Lose(Ack);
        Client.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 ! client Closed
            0.010 < F. 1:1(0) ack 2
            0.010 * server CloseWait
            0.010 * server LastAck
            0.010 ! server PeerClosed
            0.020 > . 2:2(0) ack 2  lost
            0.020 * client FinWait2
            0.020 * client TimeWait
            0.230 < F. 1:1(0) ack 2
            0.240 > . 2:2(0) ack 2
            0.250 * server Closed
            60.240 * client Closed
            """);
    }

    [Fact]
    public void LastAck_lost_always_makes_LastAck_give_up_after_its_retries()
    {
        Establish();
        LoseAlways(Ack);
        Client.Close();
        Advance(1000);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 ! client Closed
            0.010 < F. 1:1(0) ack 2
            0.010 * server CloseWait
            0.010 * server LastAck
            0.010 ! server PeerClosed
            0.020 > . 2:2(0) ack 2  lost
            0.020 * client FinWait2
            0.020 * client TimeWait
            0.230 < F. 1:1(0) ack 2
            0.240 > . 2:2(0) ack 2  lost
            0.670 < F. 1:1(0) ack 2
            0.680 > . 2:2(0) ack 2  lost
            1.550 < F. 1:1(0) ack 2
            1.560 > . 2:2(0) ack 2  lost
            3.310 < F. 1:1(0) ack 2
            3.320 > . 2:2(0) ack 2  lost
            6.830 < F. 1:1(0) ack 2
            6.840 > . 2:2(0) ack 2  lost
            13.870 < F. 1:1(0) ack 2
            13.880 > . 2:2(0) ack 2  lost
            27.950 < F. 1:1(0) ack 2
            27.960 > . 2:2(0) ack 2  lost
            56.110 < F. 1:1(0) ack 2
            56.120 > . 2:2(0) ack 2  lost
            112.430 * server Closed
            116.120 * client Closed
            """);
        ExpectBothForgotten();
    }
}
