using ActorTcp.Api;
using ActorTcp.Protocol;

namespace ActorTcp.Tests.Connection.Profiles;

/// <summary>What TcpInfo tells of a sender's limits: tcpi_busy_time, tcpi_rwnd_limited, tcpi_sndbuf_limited, tcpi_delivery_rate.</summary>
public sealed class LimitTests : TcpFixture
{
    private static void Near(double milliseconds, TimeSpan time) => Assert.InRange(time.TotalMilliseconds, milliseconds - 1, milliseconds + 1);

    [Fact]
    public void A_closed_window_is_the_limit_until_it_opens()
    {
        Establish(roundTrip: 0.01);
        Peer(". 1:1(0) ack 1 win 0");
        Assert.Equal(TimeSpan.Zero, Info().RwndLimited);
        Write(1, 1000);
        Advance(0.1);
        Near(100, Info().RwndLimited);
        Near(100, Info().BusyTime);
        Advance(0.1);
        Peer(". 1:1(0) ack 1 win 2000");
        Expect("P. 1:1001(1000) ack 1");
        Advance(0.03);
        Peer(". 1:1(0) ack 1001 win 10");
        Near(200, Info().RwndLimited);
        Near(230, Info().BusyTime);
        Advance(1);
        Near(230, Info().BusyTime); // nothing to be sent
    }

    [Fact]
    public void A_full_send_buffer_is_the_limit_while_a_write_waits_and_all_was_sent()
    {
        Establish(options: DefaultOptions with { SendBufferSize = 4096 }, roundTrip: 0.01);
        Write(1, 5000);
        Write(5001, 5000); // waits: the first is more than the buffer holds
        Advance(0.02);
        Near(20, Info().SndbufLimited);
        Near(20, Info().BusyTime);
        Wire.FromStack.Clear();
        Peer(". 1:1(0) ack 5001 win 65535");
        Advance(0.02);
        Near(20, Info().SndbufLimited);
        Near(40, Info().BusyTime);
        Wire.FromStack.Clear();
    }

    [Fact]
    public void The_delivery_rate_is_what_arrived_over_the_time_it_took()
    {
        Establish(roundTrip: 0.1);
        Write(1, 100_000);
        Assert.Equal(0, Info().DeliveryRate);
        Advance(0.1);
        Peer(". 1:1(0) ack 14601 win 65535");
        Assert.InRange(Info().DeliveryRate, 145_000, 147_000); // 14,600 bytes in 100 ms
        Assert.True(Info().DeliveryRateAppLimited); // as on Linux: when it began there was nothing to send
        Assert.InRange(Info().PacingRate, 2 * 20 * 14_500, 2 * 20 * 14_700); // cwnd 20, twice that in a round trip
        Wire.FromStack.Clear();
    }

    [Fact]
    public void A_small_write_alone_is_limited_by_its_application()
    {
        Establish(roundTrip: 0.1);
        Write(1, 1000);
        Advance(0.1);
        Peer(". 1:1(0) ack 1001 win 65535");
        Assert.True(Info().DeliveryRateAppLimited);
        Wire.FromStack.Clear();
    }

    [Fact]
    public void Timeouts_are_counted_and_timed()
    {
        Establish(roundTrip: 0.1);
        Write(1, 1000);
        Advance(1.5); // a tail loss probe, and two timeouts
        Wire.FromStack.Clear();
        TcpInfo info = Info();
        Assert.Equal((1, TimeSpan.Zero), (info.TotalRtoRecoveries, info.TotalRtoTime));
        Assert.InRange(info.TotalRto, 1, 2);
        Peer(". 1:1(0) ack 1001 win 65535");
        Assert.InRange(Info().TotalRtoTime.TotalSeconds, 0.5, 1.4);
        Assert.Equal(1, Info().TotalRtoRecoveries);
    }

    [Fact]
    public void Segments_ahead_of_their_turn_are_counted_and_the_options_have_Linuxs_bits()
    {
        Establish(extra: ",sackOK");
        Peer(". 101:201(100) ack 1 win 65535", ". 301:401(100) ack 1 win 65535");
        Assert.Equal(2, Info().RcvOooPack);
        Assert.Equal(2, Info().Options);
        Wire.FromStack.Clear();
    }
}
