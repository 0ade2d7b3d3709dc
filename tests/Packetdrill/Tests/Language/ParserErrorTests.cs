using ActorTcp.Packetdrill.Language;
using FsCheck;
using FsCheck.Fluent;

namespace ActorTcp.Packetdrill.Tests;

public sealed class ParserErrorTests
{
    // Something of everything: what it is cut and changed to must be read or refused.
    private const string Everything = """
        --tolerance_usecs=10000 --define=X="y"
        `init \` quoted`
        #ifdef X
        0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3   // A comment.
        #else
        0...1.5 accept(3, {sa_family = AF_INET, sin_port = htons(80), sin_addr = inet_addr("192.0.2.1")}, [16]) = -1 EAGAIN (Try again)
        #endif
        +.1 < [ect0] 1000 > 80 SEW 0:0(0) win 65535 <mss 1460,sackOK,TS val 1 ecr 0,FO 0123456789abcdef,nop,nop>
        +.3~+.4 > ipv6 fd00::1 > fd00::2: mpls (label 1, tc 2, [S], ttl 3): S.5 0:0(0) ack 1 <nop,nop,sack 1:2>
        * > icmp unreachable frag_needed mtu 1300 [1:1461(1460)]
        +0 sendmsg(3, {msg_name(...)=..., msg_iov(1)=[{..., 0}], msg_flags=A|0x1f, msg_control=[{cmsg_level=1, cmsg_type=2, cmsg_data=3}]}, 0) = 1
        +0 f("a\x41\n" "b"..., {events=1, u64=2}, {fd=1, events=2, revents=3}, {onoff=1, linger=2}, a=b) = 0xff (flags X)
        +0 %{ assert tcpi_unacked == 0 }%   /* Done. */
        `cleanup`
        """;

    [Theory]
    [InlineData("", "a.pkt:1:1: expected an event's time but found the end of the script")]
    [InlineData("0 socket(3 = 0", "a.pkt:1:12: expected ',' or ')' but found '='")]
    [InlineData("0 close(3)", "a.pkt:1:11: expected '=' but found the end of the script")]
    [InlineData("0 close(3) = 0\n\n  -1 close(3) = 0", "a.pkt:3:3: a time is not negative")]
    [InlineData("* close(3) = 0", "a.pkt:1:1: the time '*' is for outbound packets only")]
    [InlineData("0~1 < . 1:1(0) win 1", "a.pkt:1:1: a range of times is for outbound packets only")]
    [InlineData("+.2~+.1 > . 1:1(0)", "a.pkt:1:1: the range of times is backwards")]
    [InlineData("10000000000 close(3) = 0", "a.pkt:1:1: a time has at most 9 digits before its point")]
    [InlineData("0 < . 1:1(0) ack 1", "a.pkt:1:19: an inbound packet needs its window: expected 'win' but found the end of the script")]
    [InlineData("0 > . 1:5(3)", "a.pkt:1:7: 1:5 is 4 bytes, not 3")]
    [InlineData("0 > X 1:1(0)", "a.pkt:1:5: 'X' is no TCP flag here: F, S, R, P, ., U, E, W, A, - for none, or a digit from 0 to 7 of AccECN")]
    [InlineData("0 > E.1 1:1(0)", "a.pkt:1:5: a digit among the flags stands for E, W and A: write it or them")]
    [InlineData("0 > . 4294967296:1(0)", "a.pkt:1:7: a sequence number is from 0 to 4294967295, not 4294967296")]
    [InlineData("0 < . 1:1(0) win 65536", "a.pkt:1:18: a window is from 0 to 65535, not 65536")]
    [InlineData("0 < . 1:1(0) win 1 <...>", "a.pkt:1:20: <...> is for outbound packets only")]
    [InlineData("0 > . 1:1(0) <nop>", "a.pkt:1:14: these TCP options take 1 bytes, which is no multiple of 4: pad them with nop")]
    [InlineData("0 > . 1:1(0) <sack 1:2 1:2 1:2 1:2 1:2>", "a.pkt:1:14: these TCP options take more than 40 bytes")]
    [InlineData("0 > . 1:1(0) <maximum 3>", "a.pkt:1:15: 'maximum' is no TCP option: eol, nop, mss, wscale, sackOK, sack, TS, FO, FOEXP, ECN, md5")]
    [InlineData("0 > . 1:1(0) <FO COOKIE>", "a.pkt:1:18: a cookie is written in hexadecimal digits, which 'COOKIE' is not; nor is it defined")]
    [InlineData("0 > . 1:1(0) <FO 123>", "a.pkt:1:18: a cookie has an even number of hexadecimal digits")]
    [InlineData("0 < [ect01] . 1:1(0) win 1", "a.pkt:1:5: [ect01] is for outbound packets only")]
    [InlineData("0 < [ect0] udp (1)", "a.pkt:1:5: ECN is for TCP and ICMP packets only")]
    [InlineData("0 > [ttl 1, ttl 2] . 1:1(0)", "a.pkt:1:13: this field of the IP header is written twice")]
    [InlineData("0 f(\"a\\q\") = 0", "a.pkt:1:5: the string has the unknown escape \\q")]
    [InlineData("0 f(\"a\\x1\") = 0", "a.pkt:1:5: \\x wants two hexadecimal digits behind it")]
    [InlineData("0 f(\"a) = 0", "a.pkt:1:5: the string that begins here is not closed by \"")]
    [InlineData("0 `echo", "a.pkt:1:3: the command that begins here is not closed by `")]
    [InlineData("0 %{ assert", "a.pkt:1:3: the code that begins here is not closed by }%")]
    [InlineData("/* 0 close(3) = 0", "a.pkt:1:1: the comment that begins here is not closed by */")]
    [InlineData("# comment\n0 close(3) = 0", "a.pkt:1:1: expected an event's time but found '#'")]
    [InlineData("#ifdef X\n0 close(3) = 0", "a.pkt:1:1: '#ifdef X' has no #endif")]
    [InlineData("0 close(3) = 0\n#endif", "a.pkt:2:1: #endif without #ifdef")]
    [InlineData("#ifdef\n", "a.pkt:1:1: #ifdef wants one name")]
    [InlineData("0 f(99999999999999999999) = 0", "a.pkt:1:5: the number does not fit in 64 bits")]
    [InlineData("0 f({sa_family = AF_UNIX}) = 0", "a.pkt:1:18: sa_family is AF_INET or AF_INET6, not AF_UNIX")]
    [InlineData("0 f(inet_addr(\"1.2.3.400\")) = 0", "a.pkt:1:15: \"1.2.3.400\" is no IPv4 address")]
    [InlineData("0 close(3) = 0 `a` `b`", "a.pkt:1:20: expected nothing behind the last command but found the command `b`")]
    [InlineData("0 \u0001", "a.pkt:1:3: expected a packet, a system call, a command or code but found the byte 0x01")]
    public void Error_says_where_and_what(string text, string message) => Assert.Equal(message, Read.Error(text).Message);

    [Fact]
    public void Depth_is_limited()
    {
        Assert.Contains("nested", Read.Error($"0 f({new string('[', 10_000)}").Sentence);
        Assert.Contains("nested", Read.Error("0 f(" + string.Concat(Enumerable.Repeat("a=", 10_000))).Sentence);
        Assert.Contains("joined", Read.Error("0 f(" + string.Join('|', Enumerable.Repeat("a", 10_000))).Sentence);
        Assert.Contains("nested", Read.Error(string.Concat(Enumerable.Repeat("#ifdef A\n", 10_000))).Sentence);
        Assert.Contains("outer headers", Read.Error("0 > " + string.Concat(Enumerable.Repeat("gre: ", 10_000))).Sentence);
    }

    [Fact]
    public void Every_beginning_of_a_script_is_read_or_refused()
    {
        for (int length = 0; length <= Everything.Length; length++)
            ReadOrRefuse(Everything[..length]);
    }

    [Fact]
    public void Any_change_of_a_script_is_read_or_refused()
    {
        var gen =
            from at in Gen.Choose(0, Everything.Length - 1)
            from count in Gen.Choose(0, 12)
            from inserted in Gen.ArrayOf(Gen.Elements("<>[](){}|=,.:~+*-#%`\"\\ \n0x19aSf".ToCharArray()))
            from moved in Gen.Choose(0, Everything.Length - 1)
            select Everything[..at] + new string(inserted) + Everything[Math.Min(at + count, Everything.Length)..] + Everything[moved..];

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(gen.ToArbitrary(), ReadOrRefuse));
    }

    [Fact]
    public void Any_bytes_are_read_or_refused()
    {
        var gen = from bytes in Gen.ArrayOf(Gen.Choose(0, 255)) select new string([.. bytes.Select(value => (char)value)]);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(gen.ToArbitrary(), ReadOrRefuse));
    }

    private static void ReadOrRefuse(string text)
    {
        try
        {
            foreach (var call in Parser.Parse("a.pkt", text).Events.OfType<SystemCallEvent>())
                Assert.NotEmpty(call.Call.ToString());
        }
        catch (ScriptException error)
        {
            Assert.True(error.Line >= 1 && error.Column >= 1 && error.Sentence.Length > 0);
        }
    }
}
