namespace ActorTcp.Packetdrill.Tests.Running;

/// <summary>What of a system call is compared, and when it may return.</summary>
public sealed class CallRuleTests : RunnerFixture
{
    private const string Listening =
        """
        0    socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
        +0   bind(3, ..., ...) = 0
        +0   listen(3, 1) = 0

        """;

    [Fact]
    public void An_errno_that_differs_fails() => Fails(
        "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 write(3, ..., 1) = -1 ECONNRESET (Connection reset by peer)",
        "Expected errno 104");

    [Fact]
    public void A_result_that_differs_fails() =>
        Fails("0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 listen(3, 1) = -1", "Expected result -1 but got 0");

    [Fact]
    public void An_option_may_be_named_by_its_numbers() => Passes(
        """
        0  socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
        +0 setsockopt(3, IPPROTO_TCP, 1, [1], 4) = 0
        +0 getsockopt(3, 6, TCP_NODELAY, [1], [4]) = 0
        +0 getsockopt(3, SOL_SOCKET, 3, [SOCK_STREAM], [4]) = 0
        """);

    // SOL_SOCKET's option 1 is SO_DEBUG, to which TCP_NODELAY is nothing.
    [Fact]
    public void A_name_counts_at_its_level_alone() => Skips(
        "0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3\n+0 getsockopt(3, SOL_SOCKET, TCP_NODELAY, [0], [4]) = 0", "needs TCP_NODELAY");

    [Fact]
    public void A_listener_may_be_bound_to_a_port_of_its_own() => Passes(
        """
        0  socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
        +0 bind(3, {sa_family = AF_INET, sin_port = htons(7777), sin_addr = inet_addr("0.0.0.0")}, ...) = 0
        +0 listen(3, 1) = 0
        +0 < S 0:0(0) win 1000 <mss 1000>
        +0 > S. 0:0(0) ack 1 <mss 1460>
        """);

    [Fact]
    public void A_call_that_would_block_needs_an_end_time() => Fails(Listening + "+0 accept(3, ..., ...) = 4", "it would block");

    [Fact]
    public void A_blocking_call_returns_while_the_script_goes_on() => Passes(
        Listening +
        """
        +0...0.200 accept(3, ..., ...) = 4
        +.1  < S 0:0(0) win 32792 <mss 1000>
        +0   > S. 0:0(0) ack 1 <mss 1460>
        +.1  < . 1:1(0) ack 1 win 257
        """);

    [Theory]
    [InlineData("0.150")]
    [InlineData("0.250")]
    public void A_blocking_call_that_returns_at_another_time_fails(string end) => Fails(
        Listening +
        $"""
        +0...{end} accept(3, ..., ...) = 4
        +.1  < S 0:0(0) win 32792 <mss 1000>
        +0   > S. 0:0(0) ack 1 <mss 1460>
        +.1  < . 1:1(0) ack 1 win 257
        """,
        "expected system call return");

    [Fact]
    public void A_blocking_call_that_never_returns_fails() =>
        Fails(Listening + "+0...0.200 accept(3, ..., ...) = 4", "exiting while a blocking system call is in progress");

    [Fact]
    public void Only_one_call_blocks_at_a_time() => Fails(
        Listening + "+0...5 accept(3, ..., ...) = 4\n+0...5 accept(3, ..., ...) = 5", "another blocking system call is already in progress");

    [Fact]
    public void A_listener_is_polled() => Passes(
        Listening + "+0 poll([{fd=3, events=POLLIN, revents=0}], 1, 0) = 0");

    [Fact]
    public void Events_of_poll_that_differ_fail() => Fails(
        Listening + "+0 poll([{fd=3, events=POLLIN, revents=POLLIN}], 1, 0) = 0", "Expected revents of POLLIN but got 0 for pollfd 0");

    [Theory]
    [InlineData("+0 pipe([4, 5]) = 0", "pipe()")]
    [InlineData("+0 setsockopt(3, SOL_SOCKET, SO_ZEROCOPY, [1], 4) = 0", "SO_ZEROCOPY")]
    [InlineData("+0 `sysctl -q net.ipv4.tcp_fwmark_accept=1`", "net.ipv4.tcp_fwmark_accept")]
    [InlineData("+0 `ip route change 192.0.2.1 mtu lock 640`", "ip route")]
    public void What_is_lacking_skips(string line, string why) => Skips(Listening + line, why);

    [Fact]
    public void Settings_are_understood() => Passes(
        "`sysctl -q net.ipv4.tcp_timestamps=0 net/ipv4/tcp_rmem=\"4096 131072 $((4*1024*1024))\"`\n" + Listening +
        """
        +0   < S 0:0(0) win 32792 <mss 1000,sackOK,TS val 5 ecr 0>
        +0   > S. 0:0(0) ack 1 <mss 1460,nop,nop,sackOK>
        """);

    [Fact]
    public void Code_is_evaluated()
    {
        Passes(Written + "+0 > P. 1:1001(1000) ack 1\n+0 %{ assert tcpi_unacked == 1, tcpi_unacked }%");
        Fails(Written + "+0 > P. 1:1001(1000) ack 1\n+0 %{ assert tcpi_unacked == 2, tcpi_unacked }%", "assert tcpi_unacked == 2");
    }

    [Fact]
    public void Code_about_what_is_lacking_skips() => Skips(Written + "+0 %{ assert tcpi_rehash == 0 }%", "tcpi_rehash");
}
