namespace ActorTcp.Tests.Lost;

/// <summary>What is lost between the handshake and the close, as far as it ends the connection.</summary>
public sealed class LostDataTests : LostFixture
{
    [Fact]
    public void Data_lost_always_is_sent_sixteen_times_and_TimedOut_is_told()
    {
        Establish();
        LoseAlways("> P*");
        Client.Write(10);
        Advance(2000);
        Expect("""
            0.000 > P. 1:11(10) ack 1  lost
            0.220 > P. 1:11(10) ack 1  lost
            0.660 > P. 1:11(10) ack 1  lost
            1.540 > P. 1:11(10) ack 1  lost
            3.300 > P. 1:11(10) ack 1  lost
            6.820 > P. 1:11(10) ack 1  lost
            13.860 > P. 1:11(10) ack 1  lost
            27.940 > P. 1:11(10) ack 1  lost
            56.100 > P. 1:11(10) ack 1  lost
            112.420 > P. 1:11(10) ack 1  lost
            225.060 > P. 1:11(10) ack 1  lost
            345.060 > P. 1:11(10) ack 1  lost
            465.060 > P. 1:11(10) ack 1  lost
            585.060 > P. 1:11(10) ack 1  lost
            705.060 > P. 1:11(10) ack 1  lost
            825.060 > P. 1:11(10) ack 1  lost
            945.060 * client Closed
            945.060 ! client ErrorClosed(TimedOut)
            """);
        ExpectHalfOpen(Server);
    }

    [Fact]
    public void Data_of_an_orphan_lost_always_has_an_orphans_retries()
    {
        Establish();
        LoseAlways("> P*");
        LoseAlways("> F*");
        Client.Write(10);
        Client.Close();
        Advance(2000);
        Expect("""
            0.000 > P. 1:11(10) ack 1  lost
            0.000 > F. 11:11(0) ack 1  lost
            0.000 * client FinWait1
            0.000 ! client Closed
            0.220 > FP. 1:11(10) ack 1  lost
            0.660 > FP. 1:11(10) ack 1  lost
            1.540 > FP. 1:11(10) ack 1  lost
            3.300 > FP. 1:11(10) ack 1  lost
            6.820 > FP. 1:11(10) ack 1  lost
            13.860 > FP. 1:11(10) ack 1  lost
            27.940 > FP. 1:11(10) ack 1  lost
            56.100 > FP. 1:11(10) ack 1  lost
            112.420 * client Closed
            """);
        ExpectHalfOpen(Server);
    }

    [Fact]
    public void Acks_of_data_lost_always_leave_the_receiver_with_the_data_and_a_half_open_connection()
    {
        Establish();
        LoseAlways("< .*");
        Client.Write(10);
        Advance(2000);
        Expect("""
            0.000 > P. 1:11(10) ack 1
            0.010 < . 1:1(0) ack 11  lost
            0.010 ! server Received(10)
            0.220 > P. 1:11(10) ack 1
            0.230 < . 1:1(0) ack 11  lost
            0.660 > P. 1:11(10) ack 1
            0.670 < . 1:1(0) ack 11  lost
            1.540 > P. 1:11(10) ack 1
            1.550 < . 1:1(0) ack 11  lost
            3.300 > P. 1:11(10) ack 1
            3.310 < . 1:1(0) ack 11  lost
            6.820 > P. 1:11(10) ack 1
            6.830 < . 1:1(0) ack 11  lost
            13.860 > P. 1:11(10) ack 1
            13.870 < . 1:1(0) ack 11  lost
            27.940 > P. 1:11(10) ack 1
            27.950 < . 1:1(0) ack 11  lost
            56.100 > P. 1:11(10) ack 1
            56.110 < . 1:1(0) ack 11  lost
            112.420 > P. 1:11(10) ack 1
            112.430 < . 1:1(0) ack 11  lost
            225.060 > P. 1:11(10) ack 1
            225.070 < . 1:1(0) ack 11  lost
            345.060 > P. 1:11(10) ack 1
            345.070 < . 1:1(0) ack 11  lost
            465.060 > P. 1:11(10) ack 1
            465.070 < . 1:1(0) ack 11  lost
            585.060 > P. 1:11(10) ack 1
            585.070 < . 1:1(0) ack 11  lost
            705.060 > P. 1:11(10) ack 1
            705.070 < . 1:1(0) ack 11  lost
            825.060 > P. 1:11(10) ack 1
            825.070 < . 1:1(0) ack 11  lost
            945.060 * client Closed
            945.060 ! client ErrorClosed(TimedOut)
            """);
        ExpectHalfOpen(Server);
    }

    [Fact]
    public void A_link_that_is_cut_both_ways_is_found_out_by_who_sends()
    {
        Establish();
        LoseAlways("> *");
        LoseAlways("< *");
        Client.Write(10);
        Advance(2000);
        Expect("""
            0.000 > P. 1:11(10) ack 1  lost
            0.220 > P. 1:11(10) ack 1  lost
            0.660 > P. 1:11(10) ack 1  lost
            1.540 > P. 1:11(10) ack 1  lost
            3.300 > P. 1:11(10) ack 1  lost
            6.820 > P. 1:11(10) ack 1  lost
            13.860 > P. 1:11(10) ack 1  lost
            27.940 > P. 1:11(10) ack 1  lost
            56.100 > P. 1:11(10) ack 1  lost
            112.420 > P. 1:11(10) ack 1  lost
            225.060 > P. 1:11(10) ack 1  lost
            345.060 > P. 1:11(10) ack 1  lost
            465.060 > P. 1:11(10) ack 1  lost
            585.060 > P. 1:11(10) ack 1  lost
            705.060 > P. 1:11(10) ack 1  lost
            825.060 > P. 1:11(10) ack 1  lost
            945.060 * client Closed
            945.060 ! client ErrorClosed(TimedOut)
            """);
        Heal();
        Server.Write(10);
        Advance(10);
        Expect("""
            2000.000 < P. 1:11(10) ack 1
            2000.010 > R 1:1(0)
            2000.020 * server Closed
            2000.020 ! server ErrorClosed(ConnectionReset)
            """);
        ExpectBothForgotten();
    }
}
