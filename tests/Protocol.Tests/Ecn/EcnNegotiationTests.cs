using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Ecn;

/// <summary>RFC 3168 6.1.1: what the SYNs say.</summary>
public sealed class EcnNegotiationTests
{
    private const TcpFlags Setup = TcpFlags.Ece | TcpFlags.Cwr;

    private static EcnNegotiation With(int tcpEcn, bool fallback = true) => new(tcpEcn == 1, tcpEcn is 1 or 2, fallback);

    private static Segment Of(TcpFlags flags, EcnCodepoint ecn = EcnCodepoint.NotEct) => new() { Flags = flags, Ecn = ecn };

    [Theory]
    [InlineData(0, Setup, TcpFlags.None, false)]
    [InlineData(1, Setup, TcpFlags.Ece, true)]
    [InlineData(2, Setup, TcpFlags.Ece, true)]
    [InlineData(1, TcpFlags.None, TcpFlags.None, false)]
    [InlineData(1, TcpFlags.Ece, TcpFlags.None, false)]
    [InlineData(1, TcpFlags.Cwr, TcpFlags.None, false)]
    public void A_SYN_is_granted_ECN_if_it_asks_and_we_want_it(int tcpEcn, TcpFlags asked, TcpFlags answered, bool agreed)
    {
        EcnNegotiation ecn = With(tcpEcn);
        ecn.OnSyn(Of(TcpFlags.Syn | asked));
        Assert.Equal(answered, ecn.SendSynAck());
        Assert.Equal(agreed, ecn.Conclude() is { Sends: true });
    }

    [Theory]
    [InlineData(EcnCodepoint.Ect0)]
    [InlineData(EcnCodepoint.Ect1)]
    [InlineData(EcnCodepoint.Ce)]
    public void A_SYN_that_is_itself_ECN_capable_asks_for_nothing(EcnCodepoint codepoint)
    {
        EcnNegotiation ecn = With(1);
        ecn.OnSyn(Of(TcpFlags.Syn | Setup, codepoint));
        Assert.Equal(TcpFlags.None, ecn.SendSynAck());
        Assert.Null(ecn.Conclude());
    }

    [Theory]
    [InlineData(0, TcpFlags.Ece, TcpFlags.None, false)]
    [InlineData(2, TcpFlags.Ece, TcpFlags.None, false)]
    [InlineData(1, TcpFlags.Ece, Setup, true)]
    [InlineData(1, TcpFlags.None, Setup, false)]
    [InlineData(1, Setup, Setup, false)] // reflects what it does not know
    [InlineData(1, TcpFlags.Cwr, Setup, false)]
    public void Our_SYN_asks_with_tcp_ecn_1_alone(int tcpEcn, TcpFlags answer, TcpFlags asked, bool agreed)
    {
        EcnNegotiation ecn = With(tcpEcn);
        Assert.Equal(asked, ecn.SendSyn(again: false));
        ecn.OnSynAck(Of(TcpFlags.Syn | TcpFlags.Ack | answer));
        Assert.Equal(agreed, ecn.Conclude() is { Sends: true });
        Assert.Equal(agreed, ecn.Conclude() is not null);
    }

    [Fact]
    public void A_SYN_that_is_repeated_asks_no_more()
    {
        EcnNegotiation ecn = With(1);
        Assert.Equal(Setup, ecn.SendSyn(again: false));
        Assert.Equal(TcpFlags.None, ecn.SendSyn(again: true));
        ecn.OnSynAck(Of(TcpFlags.Syn | TcpFlags.Ack));
        Assert.Null(ecn.Conclude());
    }

    [Fact]
    public void The_answer_to_the_first_SYN_after_the_second_lets_us_echo_but_not_send()
    {
        EcnNegotiation ecn = With(1);
        ecn.SendSyn(again: false);
        ecn.SendSyn(again: true);
        ecn.OnSynAck(Of(TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Ece));
        EcnState state = Assert.IsType<EcnState>(ecn.Conclude());
        Assert.False(state.Sends);
    }

    [Fact]
    public void Without_the_fallback_it_goes_on_asking()
    {
        EcnNegotiation ecn = With(1, fallback: false);
        ecn.SendSyn(again: false);
        Assert.Equal(Setup, ecn.SendSyn(again: true));
        ecn.OnSynAck(Of(TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Ece));
        Assert.True(ecn.Conclude()!.Sends);
    }

    [Fact]
    public void A_peer_that_gives_up_asking_is_granted_no_more()
    {
        EcnNegotiation ecn = With(2);
        ecn.OnSyn(Of(TcpFlags.Syn | Setup));
        Assert.Equal(TcpFlags.Ece, ecn.SendSynAck());
        ecn.OnSyn(Of(TcpFlags.Syn));
        Assert.Equal(TcpFlags.None, ecn.SendSynAck());
        Assert.False(ecn.Conclude()!.Sends); // but our first answer may have reached it
    }

    [Theory]
    [InlineData(1, Setup, TcpFlags.Ece, true)]
    [InlineData(1, TcpFlags.None, TcpFlags.None, false)]
    [InlineData(2, Setup, TcpFlags.None, false)] // our SYN has not asked
    public void Opened_from_both_sides_both_SYNs_have_to_ask(int tcpEcn, TcpFlags theirs, TcpFlags answered, bool agreed)
    {
        EcnNegotiation ecn = With(tcpEcn);
        ecn.SendSyn(again: false);
        ecn.OnSyn(Of(TcpFlags.Syn | theirs));
        Assert.Equal(answered, ecn.SendSynAck());
        ecn.OnSynAck(Of(TcpFlags.Syn | TcpFlags.Ack | answered));
        Assert.Equal(agreed, ecn.Conclude() is not null);
    }
}
