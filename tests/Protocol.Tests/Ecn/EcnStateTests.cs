using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Ecn;

/// <summary>RFC 3168 6.1.2 to 6.1.5: marks, echoes, and what is ECN-capable.</summary>
public sealed class EcnStateTests
{
    private static readonly SeqNum Start = new(0xFFFF_FF00); // the texts below wrap

    private static Segment Text(EcnCodepoint ecn, TcpFlags flags = TcpFlags.Ack) => new() { Flags = flags, Ecn = ecn, TextLength = 100 };

    private static TcpFlags Send(EcnState ecn, int offset, int length) => ecn.Mark(Start + offset, length, out _);

    private static EcnCodepoint Field(EcnState ecn, int offset, int length)
    {
        ecn.Mark(Start + offset, length, out EcnCodepoint codepoint);
        return codepoint;
    }

    [Fact]
    public void Text_that_is_new_is_ECN_capable_and_nothing_else()
    {
        var ecn = new EcnState(sends: true);
        Assert.Equal(EcnCodepoint.NotEct, Field(ecn, 0, 0)); // an acknowledgment
        Assert.Equal(EcnCodepoint.Ect0, Field(ecn, 0, 200));
        Assert.Equal(EcnCodepoint.Ect0, Field(ecn, 200, 100)); // beyond the wrap
        Assert.Equal(EcnCodepoint.NotEct, Field(ecn, 0, 200)); // again
        Assert.Equal(EcnCodepoint.NotEct, Field(ecn, 200, 300)); // partly again
        Assert.Equal(EcnCodepoint.NotEct, Field(ecn, 400, 100)); // which was part of that
        Assert.Equal(EcnCodepoint.Ect0, Field(ecn, 500, 100));
        Assert.Equal(EcnCodepoint.NotEct, Field(ecn, 600, 0));
    }

    [Fact]
    public void A_mark_is_echoed_until_the_peer_says_that_it_has_cut()
    {
        var ecn = new EcnState(sends: true);
        Assert.False(ecn.OnText(Text(EcnCodepoint.Ect0)));
        Assert.Equal(TcpFlags.None, Send(ecn, 0, 0));
        Assert.True(ecn.OnText(Text(EcnCodepoint.Ce))); // at once
        Assert.Equal(TcpFlags.Ece, Send(ecn, 0, 0));
        Assert.False(ecn.OnText(Text(EcnCodepoint.Ect0)));
        Assert.Equal(TcpFlags.Ece, Send(ecn, 0, 100)); // on text as well
        Assert.False(ecn.OnText(Text(EcnCodepoint.Ce)));
        Assert.Equal(TcpFlags.Ece, Send(ecn, 100, 0));
        Assert.True(ecn.OnText(Text(EcnCodepoint.Ect0, TcpFlags.Ack | TcpFlags.Cwr)));
        Assert.Equal(TcpFlags.None, Send(ecn, 100, 0));
    }

    [Fact]
    public void A_mark_on_the_segment_with_CWR_is_of_new_congestion()
    {
        var ecn = new EcnState(sends: true);
        ecn.OnText(Text(EcnCodepoint.Ce));
        Assert.True(ecn.OnText(Text(EcnCodepoint.Ce, TcpFlags.Ack | TcpFlags.Cwr)));
        Assert.Equal(TcpFlags.Ece, Send(ecn, 0, 0));
    }

    [Fact]
    public void A_segment_that_is_not_ECN_capable_among_others_is_acknowledged_at_once()
    {
        var ecn = new EcnState(sends: true);
        Assert.False(ecn.OnText(Text(EcnCodepoint.NotEct)));
        Assert.False(ecn.Seen);
        ecn.OnText(Text(EcnCodepoint.Ect1));
        Assert.True(ecn.Seen);
        Assert.True(ecn.OnText(Text(EcnCodepoint.NotEct)));
    }

    [Fact]
    public void A_cut_is_told_once_on_the_first_new_text()
    {
        var ecn = new EcnState(sends: true);
        Send(ecn, 0, 100);
        ecn.OnCut();
        Assert.Equal(TcpFlags.None, Send(ecn, 100, 0));
        Assert.Equal(TcpFlags.None, Send(ecn, 0, 100)); // a retransmission
        Assert.Equal(TcpFlags.Cwr, Send(ecn, 100, 100));
        Assert.Equal(TcpFlags.None, Send(ecn, 200, 100));
    }

    [Theory]
    [InlineData(TcpFlags.Ack | TcpFlags.Ece, true)]
    [InlineData(TcpFlags.Ack | TcpFlags.Ece | TcpFlags.Cwr, true)]
    [InlineData(TcpFlags.Ack, false)]
    [InlineData(TcpFlags.Ack | TcpFlags.Syn | TcpFlags.Ece, false)] // the SYN-ACK again
    public void An_echo_is_ECE_on_anything_but_a_SYN(TcpFlags flags, bool echo)
    {
        var ecn = new EcnState(sends: true);
        Send(ecn, 0, 100);
        Assert.Equal(echo, ecn.IsEcho(new Segment { Flags = flags }));
    }

    [Fact]
    public void Nothing_can_be_echoed_before_anything_was_sent()
    {
        var ecn = new EcnState(sends: true);
        Assert.False(ecn.IsEcho(new Segment { Flags = TcpFlags.Ack | TcpFlags.Ece }));
    }

    [Fact]
    public void Who_only_echoes_sends_nothing_capable_and_hears_no_echo()
    {
        var ecn = new EcnState(sends: false);
        Assert.Equal(EcnCodepoint.NotEct, Field(ecn, 0, 100));
        Assert.False(ecn.IsEcho(new Segment { Flags = TcpFlags.Ack | TcpFlags.Ece }));
        ecn.OnText(Text(EcnCodepoint.Ce));
        ecn.OnCut();
        Assert.Equal(TcpFlags.Ece, Send(ecn, 100, 100));
    }
}
