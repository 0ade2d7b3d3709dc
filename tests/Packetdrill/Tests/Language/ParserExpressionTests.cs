using System.Net;
using ActorTcp.Packetdrill.Language;

namespace ActorTcp.Packetdrill.Tests;

public sealed class ParserExpressionTests
{
    /// <summary>Everything that a call may hold, as <see cref="object.ToString"/> writes it.</summary>
    public static TheoryData<string> Written =>
    [
        "...", "0", "-1", "0x1f", "SOCK_STREAM", "\"text\"", "\"text\"...", "\"\\\\ \\\" \\f\\n\\r\\t\\v\\x00\\xff\"",
        "O_RDWR|O_NONBLOCK|0x1", "l_onoff=1", "[]", "[3, [4, ...]]", "{}", "{1, \"a\"}", "{tv_sec=1, tv_usec=A|B}",
        "inet_addr(\"192.0.2.1\")", "inet6_addr(\"fd00::1\")",
        "{sa_family = AF_INET, sin_port = htons(8080), sin_addr = inet_addr(\"192.0.2.1\")}",
        "{sa_family = AF_INET6, sin_port = htons(80), sin_addr = inet_addr(\"fd00::1\")}",
        "{onoff=1, linger=0}", "{..., 1000}", "{fd=4, events=POLLIN|POLLOUT}", "{fd=4, events=POLLIN, revents=POLLIN}",
        "{events=EPOLLIN, fd=4}", "{events=EPOLLIN|EPOLLET, ptr=4}", "{events=0, u32=1}", "{events=0, u64=0xffffffffffffffff}",
        "{msg_name(...)=..., msg_iov(2)=[{..., 10}, {..., 20}], msg_flags=0}",
        "{msg_name(...)=..., msg_iov(1)=[{..., 0}], msg_flags=MSG_ERRQUEUE, msg_control=[{cmsg_level=SOL_TCP, cmsg_type=TCP_CM_INQ, cmsg_data=1}]}",
        "{scm_sec=0, scm_nsec=10000000}", "{ee_errno=ENOMSG, ee_origin=4, ee_type=1, ee_code=0, ee_info=0, ee_data=9}",
        "{(label 1, tc 2, ttl 3) (label 0, tc 0, [S], ttl 255)}", "{flags [none], sum 0, off 0, key 0x1, seq 1}",
        "{flags [checksum present, sequence# present], sum 1, off 0, key 0, seq 0}", "{flags 0xb000, sum 0, off 0, key 0, seq 0}",
    ];

    [Theory]
    [MemberData(nameof(Written))]
    public void Expression_is_written_as_it_was_read(string text) => Assert.Equal(text, Read.Expression(text).ToString());

    [Theory]
    [InlineData("socket(..., SOCK_STREAM, IPPROTO_TCP) = 3")]
    [InlineData("read(3, \"abc\"..., 1000) = -1 EAGAIN (Resource temporarily unavailable)")]
    [InlineData("fcntl(3, F_GETFL) = 0x2 (flags O_RDWR)")]
    [InlineData("f() = ...")]
    public void Call_is_written_as_it_was_read(string text) => Assert.Equal(text, Read.Call(text).ToString());

    [Fact]
    public void Strings_side_by_side_are_one() =>
        Assert.Equal(new StringExpression("a\tb\u00ff\u00fc"), Read.Expression("\"a\\t\" \"b\"\n\"\\xff\\xfc\""));

    [Fact]
    public void Assignment_takes_all_that_is_joined()
    {
        var assign = Assert.IsType<AssignExpression>(Read.Expression("events=A|B"));

        Assert.Equal(new OrExpression(new WordExpression("A"), new WordExpression("B")), assign.Value);
    }

    [Fact]
    public void Structures_have_their_types()
    {
        Assert.Equal(new SocketAddressExpression(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 80)),
            Read.Expression("{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr(\"192.0.2.1\")}"));
        Assert.Equal(new LingerExpression(1, 30), Read.Expression("{onoff=1, linger=30}"));
        Assert.Equal(new IoVectorExpression(new NumberExpression(5)), Read.Expression("{...,5}"));
        Assert.Equal("sock_extended_err", Assert.IsType<ForeignExpression>(
            Read.Expression("{ee_errno=0, ee_origin=0, ee_type=0, ee_code=0, ee_info=0, ee_data=0}")).Kind);
    }
}
