using ActorTcp.Api;

namespace ActorTcp.Tests.Recovery;

/// <summary>Where Linux's timers and its PAWS are not the RFCs' letter, and the profile says so.</summary>
public sealed class LinuxTimerTests : RecoveryFixture
{
    // RFC 6298 5.3 restarts the timer for "new data"; Linux for whole segments.
    [Theory]
    [InlineData(StackProfile.Default, "0.400")]
    [InlineData(StackProfile.Linux, "0.300")]
    public void The_acknowledgment_of_a_part_of_a_segment_restarts_the_timer_by_the_profile(string profile, string again)
    {
        Open(options: StackProfile.Apply(DefaultOptions, profile) with { TcpEarlyRetrans = 0 });
        Trace($"""
            0.000 write 1000
            0.000 > 1:1001
            0.100 < ack 401
            {again} > 401:1001
            """);
    }

    // The first of two segments, and a part of the second: a whole one is acknowledged.
    [Fact]
    public void A_whole_segment_restarts_the_timer_under_both()
    {
        Open(options: StackProfile.Apply(DefaultOptions, StackProfile.Linux) with { TcpEarlyRetrans = 0 });
        Trace("""
            0.000 write 2000
            0.000 > 1:2001 in 2
            0.100 < ack 1401
            0.400 > 1401:2001
            """);
    }

    // RFC 9293 3.9.1.4 counts from when data was sent, Linux from its first retransmission.
    [Theory]
    [InlineData(StackProfile.Default, 1.0)]
    [InlineData(StackProfile.Linux, 1.3)]
    public void The_user_timeout_counts_from_the_first_transmission_or_from_the_first_retransmission(string profile, double end)
    {
        Open(options: StackProfile.Apply(DefaultOptions, profile) with { TcpEarlyRetrans = 0 });
        Tell(new StackTcp.SetOption(new TcpSO.UserTimeout(TimeSpan.FromSeconds(1))));
        Handler.ExpectMsg<StackTcp.OptionSet>();
        Trace(FormattableString.Invariant($"""
            0.000 write 1000
            0.000 > 1:1001
            0.300 > 1:1001
            0.900 > 1:1001
            {end - 0.005:F3} nothing
            """));
        Handler.ExpectNoMsg(TimeSpan.Zero);
        Trace(FormattableString.Invariant($"{end + 0.005:F3} nothing"));
        Assert.Equal(System.Net.Sockets.SocketError.TimedOut, StackTcp.ErrorOf(Handler.ExpectMsg<Akka.IO.Tcp.ErrorClosed>()));
    }

    // RFC 7323 5.3, R1, forgives no tick; Linux one.
    [Theory]
    [InlineData(StackProfile.Default, 1100, 0)]
    [InlineData(StackProfile.Default, 1099, 1)]
    [InlineData(StackProfile.Linux, 1099, 0)]
    [InlineData(StackProfile.Linux, 1098, 1)]
    public void Paws_forgives_one_tick_under_Linuxs_profile(string profile, int stamp, int dropped)
    {
        Open(stamps: true, options: StackProfile.Apply(DefaultOptions, profile));
        Peer(FormattableString.Invariant($"P. 1:11(10) ack 1 win 65535 <TS val {stamp} ecr 0>"));
        Expect($". 1:1(0) ack {(dropped == 0 ? 11 : 1)}");
        Assert.Equal(dropped, Count("PAWSEstab"));
    }
}
