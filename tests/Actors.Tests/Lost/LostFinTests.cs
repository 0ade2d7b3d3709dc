namespace ActorTcp.Tests.Lost;

/// <summary>
/// The first of the four closing segments: the FIN of the side that closes first, here the client; the server closes a second later.
/// </summary>
public sealed class LostFinTests : LostFixture
{
    private const string Fin = "> F. 1:1(0) ack 1";

    [Fact]
    public void The_undisturbed_close_takes_four_segments()
    {
        Server.KeepsOpen = true;
        Establish();
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
            1.020 * server Closed
            61.010 * client Closed
            """);
        ExpectBothForgotten();
    }

    [Fact]
    public void Fin_lost_once_is_sent_again_after_the_RTO()
    {
        Server.KeepsOpen = true;
        Establish();
        Lose(Fin);
        Client.Close();
        Advance(1);
        Server.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1  lost
            0.000 * client FinWait1
            0.000 ! client Closed
            0.220 > F. 1:1(0) ack 1
            0.230 < . 1:1(0) ack 2
            0.230 * server CloseWait
            0.230 ! server PeerClosed
            0.240 * client FinWait2
            1.000 < F. 1:1(0) ack 2
            1.000 * server LastAck
            1.000 ! server Closed
            1.010 > . 2:2(0) ack 2
            1.010 * client TimeWait
            1.020 * server Closed
            61.010 * client Closed
            """);
        ExpectBothForgotten();
    }

    [Fact]
    public void Fin_of_an_orphan_lost_always_is_sent_nine_times_and_leaves_a_half_open_server()
    {
        Server.KeepsOpen = true;
        Establish();
        LoseAlways(Fin);
        Client.Close();
        Advance(1000);
        Expect("""
            0.000 > F. 1:1(0) ack 1  lost
            0.000 * client FinWait1
            0.000 ! client Closed
            0.220 > F. 1:1(0) ack 1  lost
            0.660 > F. 1:1(0) ack 1  lost
            1.540 > F. 1:1(0) ack 1  lost
            3.300 > F. 1:1(0) ack 1  lost
            6.820 > F. 1:1(0) ack 1  lost
            13.860 > F. 1:1(0) ack 1  lost
            27.940 > F. 1:1(0) ack 1  lost
            56.100 > F. 1:1(0) ack 1  lost
            112.420 * client Closed
            """);
        Server.Close();
        Advance(1);
        Expect("""
            1000.000 < F. 1:1(0) ack 1
            1000.000 * server FinWait1
            1000.000 ! server Closed
            1000.010 > R 1:1(0)
            1000.020 * server Closed
            """);
        ExpectBothForgotten();
    }

    [Fact]
    public void A_half_open_server_finds_out_when_it_writes()
    {
        Server.KeepsOpen = true;
        Establish();
        LoseAlways("> *");
        Client.Close();
        Advance(1000);
        Expect("""
            0.000 > F. 1:1(0) ack 1  lost
            0.000 * client FinWait1
            0.000 ! client Closed
            0.220 > F. 1:1(0) ack 1  lost
            0.660 > F. 1:1(0) ack 1  lost
            1.540 > F. 1:1(0) ack 1  lost
            3.300 > F. 1:1(0) ack 1  lost
            6.820 > F. 1:1(0) ack 1  lost
            13.860 > F. 1:1(0) ack 1  lost
            27.940 > F. 1:1(0) ack 1  lost
            56.100 > F. 1:1(0) ack 1  lost
            112.420 * client Closed
            """);
        Heal();
        Server.Write(10);
        Advance(1);
        Expect("""
            1000.000 < P. 1:11(10) ack 1
            1000.010 > R 1:1(0)
            1000.020 * server Closed
            1000.020 ! server ErrorClosed(ConnectionReset)
            """);
        ExpectBothForgotten();
    }

    [Fact]
    public void Fin_of_an_application_that_waits_lost_always_is_sent_sixteen_times_and_TimedOut_is_told()
    {
        Server.KeepsOpen = true;
        Establish();
        LoseAlways(Fin);
        Client.ConfirmedClose();
        Advance(2000);
        Expect("""
            0.000 > F. 1:1(0) ack 1  lost
            0.000 * client FinWait1
            0.220 > F. 1:1(0) ack 1  lost
            0.660 > F. 1:1(0) ack 1  lost
            1.540 > F. 1:1(0) ack 1  lost
            3.300 > F. 1:1(0) ack 1  lost
            6.820 > F. 1:1(0) ack 1  lost
            13.860 > F. 1:1(0) ack 1  lost
            27.940 > F. 1:1(0) ack 1  lost
            56.100 > F. 1:1(0) ack 1  lost
            112.420 > F. 1:1(0) ack 1  lost
            225.060 > F. 1:1(0) ack 1  lost
            345.060 > F. 1:1(0) ack 1  lost
            465.060 > F. 1:1(0) ack 1  lost
            585.060 > F. 1:1(0) ack 1  lost
            705.060 > F. 1:1(0) ack 1  lost
            825.060 > F. 1:1(0) ack 1  lost
            945.060 * client Closed
            945.060 ! client ErrorClosed(TimedOut)
            """);
        ExpectHalfOpen(Server);
    }

    [Fact]
    public void Fin_doubled_in_one_batch_is_acknowledged_once()
    {
        Server.KeepsOpen = true;
        Establish();
        Double(Fin);
        Client.Close();
        Advance(1);
        Server.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 > F. 1:1(0) ack 1  again
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
            1.020 * server Closed
            61.010 * client Closed
            """);
    }

    [Fact]
    public void Fin_delayed_past_its_repetition_arrives_in_CloseWait()
    {
        Server.KeepsOpen = true;
        Establish();
        Delay(Fin, 0.5);
        Client.Close();
        Advance(1);
        Server.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1  held
            0.000 * client FinWait1
            0.000 ! client Closed
            0.220 > F. 1:1(0) ack 1
            0.230 < . 1:1(0) ack 2
            0.230 * server CloseWait
            0.230 ! server PeerClosed
            0.240 * client FinWait2
            0.500 > F. 1:1(0) ack 1  late
            0.510 < . 1:1(0) ack 2
            1.000 < F. 1:1(0) ack 2
            1.000 * server LastAck
            1.000 ! server Closed
            1.010 > . 2:2(0) ack 2
            1.010 * client TimeWait
            1.020 * server Closed
            61.010 * client Closed
            """);
    }

    [Fact]
    public void Fin_doubled_arrives_after_the_servers_end_and_is_reset()
    {
        Server.KeepsOpen = true;
        Establish();
        Double(Fin, after: 5);
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
            1.020 * server Closed
            5.000 > F. 1:1(0) ack 1  again
            5.010 < R 1:1(0)
            61.010 * client Closed
            """);
    }

    [Fact]
    public void Fin_with_the_last_data_lost_is_sent_again_with_it()
    {
        Establish();
        Lose("> P. 1:11(10) ack 1");
        Lose("> FP. 1:11(10) ack 1");
        Client.Write(10);
        Client.Close();
        Advance(100);
        Expect("""
            0.000 > P. 1:11(10) ack 1  lost
            0.000 > F. 11:11(0) ack 1
            0.000 * client FinWait1
            0.000 ! client Closed
            0.010 < . 1:1(0) ack 1
            0.220 > FP. 1:11(10) ack 1  lost
            0.660 > FP. 1:11(10) ack 1
            0.670 < F. 1:1(0) ack 12
            0.670 * server CloseWait
            0.670 * server LastAck
            0.670 ! server Received(10)
            0.670 ! server PeerClosed
            0.680 > . 12:12(0) ack 2
            0.680 * client FinWait2
            0.680 * client TimeWait
            0.690 * server Closed
            60.680 * client Closed
            """);
    }

    [Fact]
    public void Fin_overtaking_its_data_is_kept_until_the_data_arrives()
    {
        Establish();
        Delay("> P. 1:11(10) ack 1", 0.1);
        Client.Write(10);
        Advance(0);
        Client.Close();
        Advance(100);
        Expect("""
            0.000 > P. 1:11(10) ack 1  held
            0.000 > F. 11:11(0) ack 1
            0.000 * client FinWait1
            0.000 ! client Closed
            0.010 < . 1:1(0) ack 1
            0.100 > P. 1:11(10) ack 1  late
            0.110 < F. 1:1(0) ack 12
            0.110 * server CloseWait
            0.110 * server LastAck
            0.110 ! server Received(10)
            0.110 ! server PeerClosed
            0.120 > . 12:12(0) ack 2
            0.120 * client FinWait2
            0.120 * client TimeWait
            0.130 * server Closed
            60.120 * client Closed
            """);
    }

    [Fact]
    public void Data_lost_before_the_Fin_is_sent_again_with_the_Fin()
    {
        Establish();
        Lose("> P. 1:11(10) ack 1");
        Client.Write(10);
        Advance(0);
        Client.Close();
        Advance(100);
        Expect("""
            0.000 > P. 1:11(10) ack 1  lost
            0.000 > F. 11:11(0) ack 1
            0.000 * client FinWait1
            0.000 ! client Closed
            0.010 < . 1:1(0) ack 1
            0.220 > FP. 1:11(10) ack 1
            0.230 < F. 1:1(0) ack 12
            0.230 * server CloseWait
            0.230 * server LastAck
            0.230 ! server Received(10)
            0.230 ! server PeerClosed
            0.240 > . 12:12(0) ack 2
            0.240 * client FinWait2
            0.240 * client TimeWait
            0.250 * server Closed
            60.240 * client Closed
            """);
    }
}
