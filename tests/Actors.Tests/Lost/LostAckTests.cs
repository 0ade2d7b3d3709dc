namespace ActorTcp.Tests.Lost;

/// <summary>The third segment of the handshake: the client's ACK, after which it believes to be connected.</summary>
public sealed class LostAckTests : LostFixture
{
    private const string Ack = "> . 1:1(0) ack 1";

    [Fact]
    public void Ack_lost_once_while_the_client_is_quiet_is_brought_back_by_the_SynAck()
    {
        Start();
        Lose(Ack);
        Connect();
        Advance(100);
        Expect("""
            0.000 > S 0:0(0)
            0.000 * client SynSent
            0.010 < S. 0:0(0) ack 1
            0.010 * server SynReceived
            0.020 > . 1:1(0) ack 1  lost
            0.020 * client Established
            0.020 ! client Connected
            1.010 < S. 0:0(0) ack 1
            1.020 > . 1:1(0) ack 1
            1.030 * server Established
            1.030 ! server Connected
            """);
    }

    [Fact]
    public void Ack_lost_once_is_replaced_by_the_clients_first_data()
    {
        Start();
        Lose(Ack);
        Connect();
        Advance(0.5);
        Client.Write(10);
        Advance(100);
        Expect("""
            0.000 > S 0:0(0)
            0.000 * client SynSent
            0.010 < S. 0:0(0) ack 1
            0.010 * server SynReceived
            0.020 > . 1:1(0) ack 1  lost
            0.020 * client Established
            0.020 ! client Connected
            0.500 > P. 1:11(10) ack 1
            0.510 < . 1:1(0) ack 11
            0.510 * server Established
            0.510 ! server Connected
            0.510 ! server Received(10)
            """);
    }

    [Fact]
    public void Ack_and_first_data_lost_once_are_replaced_by_the_datas_repetition()
    {
        Start();
        Client.Greeting = 10;
        Lose(Ack);
        Lose("> P. 1:11(10) ack 1");
        Connect();
        Advance(100);
        Expect("""
            0.000 > S 0:0(0)
            0.000 * client SynSent
            0.010 < S. 0:0(0) ack 1
            0.010 * server SynReceived
            0.020 > . 1:1(0) ack 1  lost
            0.020 > P. 1:11(10) ack 1  lost
            0.020 * client Established
            0.020 ! client Connected
            0.240 > P. 1:11(10) ack 1
            0.250 < . 1:1(0) ack 11
            0.250 * server Established
            0.250 ! server Connected
            0.250 ! server Received(10)
            """);
    }

    [Fact]
    public void Ack_lost_once_delays_the_servers_first_data_until_the_SynAck_is_repeated()
    {
        Start();
        Server.Greeting = 10;
        Lose(Ack);
        Connect();
        Advance(100);
        Expect("""
            0.000 > S 0:0(0)
            0.000 * client SynSent
            0.010 < S. 0:0(0) ack 1
            0.010 * server SynReceived
            0.020 > . 1:1(0) ack 1  lost
            0.020 * client Established
            0.020 ! client Connected
            1.010 < S. 0:0(0) ack 1
            1.020 > . 1:1(0) ack 1
            1.030 < P. 1:11(10) ack 1
            1.030 * server Established
            1.030 ! server Connected
            1.040 > . 1:1(0) ack 11
            1.040 ! client Received(10)
            """);
    }

    [Fact]
    public void Ack_lost_once_before_the_clients_close_is_replaced_by_the_FIN()
    {
        Start();
        Lose(Ack);
        Connect();
        Advance(0.5);
        Client.Close();
        Advance(100);
        Expect("""
            0.000 > S 0:0(0)
            0.000 * client SynSent
            0.010 < S. 0:0(0) ack 1
            0.010 * server SynReceived
            0.020 > . 1:1(0) ack 1  lost
            0.020 * client Established
            0.020 ! client Connected
            0.500 > F. 1:1(0) ack 1
            0.500 * client FinWait1
            0.500 ! client Closed
            0.510 < F. 1:1(0) ack 2
            0.510 * server Established
            0.510 * server CloseWait
            0.510 * server LastAck
            0.510 ! server Connected
            0.510 ! server PeerClosed
            0.520 > . 2:2(0) ack 2
            0.520 * client FinWait2
            0.520 * client TimeWait
            0.530 * server Closed
            60.520 * client Closed
            """);
        ExpectBothForgotten();
    }

    [Fact]
    public void Ack_lost_always_leaves_a_half_open_connection_that_the_clients_data_discovers()
    {
        Start();
        LoseAlways(Ack);
        Connect();
        Advance(200);
        Expect("""
            0.000 > S 0:0(0)
            0.000 * client SynSent
            0.010 < S. 0:0(0) ack 1
            0.010 * server SynReceived
            0.020 > . 1:1(0) ack 1  lost
            0.020 * client Established
            0.020 ! client Connected
            1.010 < S. 0:0(0) ack 1
            1.020 > . 1:1(0) ack 1  lost
            3.010 < S. 0:0(0) ack 1
            3.020 > . 1:1(0) ack 1  lost
            7.010 < S. 0:0(0) ack 1
            7.020 > . 1:1(0) ack 1  lost
            15.010 < S. 0:0(0) ack 1
            15.020 > . 1:1(0) ack 1  lost
            31.010 < S. 0:0(0) ack 1
            31.020 > . 1:1(0) ack 1  lost
            63.010 * server Closed
            """);
        Client.Write(10);
        Advance(1);
        Expect("""
            200.000 > P. 1:11(10) ack 1
            200.010 < R 1:1(0)
            200.020 * client Closed
            200.020 ! client ErrorClosed(ConnectionReset)
            """);
        ExpectBothForgotten();
    }

    [Fact]
    public void Ack_doubled_is_nothing_new()
    {
        Start();
        Double(Ack);
        Connect();
        Advance(100);
        Expect("""
            0.000 > S 0:0(0)
            0.000 * client SynSent
            0.010 < S. 0:0(0) ack 1
            0.010 * server SynReceived
            0.020 > . 1:1(0) ack 1
            0.020 > . 1:1(0) ack 1  again
            0.020 * client Established
            0.020 ! client Connected
            0.030 * server Established
            0.030 ! server Connected
            """);
    }

    [Fact]
    public void Ack_delayed_past_the_first_data_is_nothing_new()
    {
        Start();
        Client.Greeting = 10;
        Delay(Ack, 0.3);
        Connect();
        Advance(100);
        Expect("""
            0.000 > S 0:0(0)
            0.000 * client SynSent
            0.010 < S. 0:0(0) ack 1
            0.010 * server SynReceived
            0.020 > . 1:1(0) ack 1  held
            0.020 > P. 1:11(10) ack 1
            0.020 * client Established
            0.020 ! client Connected
            0.030 < . 1:1(0) ack 11
            0.030 * server Established
            0.030 ! server Connected
            0.030 ! server Received(10)
            0.320 > . 1:1(0) ack 1  late
            0.330 < . 1:1(0) ack 11
            """);
    }

    [Fact]
    public void Ack_delayed_past_the_SynAcks_repetition_is_nothing_new()
    {
        Start();
        Delay(Ack, 1.5);
        Connect();
        Advance(100);
        Expect("""
            0.000 > S 0:0(0)
            0.000 * client SynSent
            0.010 < S. 0:0(0) ack 1
            0.010 * server SynReceived
            0.020 > . 1:1(0) ack 1  held
            0.020 * client Established
            0.020 ! client Connected
            1.010 < S. 0:0(0) ack 1
            1.020 > . 1:1(0) ack 1
            1.030 * server Established
            1.030 ! server Connected
            1.520 > . 1:1(0) ack 1  late
            """);
    }
}
