using ActorTcp.Apps.NodeStatus;
using ActorTcp.Connection;

namespace Netstat.Tests;

/// <summary>ss's words, as iproute2 6.1 writes them (misc/ss.c: sstate_name, print_ms_timer).</summary>
public sealed class SsTests
{
    [Theory]
    [InlineData(TcpState.Closed, "UNCONN")]
    [InlineData(TcpState.Listen, "LISTEN")]
    [InlineData(TcpState.SynSent, "SYN-SENT")]
    [InlineData(TcpState.SynReceived, "SYN-RECV")]
    [InlineData(TcpState.Established, "ESTAB")]
    [InlineData(TcpState.FinWait1, "FIN-WAIT-1")]
    [InlineData(TcpState.FinWait2, "FIN-WAIT-2")]
    [InlineData(TcpState.CloseWait, "CLOSE-WAIT")]
    [InlineData(TcpState.Closing, "CLOSING")]
    [InlineData(TcpState.LastAck, "LAST-ACK")]
    [InlineData(TcpState.TimeWait, "TIME-WAIT")]
    public void A_state_has_the_name_of_ss(TcpState state, string expected) => Assert.Equal(expected, Ss.NameOf(state));

    [Fact]
    public void Every_state_has_a_name() => Assert.DoesNotContain("UNKNOWN", Enum.GetValues<TcpState>().Select(Ss.NameOf));

    [Theory]
    [InlineData(0, "")]
    [InlineData(7, "007ms")]
    [InlineData(200, "200ms")]
    [InlineData(1000, "1sec")]
    [InlineData(1500, "1.500ms")] // so it does
    [InlineData(9999, "9.999ms")]
    [InlineData(10_400, "10sec")]
    [InlineData(59_999, "59sec")]
    [InlineData(60_000, "1min")]
    [InlineData(75_000, "1min15sec")]
    [InlineData(599_000, "9min59sec")]
    [InlineData(630_000, "10min")]
    [InlineData(7_199_999, "119min")]
    [InlineData(-3, "")]
    public void A_timer_has_its_time_as_ss_writes_it(int milliseconds, string expected) =>
        Assert.Equal(expected, Ss.Duration(TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(3.29, "3.2s")]
    [InlineData(59.99, "59.9s")]
    [InlineData(260, "4min20s")]
    [InlineData(7505, "2h5min")]
    [InlineData(360_000, "100h0min")]
    public void An_age_is_rough(double seconds, string expected) => Assert.Equal(expected, Ss.Age(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void CLOSE_WAIT_for_a_minute_is_a_leak()
    {
        Assert.False(Ss.IsLeak(Some.Socket(TcpState.CloseWait) with { InState = TimeSpan.FromSeconds(59.9) }));
        Assert.True(Ss.IsLeak(Some.Socket(TcpState.CloseWait) with { InState = TimeSpan.FromSeconds(60) }));
        Assert.False(Ss.IsLeak(Some.Socket(TcpState.Established) with { InState = TimeSpan.FromHours(1) }));
    }
}
