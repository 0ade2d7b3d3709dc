namespace ActorTcp.Tests.Lost;

/// <summary>The second of the four closing segments: the acknowledgment of the first FIN.</summary>
public sealed class LostAckOfFinTests : LostFixture
{
    private const string Ack = "< . 1:1(0) ack 2";

    [Fact]
    public void AckOfFin_lost_once_is_brought_back_by_the_FINs_repetition()
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
            0.010 < . 1:1(0) ack 2  lost
            0.010 * server CloseWait
            0.010 ! server PeerClosed
            0.220 > F. 1:1(0) ack 1
            0.230 < . 1:1(0) ack 2
            0.240 * client FinWait2
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
    public void AckOfFin_lost_once_is_replaced_by_the_servers_FIN()
    {
        Server.KeepsOpen = true;
        Establish();
        Lose(Ack);
        Client.Close();
        Advance(0.1);
        Server.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 ! client Closed
            0.010 < . 1:1(0) ack 2  lost
            0.010 * server CloseWait
            0.010 ! server PeerClosed
            0.100 < F. 1:1(0) ack 2
            0.100 * server LastAck
            0.100 ! server Closed
            0.110 > . 2:2(0) ack 2
            0.110 * client FinWait2
            0.110 * client TimeWait
            0.120 * server Closed
            60.110 * client Closed
            """);
    }

    [Fact]
    public void AckOfFin_lost_always_ends_the_orphan_after_its_retries()
    {
        Server.KeepsOpen = true;
        Establish();
        LoseAlways(Ack);
        Client.Close();
        Advance(1000);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 ! client Closed
            0.010 < . 1:1(0) ack 2  lost
            0.010 * server CloseWait
            0.010 ! server PeerClosed
            0.220 > F. 1:1(0) ack 1
            0.230 < . 1:1(0) ack 2  lost
            0.660 > F. 1:1(0) ack 1
            0.670 < . 1:1(0) ack 2  lost
            1.540 > F. 1:1(0) ack 1
            1.550 < . 1:1(0) ack 2  lost
            3.300 > F. 1:1(0) ack 1
            3.310 < . 1:1(0) ack 2  lost
            6.820 > F. 1:1(0) ack 1
            6.830 < . 1:1(0) ack 2  lost
            13.860 > F. 1:1(0) ack 1
            13.870 < . 1:1(0) ack 2  lost
            27.940 > F. 1:1(0) ack 1
            27.950 < . 1:1(0) ack 2  lost
            56.100 > F. 1:1(0) ack 1
            56.110 < . 1:1(0) ack 2  lost
            112.420 * client Closed
            """);
        ExpectHalfOpen(Server);
    }

    [Fact]
    public void AckOfFin_doubled_in_FinWait2_is_nothing_new()
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
            0.010 < . 1:1(0) ack 2  again
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
    public void AckOfFin_delayed_past_the_servers_FIN_arrives_in_TimeWait()
    {
        Server.KeepsOpen = true;
        Establish();
        Delay(Ack, 0.2);
        Client.Close();
        Advance(0.1);
        Server.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 ! client Closed
            0.010 < . 1:1(0) ack 2  held
            0.010 * server CloseWait
            0.010 ! server PeerClosed
            0.100 < F. 1:1(0) ack 2
            0.100 * server LastAck
            0.100 ! server Closed
            0.110 > . 2:2(0) ack 2
            0.110 * client FinWait2
            0.110 * client TimeWait
            0.120 * server Closed
            0.210 < . 1:1(0) ack 2  late
            0.220 > . 2:2(0) ack 2
            0.230 < R 2:2(0)
            60.110 * client Closed
            """);
    }
}
