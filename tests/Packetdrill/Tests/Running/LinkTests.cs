namespace ActorTcp.Packetdrill.Tests.Running;

/// <summary>What the link does with segments: divides those of the stack, and lets a peer's come as super-frames.</summary>
public sealed class LinkTests : RunnerFixture
{
    private const string Established =
        """
        0    socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
        +0   bind(3, ..., ...) = 0
        +0   listen(3, 1) = 0
        +0   < S 0:0(0) win 32792 <mss 1000,sackOK,nop,nop,nop,wscale 7>
        +0   > S. 0:0(0) ack 1 <mss 1460,nop,nop,sackOK,nop,wscale 7>
        +.1  < . 1:1(0) ack 1 win 257
        +0   accept(3, ..., ...) = 4

        """;

    private const string WriteAndSingles =
        """
        +0   write(4, ..., 3000) = 3000
        +0   > . 1:1001(1000) ack 1
        +0   > P. 1001:2001(1000) ack 1
        +0   > P. 2001:3001(1000) ack 1
        """;

    [Theory]
    [InlineData("--mss=1000\n", 1000)]
    [InlineData("", 1460)]
    public void The_option_mss_is_the_size_of_the_segments_in_a_peers_super_frame(string option, int size) => Passes(
        $$"""
        {{option}}{{Established}}
        +0   < . 1:10001(10000) ack 1 win 257
        +0   > . 1:1(0) ack 10001
        +0   %{ assert tcpi_rcv_mss == {{size}}, tcpi_rcv_mss }%
        """);

    [Theory]
    [InlineData("tso off gso off")]
    [InlineData("gso off")]
    public void Ethtool_ends_the_dividing_of_super_frames(string features) => Passes(
        $"`ethtool -K tun0 {features}`\n{Established}{WriteAndSingles}");

    [Theory]
    [InlineData("ethtool -K tun0 tso on gso on")]
    [InlineData("ethtool -K tun0 gro off")]
    [InlineData("ethtool -s tun0 speed 10")]
    public void Else_large_writes_leave_as_super_frames(string command) => Fails(
        $"`{command}`\n{Established}{WriteAndSingles}", "live packet payload: expected 1000 bytes vs actual 2000 bytes");
}
