using System.Globalization;

namespace ActorTcp.Tests.Recovery;

/// <summary>RFC 9293 3.8.6.1: a window may stay closed for ever, as long as the peer answers.</summary>
public sealed class ZeroWindowTests : RecoveryFixture
{
    [Fact]
    public void A_window_that_is_closed_for_ten_minutes_is_asked_for_less_and_less_often_until_it_opens()
    {
        Open();
        Trace("""
            0.000 write 2000
            0.000 > 1:2001 in 2
            0.100 < ack 2001 win 0
            0.100 write 2000
            """);
        double at = 0.1, wait = 0.3;
        for (int i = 0; at + wait < 600; i++)
        {
            at += wait;
            wait = Math.Min(2 * wait, 120);
            string time = at.ToString("F3", CultureInfo.InvariantCulture);
            Trace($"""
                {time} > . 2000:2000(0) ack 1
                {time} < ack 2001 win 0
                """);
        }
        Assert.Equal(12, Count("TCPWinProbe"));
        Trace("""
            600.000 < ack 2001 win 65535
            600.000 > 2001:4001 in 2
            600.100 < ack 4001
            """);
    }

    [Fact]
    public void Probes_that_nobody_answers_end_the_connection_after_the_retries()
    {
        Open(options: DefaultOptions with { TcpRetries2 = 3 });
        Trace("""
            0.000 write 1000
            0.000 > 1:1001
            0.100 < ack 1001 win 0
            0.100 write 1000
            0.400 > . 1000:1000(0) ack 1
            1.000 > . 1000:1000(0) ack 1
            2.200 > . 1000:1000(0) ack 1
            4.500 nothing
            """);
        Handler.ExpectNoMsg(TimeSpan.Zero);
        Trace("5.000 nothing");
        Assert.Equal(System.Net.Sockets.SocketError.TimedOut, ActorTcp.Api.StackTcp.ErrorOf(Handler.ExpectMsg<Akka.IO.Tcp.ErrorClosed>()));
    }
}
