using ActorTcp.Packetdrill.Language;

namespace ActorTcp.Packetdrill.Tests;

public sealed class ParserEventTests
{
    [Fact]
    public void Script_has_header_init_events_and_cleanup()
    {
        var script = Read.Script("""
            // A comment, and /* another */ behind it.
            --tolerance_usecs=10000
            --ip_version=ipv4 --local_ip=192.0.2.1 --remote_ip=fd00::1 --verbose
            --define=CC="cubic"
            `init`
            0 close(3) = 0   /* over
                                two lines */
            +.1 `between`
            +0 %{ assert tcpi_unacked == 0
            }%
            `cleanup`
            """);

        Assert.Equal("a.pkt", script.Path);
        Assert.Equal(
            [
                new("tolerance_usecs", "10000"), new("ip_version", "ipv4"), new("local_ip", "192.0.2.1"), new("remote_ip", "fd00::1"),
                new("verbose", null), new("define", "CC=\"cubic\""),
            ],
            script.Options);
        Assert.Equal(new ShellCommand(5, "init"), script.Init);
        Assert.Equal(new ShellCommand(11, "cleanup"), script.Cleanup);
        Assert.Equal([6, 8, 9], script.Events.Select(parsed => parsed.Line));
        Assert.Equal("between", Assert.IsType<CommandEvent>(script.Events[1]).Command.Text);
        Assert.Equal("assert tcpi_unacked == 0\n", Assert.IsType<CodeEvent>(script.Events[2]).Text);
    }

    [Theory]
    [InlineData("0 > . 1:1(0) ack 1", TimeKind.Absolute, 0, 0)]
    [InlineData("1.5 > . 1:1(0) ack 1", TimeKind.Absolute, 1_500_000, 1_500_000)]
    [InlineData("+.1 > . 1:1(0) ack 1", TimeKind.Relative, 100_000, 100_000)]
    [InlineData("+3 > . 1:1(0) ack 1", TimeKind.Relative, 3_000_000, 3_000_000)]
    [InlineData("0.29 > . 1:1(0) ack 1", TimeKind.Absolute, 290_000, 290_000)]
    [InlineData(".0000019 > . 1:1(0) ack 1", TimeKind.Absolute, 1, 1)]
    [InlineData("* > . 1:1(0) ack 1", TimeKind.Any, 0, 0)]
    [InlineData("1~1.5 > . 1:1(0) ack 1", TimeKind.AbsoluteRange, 1_000_000, 1_500_000)]
    [InlineData("+.3~+.45 > . 1:1(0) ack 1", TimeKind.RelativeRange, 300_000, 450_000)]
    public void Times(string text, TimeKind kind, long start, long end) =>
        Assert.Equal(new EventTime(kind, start, end), Read.Event(text).Time);

    [Fact]
    public void Blocking_call_has_its_end_in_the_terms_of_its_start()
    {
        var parsed = Assert.IsType<SystemCallEvent>(Read.Event("+.1...0.250 connect(3, ..., ...) = -1 ETIMEDOUT (Connection timed out)"));

        Assert.Equal(new EventTime(TimeKind.Relative, 100_000, 100_000), parsed.Time);
        Assert.Equal(250_000, parsed.Call.End);
        Assert.Equal(("connect", "ETIMEDOUT", "Connection timed out"), (parsed.Call.Name, parsed.Call.Errno, parsed.Call.Note));
        Assert.Equal(new NumberExpression(-1), parsed.Call.Result);
    }

    [Fact]
    public void Call_may_have_a_note_without_an_error()
    {
        var call = Read.Call("fcntl(3, F_GETFL) = 0x2 (flags O_RDWR)");

        Assert.Equal((null, "flags O_RDWR", null), (call.Errno, call.Note, call.End));
        Assert.Equal(new NumberExpression(2, IsHex: true), call.Result);
        Assert.Equal([new NumberExpression(3), new WordExpression("F_GETFL")], call.Arguments);
    }

    [Fact]
    public void Definition_is_replaced_by_its_value()
    {
        var script = Read.Script(
            """
            --define=CC="reno" --define=SIZE=1000 --define=CLEAN=`echo x` --define=KIND=SOCK_STREAM
            +0 f(CC, SIZE, KIND, MASK, MODE, CCX) = 0
            +0 CLEAN
            """,
            ("SIZE", "9000"), ("MASK", "0x1f"), ("MODE", "010"));

        Assert.Equal(
            [
                new StringExpression("reno"), new NumberExpression(9000), new WordExpression("SOCK_STREAM"), new NumberExpression(0x1f),
                new NumberExpression(8), new WordExpression("CCX"),
            ],
            Assert.IsType<SystemCallEvent>(script.Events[0]).Call.Arguments);
        Assert.Equal("echo x", Assert.IsType<CommandEvent>(script.Events[1]).Command.Text);
    }

    [Fact]
    public void Definition_is_known_at_the_first_token_behind_the_header() =>
        Assert.Equal("run me", Read.Script("--define=INIT=`run me`\nINIT\n0 close(3) = 0").Init!.Text);

    [Fact]
    public void Lines_depend_on_definitions()
    {
        const string Text = """
            #ifdef FAST   // Ours.
            0 close(3) = 0
            #ifndef LATE
            +1 close(4) = 0
            #endif
            #else
            0 close(5) = 0
            #endif
            +2 close(6) = 0
            """;

        Assert.Equal([5, 6], Closed(Read.Script(Text)));
        Assert.Equal([3, 4, 6], Closed(Read.Script(Text, ("FAST", "1"))));
        Assert.Equal([3, 6], Closed(Read.Script(Text, ("FAST", "1"), ("LATE", "1"))));

        static IEnumerable<long> Closed(Script script) => script.Events.Select(parsed =>
            Assert.IsType<NumberExpression>(Assert.Single(Assert.IsType<SystemCallEvent>(parsed).Call.Arguments)).Value);
    }

    [Fact]
    public void Hash_within_a_command_or_code_is_its_own()
    {
        var script = Read.Script("0 `\n#ifdef X\n` +0 %{\n#endif\n}%");

        Assert.Equal("\n#ifdef X\n", Assert.IsType<CommandEvent>(script.Events[0]).Command.Text);
        Assert.Equal("\n#endif\n", Assert.IsType<CodeEvent>(script.Events[1]).Text);
    }
}
