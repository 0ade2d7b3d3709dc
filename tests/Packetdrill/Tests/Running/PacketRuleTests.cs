using ActorTcp.Packetdrill.Running;

namespace ActorTcp.Packetdrill.Tests.Running;

/// <summary>What of a packet is compared, and when it may come.</summary>
public sealed class PacketRuleTests : RunnerFixture
{
    [Fact]
    public void The_packet_as_it_is_written_passes() => Passes(Written + "+0 > P. 1:1001(1000) ack 1");

    [Theory]
    [InlineData(". 1:1001(1000) ack 1", "tcp_psh")]
    [InlineData("FP. 1:1001(1000) ack 1", "tcp_fin")]
    [InlineData("PE. 1:1001(1000) ack 1", "tcp_ece")]
    [InlineData("P. 2:1002(1000) ack 1", "tcp_seq")]
    [InlineData("P. 1:1001(1000) ack 2", "tcp_ack_seq")]
    [InlineData("P. 1:1001(1000) ack 1 win 1", "tcp_window")]
    [InlineData("P. 1:1000(999) ack 1", "live packet payload: expected 999 bytes vs actual 1000 bytes")]
    [InlineData("P. 1:1001(1000) ack 1 <nop,nop,TS val 1 ecr 1>", "ipv4_total_length")]
    [InlineData("[ect0] P. 1:1001(1000) ack 1", "ip_ecn")]
    public void A_field_that_differs_fails(string packet, string why) => Fails($"{Written}+0 > {packet}", why);

    [Fact]
    public void Options_that_are_not_written_out_are_not_compared() => Passes(Written + "+0 > P. 1:1001(1000) ack 1 <...>");

    [Fact]
    public void The_order_of_options_is_compared() => Fails(
        Written.Replace("<mss 1460,nop,nop,sackOK,nop,wscale 7>", "<mss 1460,nop,wscale 7,nop,nop,sackOK>", StringComparison.Ordinal),
        "bad outbound TCP options");

    [Fact]
    public void The_padding_of_options_is_compared() => Fails(
        Written.Replace("<mss 1460,nop,nop,sackOK,nop,wscale 7>", "<mss 1460,sackOK,nop,nop,nop,wscale 7>", StringComparison.Ordinal),
        "bad outbound TCP options");

    [Fact]
    public void The_value_of_an_option_is_compared() => Fails(
        Written.Replace("mss 1460", "mss 1461", StringComparison.Ordinal), "expected: mss 1461 actual: mss 1460");

    [Fact]
    public void Both_packets_are_shown()
    {
        ScriptResult result = Run(Written + "+0 > . 1:1001(1000) ack 1");
        Assert.StartsWith("test.pkt:9: error handling packet: live packet field tcp_psh: expected: 0 (0x0) vs actual: 1 (0x1)\n", result.Message, StringComparison.Ordinal);
        Assert.Contains("script packet:  0.100000 . 1:1001(1000) ack 1", result.Message, StringComparison.Ordinal);
        Assert.Contains("actual packet:  0.100000 P. 1:1001(1000) ack 1 win ", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+.004")]
    [InlineData("*")]
    [InlineData("+0~+.1")]
    [InlineData("+.004~+.1")]
    public void A_packet_may_come_within_the_tolerance(string time) => Passes($"{Written}{time} > P. 1:1001(1000) ack 1");

    [Theory]
    [InlineData("+.005")]
    [InlineData("+.006~+.1")]
    public void A_packet_that_comes_too_early_fails(string time) => Fails($"{Written}{time} > P. 1:1001(1000) ack 1", "timing error");

    [Fact]
    public void The_tolerance_grows_with_the_gap()
    {
        // The tail loss probe comes after two round trips and, the flight being one segment, the longest delay of an acknowledgment.
        string script = Written + "+0 > P. 1:1001(1000) ack 1\n";
        Assert.Equal(Outcome.Failed, Run(script + "+.6 > P. 1:1001(1000) ack 1").Outcome);
        Passes(script + "* > P. 1:1001(1000) ack 1");
    }

    [Fact]
    public void Strict_time_has_a_tolerance_of_its_own()
    {
        string script = Written + "+.001 > P. 1:1001(1000) ack 1";
        Passes(script);
        Fails(script, "timing error", new RunnerSettings { StrictTime = true });
    }

    [Fact]
    public void A_packet_that_does_not_come_fails() =>
        Fails(Written + "+0 > P. 1:1001(1000) ack 1\n+.1 < . 1:1(0) ack 1001 win 257\n+0 > . 1001:1001(0) ack 1", "Timed out waiting for packet");

    [Fact]
    public void A_packet_that_comes_before_the_expected_one_is_compared_with_it() =>
        Fails(Written + "+0 > F. 1001:1001(0) ack 1", "live packet payload: expected 0 bytes vs actual 1000 bytes");

    [Fact]
    public void Pieces_are_one_segment_unless_segments_are_strict()
    {
        string script = Written.Replace("write(4, ..., 1000) = 1000", "write(4, ..., 6000) = 6000", StringComparison.Ordinal) +
            "+0 > P. 1:6001(6000) ack 1";
        Passes(script.Replace("+0 > P. 1:6001(6000)", "* > P. 1:6001(6000)", StringComparison.Ordinal));
        Fails("--strict_segments\n" + script, "live packet payload");
    }

    [Fact]
    public void Extra_packets_behind_the_end_fail_in_the_strict_mode()
    {
        Passes(Written);
        Fails(Written, "unexpected packet", new RunnerSettings { StrictEnd = true });
    }

    [Fact]
    public void An_echo_of_a_timestamp_that_was_never_sent_fails() => Fails(
        """
        0  socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
        +0 bind(3, ..., ...) = 0
        +0 listen(3, 1) = 0
        +0 < S 0:0(0) win 32792 <mss 1000,sackOK,TS val 5 ecr 0>
        +0 > S. 0:0(0) ack 1 <mss 1460,sackOK,TS val 100 ecr 5>
        +0 < . 1:1(0) ack 1 win 257 <nop,nop,TS val 6 ecr 101>
        """,
        "unable to infer live TS ecr for script TS ecr 101");
}
