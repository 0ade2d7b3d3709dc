namespace ActorTcp.Tests.Lost;

/// <summary>
/// The handshake with SYN cookies (RFC 4987 3.6): the server remembers nothing of a SYN, so it repeats nothing, and the state before
/// ESTABLISHED is not seen.
/// </summary>
public sealed class LostWithCookiesTests : LostFixture
{
    [Fact]
    public void Cookie_lost_once_is_asked_for_by_the_SYN_again()
    {
        StartWithCookies();
        Lose("< S*");
        Connect();
        Advance(100);
        Expect("""
            0.000 > S 0:0(0)
            0.000 * client SynSent
            0.010 < S. 0:0(0) ack 1  lost
            1.000 > S 0:0(0)
            1.010 < S. 0:0(0) ack 1
            1.020 > . 1:1(0) ack 1
            1.020 * client Established
            1.020 ! client Connected
            1.030 * server Established
            1.030 ! server Connected
            """);
    }

    [Fact]
    public void Ack_lost_once_while_the_client_is_quiet_leaves_it_alone_with_its_connection()
    {
        StartWithCookies();
        Lose("> . 1:*");
        Connect();
        Advance(100);
        Expect("""
            0.000 > S 0:0(0)
            0.000 * client SynSent
            0.010 < S. 0:0(0) ack 1
            0.020 > . 1:1(0) ack 1  lost
            0.020 * client Established
            0.020 ! client Connected
            """);
    }

    [Fact]
    public void Ack_lost_once_is_replaced_by_the_clients_data_soon_after()
    {
        StartWithCookies();
        Lose("> . 1:*");
        Connect();
        Advance(0.5);
        Client.Write(10);
        Advance(100);
        Expect("""
            0.000 > S 0:0(0)
            0.000 * client SynSent
            0.010 < S. 0:0(0) ack 1
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
    public void Ack_lost_once_and_the_clients_data_an_hour_later_are_reset()
    {
        StartWithCookies();
        Lose("> . 1:*");
        Connect();
        Advance(3600);
        Client.Write(10);
        Advance(100);
        Expect("""
            0.000 > S 0:0(0)
            0.000 * client SynSent
            0.010 < S. 0:0(0) ack 1
            0.020 > . 1:1(0) ack 1  lost
            0.020 * client Established
            0.020 ! client Connected
            3600.000 > P. 1:11(10) ack 1
            3600.010 < R 1:1(0)
            3600.020 * client Closed
            3600.020 ! client ErrorClosed(ConnectionReset)
            """);
        ExpectBothForgotten();
    }

    [Fact]
    public void Ack_doubled_makes_one_connection()
    {
        StartWithCookies();
        Double("> . 1:1(0) ack 1");
        Connect();
        Advance(100);
        Expect("""
            0.000 > S 0:0(0)
            0.000 * client SynSent
            0.010 < S. 0:0(0) ack 1
            0.020 > . 1:1(0) ack 1
            0.020 > . 1:1(0) ack 1  again
            0.020 * client Established
            0.020 ! client Connected
            0.030 * server Established
            0.030 ! server Connected
            """);
    }
}
