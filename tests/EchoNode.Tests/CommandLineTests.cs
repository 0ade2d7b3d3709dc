using ActorTcp.Api;
using ActorTcp.Apps.EchoNode.Options;
using ActorTcp.Protocol.Wire;

namespace EchoNode.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void Nothing_said_means_a_namespace_a_tap_and_test_net_2()
    {
        NodeOptions options = Read();

        Assert.Equal("actortcp", options.Namespace);
        Assert.Equal("tap0", options.Tap);
        Assert.Equal("198.51.100.2/24", options.Address.ToString());
        Assert.Equal("198.51.100.1", options.Neighbour.ToString());
        Assert.True(options.Offload);
        Assert.False(options.Faults.IsActive);
        Assert.False(options.InHostNamespace || options.SelfTest || options.Virtual || options.Trace || options.Quiet || options.Watch);
        Assert.True(options.Status);
        Assert.Null(options.Pcap);
    }

    [Fact]
    public void What_a_bench_says_is_read()
    {
        NodeOptions options = Read("--netns", "host", "--tap", "tap7", "--address", "10.1.2.3/16");

        Assert.True(options.InHostNamespace);
        Assert.Equal("tap7", options.Tap);
        Assert.Equal("10.1.2.3/16", options.Address.ToString());
    }

    [Fact]
    public void Faults_are_read()
    {
        NodeOptions options = Read(
            "--drop", "3%", "--duplicate", "1%", "--reorder=2%", "--corrupt", "0.5%", "--delay", "20ms", "--jitter", "5ms", "--seed", "42",
            "--ce", "4%", "--bleach");

        Assert.Equal(0.03, options.Faults.Drop, 12);
        Assert.Equal(0.01, options.Faults.Duplicate, 12);
        Assert.Equal(0.02, options.Faults.Reorder, 12);
        Assert.Equal(0.005, options.Faults.Corrupt, 12);
        Assert.Equal(0.04, options.Faults.MarkCe, 12);
        Assert.True(options.Faults.BleachEcn);
        Assert.Equal(TimeSpan.FromMilliseconds(20), options.Faults.Delay);
        Assert.Equal(TimeSpan.FromMilliseconds(5), options.Faults.Jitter);
        Assert.Equal(42ul, options.Faults.Seed);
    }

    [Fact]
    public void Tunables_are_set_by_their_names()
    {
        StackOptions options = Tunables.Apply(Read(
            "--set", "tcp_congestion_control=reno", "--set", "tcp_retries2=7", "--set=tcp_sack=off", "--set", "tcp_rto_min=100ms",
            "--set", "tcp_retries2=8").Settings);

        Assert.Equal(("reno", 8, false, TimeSpan.FromMilliseconds(100)), (options.TcpCongestionControl, options.TcpRetries2, options.TcpSack, options.TcpRtoMin));
    }

    [Theory]
    [InlineData("tcp_retries2", "\"tcp_retries2\" is not NAME=VALUE")]
    [InlineData("tcp_nonsense=1", "there is no tunable \"tcp_nonsense\"")]
    [InlineData("address=10.0.0.1/8", "there is no tunable \"address\"")]
    [InlineData("a{b=1", "there is no tunable \"a{b\"")]
    [InlineData("tcp_congestion_control=vegas", "vegas")]
    [InlineData("ip_local_port_range=9-1", "ip_local_port_range")]
    [InlineData("tcp_retries2=many", "")]
    public void A_tunable_that_is_wrong_is_a_complaint(string setting, string complaint) =>
        Assert.Contains(complaint, EchoNodeCommand.Parse("--set", setting).Complaint ?? throw new InvalidOperationException("no complaint"));

    [Theory]
    [InlineData("198.51.100.2/24", "198.51.100.1")]
    [InlineData("198.51.100.1/24", "198.51.100.2")]
    [InlineData("192.0.2.0/31", "192.0.2.1")]
    [InlineData("192.0.2.1/31", "192.0.2.0")]
    [InlineData("10.0.0.6/30", "10.0.0.5")]
    public void The_host_gets_the_first_other_address(string stack, string host) =>
        Assert.Equal(host, LinkAddresses.FirstOther(Ipv4Network.Parse(stack)).ToString());

    [Fact]
    public void The_host_gets_the_address_that_was_asked_for() =>
        Assert.Equal("198.51.100.77", Read("--host-address", "198.51.100.77").Neighbour.ToString());

    [Theory]
    [InlineData("--address", "1.2.3", "--address: '1.2.3' is not an IPv4 address and its prefix length, such as 198.51.100.2/24")]
    [InlineData("--address", "198.51.100.2", "--address: '198.51.100.2' is not an IPv4 address and its prefix length, such as 198.51.100.2/24")]
    [InlineData("--address", "198.51.100.255/24", "--address: 198.51.100.255/24 is not a host's address: use one such as 198.51.100.2/24")]
    [InlineData("--address", "127.0.0.1/8", "--address: 127.0.0.1/8 is not a host's address: use one such as 198.51.100.2/24")]
    [InlineData("--address", "10.0.0.1/32", "--address: 10.0.0.1/32 leaves no other address on the link: use a prefix of /1 to /31, such as 198.51.100.2/24")]
    [InlineData("--host-address", "x", "--host-address: 'x' is not an IPv4 address, such as 198.51.100.1")]
    [InlineData("--host-address", "198.51.100.2", "--host-address: 198.51.100.2 is the stack's own address: the host needs another one of 198.51.100.0/24")]
    [InlineData("--host-address", "10.0.0.1", "--host-address: 10.0.0.1 is not a host's address in 198.51.100.0/24, the stack's network")]
    [InlineData("--seed", "-1", "--seed: '-1' is not a seed: use a number from 0 to 18446744073709551615")]
    [InlineData("--drop", "1", "--drop: '1' is not a percentage: write a number and a percent sign, such as 1% or 0.5%")]
    [InlineData("--jitter", "5", "--jitter: '5' is not a duration: write a number and us, ms or s, such as 20ms or 1.5s")]
    public void What_is_wrong_is_told_in_one_sentence(string option, string value, string expected)
    {
        (NodeOptions? options, string? complaint) = EchoNodeCommand.Parse(option, value);

        Assert.Null(options);
        Assert.Equal(expected, complaint);
    }

    [Theory]
    [InlineData("", "actortcp")]
    [InlineData("--netns other", "other")]
    [InlineData("--netns host --tap tap7", "tap7")]
    [InlineData("--name mine --netns other", "mine")]
    public void A_node_has_the_name_of_where_it_runs_or_its_own(string args, string expected) =>
        Assert.Equal(expected, Read(args.Split(' ', StringSplitOptions.RemoveEmptyEntries)).StatusName);

    [Fact]
    public void Who_wants_no_status_service_gets_none() => Assert.False(Read("--no-status").Status);

    [Theory]
    [InlineData("--trace")]
    [InlineData("--self-test")]
    [InlineData("--virtual")]
    public void To_watch_is_to_have_the_screen(string other)
    {
        Assert.True(Read("--watch").Watch);
        Assert.Equal(
            "--watch has the screen to itself: leave out --trace, --self-test and --virtual",
            EchoNodeCommand.Parse("--watch", other).Complaint);
    }

    [Fact]
    public void An_unknown_option_is_told() => Assert.Contains("--nonsense", EchoNodeCommand.Parse("--nonsense").Complaint);

    private static NodeOptions Read(params string[] args)
    {
        (NodeOptions? options, string? complaint) = EchoNodeCommand.Parse(args);
        Assert.Null(complaint);
        return options!;
    }
}
