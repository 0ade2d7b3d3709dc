namespace ActorTcp.Tests.Lost;

/// <summary>Both close at once: two FINs cross, then two acknowledgments.</summary>
public sealed class LostSimultaneousCloseTests : LostFixture
{
    private const string ClientsFin = "> F. 1:1(0) ack 1";
    private const string ServersFin = "< F. 1:1(0) ack 1";
    private const string ServersAck = "< . 2:2(0) ack 2";
    private const string ClientsAck = "> . 2:2(0) ack 2";

    // RFC 9293, figure 13:
    //
    //     TCP Peer A                                           TCP Peer B
    // 1.  ESTABLISHED                                          ESTABLISHED
    // 2.  (Close)                                              (Close)
    //     FIN-WAIT-1  --> <SEQ=100><ACK=300><CTL=FIN,ACK>  ... FIN-WAIT-1
    //                 <-- <SEQ=300><ACK=100><CTL=FIN,ACK>  <--
    //                 ... <SEQ=100><ACK=300><CTL=FIN,ACK>  -->
    // 3.  CLOSING     --> <SEQ=101><ACK=301><CTL=ACK>      ... CLOSING
    //                 <-- <SEQ=301><ACK=101><CTL=ACK>      <--
    //                 ... <SEQ=101><ACK=301><CTL=ACK>      -->
    // 4.  TIME-WAIT                                            TIME-WAIT
    //     (2 MSL)                                              (2 MSL)
    //     CLOSED                                               CLOSED
    [Fact]
    public void The_undisturbed_close_leaves_both_in_TimeWait()
    {
        Establish();
        Client.Close();
        Server.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 < F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 * server FinWait1
            0.000 ! client Closed
            0.000 ! server Closed
            0.010 > . 2:2(0) ack 2
            0.010 < . 2:2(0) ack 2
            0.010 * client Closing
            0.010 * server Closing
            0.020 * client TimeWait
            0.020 * server TimeWait
            60.020 * client Closed
            60.020 * server Closed
            """);
        ExpectBothForgotten();
    }

    [Fact]
    public void One_FIN_lost_once_makes_it_a_close_of_one_side_after_the_other()
    {
        Establish();
        Lose(ClientsFin);
        Client.Close();
        Server.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1  lost
            0.000 < F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 * server FinWait1
            0.000 ! client Closed
            0.000 ! server Closed
            0.010 > . 2:2(0) ack 2
            0.010 * client Closing
            0.020 * server FinWait2
            0.220 > F. 1:1(0) ack 2
            0.230 < . 2:2(0) ack 2
            0.230 * server TimeWait
            0.240 * client TimeWait
            60.230 * server Closed
            60.240 * client Closed
            """);
    }

    [Fact]
    public void Both_FINs_lost_once_are_both_sent_again()
    {
        Establish();
        Lose(ClientsFin);
        Lose(ServersFin);
        Client.Close();
        Server.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1  lost
            0.000 < F. 1:1(0) ack 1  lost
            0.000 * client FinWait1
            0.000 * server FinWait1
            0.000 ! client Closed
            0.000 ! server Closed
            0.220 > F. 1:1(0) ack 1
            0.220 < F. 1:1(0) ack 1
            0.230 > . 2:2(0) ack 2
            0.230 < . 2:2(0) ack 2
            0.230 * client Closing
            0.230 * server Closing
            0.240 * client TimeWait
            0.240 * server TimeWait
            60.240 * client Closed
            60.240 * server Closed
            """);
    }

    [Fact]
    public void Both_FINs_lost_always_end_both_by_their_retries()
    {
        Establish();
        LoseAlways("> F*");
        LoseAlways("< F*");
        Client.Close();
        Server.Close();
        Advance(1000);
        Expect("""
            0.000 > F. 1:1(0) ack 1  lost
            0.000 < F. 1:1(0) ack 1  lost
            0.000 * client FinWait1
            0.000 * server FinWait1
            0.000 ! client Closed
            0.000 ! server Closed
            0.220 > F. 1:1(0) ack 1  lost
            0.220 < F. 1:1(0) ack 1  lost
            0.660 > F. 1:1(0) ack 1  lost
            0.660 < F. 1:1(0) ack 1  lost
            1.540 > F. 1:1(0) ack 1  lost
            1.540 < F. 1:1(0) ack 1  lost
            3.300 > F. 1:1(0) ack 1  lost
            3.300 < F. 1:1(0) ack 1  lost
            6.820 > F. 1:1(0) ack 1  lost
            6.820 < F. 1:1(0) ack 1  lost
            13.860 > F. 1:1(0) ack 1  lost
            13.860 < F. 1:1(0) ack 1  lost
            27.940 > F. 1:1(0) ack 1  lost
            27.940 < F. 1:1(0) ack 1  lost
            56.100 > F. 1:1(0) ack 1  lost
            56.100 < F. 1:1(0) ack 1  lost
            112.420 * client Closed
            112.420 * server Closed
            """);
        ExpectBothForgotten();
    }

    [Fact]
    public void One_ack_lost_once_in_Closing_brings_the_FIN_again_into_TimeWait()
    {
        Establish();
        Lose(ServersAck);
        Client.Close();
        Server.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 < F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 * server FinWait1
            0.000 ! client Closed
            0.000 ! server Closed
            0.010 > . 2:2(0) ack 2
            0.010 < . 2:2(0) ack 2  lost
            0.010 * client Closing
            0.010 * server Closing
            0.020 * server TimeWait
            0.220 > F. 1:1(0) ack 2
            0.230 < . 2:2(0) ack 2
            0.240 * client TimeWait
            60.230 * server Closed
            60.240 * client Closed
            """);
    }

    [Fact]
    public void Both_acks_lost_once_in_Closing_are_brought_back_by_the_FINs()
    {
        Establish();
        Lose(ServersAck);
        Lose(ClientsAck);
        Client.Close();
        Server.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 < F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 * server FinWait1
            0.000 ! client Closed
            0.000 ! server Closed
            0.010 > . 2:2(0) ack 2  lost
            0.010 < . 2:2(0) ack 2  lost
            0.010 * client Closing
            0.010 * server Closing
            0.220 > F. 1:1(0) ack 2
            0.220 < F. 1:1(0) ack 2
            0.230 > . 2:2(0) ack 2
            0.230 < . 2:2(0) ack 2
            0.240 * client TimeWait
            0.240 * server TimeWait
            60.240 * client Closed
            60.240 * server Closed
            """);
    }

    [Fact]
    public void Acks_lost_always_in_Closing_end_it_by_its_retries()
    {
        Establish();
        LoseAlways(ServersAck);
        Client.Close();
        Server.Close();
        Advance(1000);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 < F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 * server FinWait1
            0.000 ! client Closed
            0.000 ! server Closed
            0.010 > . 2:2(0) ack 2
            0.010 < . 2:2(0) ack 2  lost
            0.010 * client Closing
            0.010 * server Closing
            0.020 * server TimeWait
            0.220 > F. 1:1(0) ack 2
            0.230 < . 2:2(0) ack 2  lost
            0.660 > F. 1:1(0) ack 2
            0.670 < . 2:2(0) ack 2  lost
            1.540 > F. 1:1(0) ack 2
            1.550 < . 2:2(0) ack 2  lost
            3.300 > F. 1:1(0) ack 2
            3.310 < . 2:2(0) ack 2  lost
            6.820 > F. 1:1(0) ack 2
            6.830 < . 2:2(0) ack 2  lost
            13.860 > F. 1:1(0) ack 2
            13.870 < . 2:2(0) ack 2  lost
            27.940 > F. 1:1(0) ack 2
            27.950 < . 2:2(0) ack 2  lost
            56.100 > F. 1:1(0) ack 2
            56.110 < . 2:2(0) ack 2  lost
            112.420 * client Closed
            116.110 * server Closed
            """);
        ExpectBothForgotten();
    }

    [Fact]
    public void FIN_doubled_in_Closing_is_acknowledged_again()
    {
        Establish();
        Double(ServersFin, after: 0.005);
        Client.Close();
        Server.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 < F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 * server FinWait1
            0.000 ! client Closed
            0.000 ! server Closed
            0.005 < F. 1:1(0) ack 1  again
            0.010 > . 2:2(0) ack 2
            0.010 < . 2:2(0) ack 2
            0.010 * client Closing
            0.010 * server Closing
            0.015 > . 2:2(0) ack 2
            0.020 * client TimeWait
            0.020 * server TimeWait
            60.020 * client Closed
            60.020 * server Closed
            """);
    }

    [Fact]
    public void FIN_delayed_past_its_repetition_arrives_in_TimeWait()
    {
        Establish();
        Delay(ServersFin, 0.5);
        Client.Close();
        Server.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 < F. 1:1(0) ack 1  held
            0.000 * client FinWait1
            0.000 * server FinWait1
            0.000 ! client Closed
            0.000 ! server Closed
            0.010 < . 2:2(0) ack 2
            0.010 * server Closing
            0.020 * client FinWait2
            0.220 < F. 1:1(0) ack 2
            0.230 > . 2:2(0) ack 2
            0.230 * client TimeWait
            0.240 * server TimeWait
            0.500 < F. 1:1(0) ack 1  late
            0.510 > . 2:2(0) ack 2
            60.240 * server Closed
            60.510 * client Closed
            """);
    }
}
