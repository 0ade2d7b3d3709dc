using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Tcp;

public sealed class ArrivalTests
{
    /// <summary>RFC 9293 3.4, table 6: window, where the segment begins after RCV.NXT, its length, whether it is acceptable.</summary>
    private static readonly (int Window, int At, int Length, bool Acceptable)[] Acceptability =
    [
        // No length, no window: only RCV.NXT itself.
        (0, -1, 0, false), (0, 0, 0, true), (0, 1, 0, false),
        // No length, a window: left of it, its left edge, inside, its last number, its right edge, half the space away.
        (100, -1, 0, false), (100, 0, 0, true), (100, 50, 0, true), (100, 99, 0, true), (100, 100, 0, true), (100, 101, 0, false), (100, int.MinValue, 0, false),
        // Text, no window: never.
        (0, -1, 1, false), (0, 0, 1, false), (0, 1, 1, false),
        // Text, a window: ends before, ends with its first number in, begins at the left edge, inside, at the last number, beyond.
        (100, -10, 10, false), (100, -9, 10, true), (100, 0, 10, true), (100, 50, 10, true), (100, 99, 10, true), (100, 100, 10, false),
        (100, 0, 100, true), (100, 0, 101, true), (100, -100, 100, false), (100, -99, 100, true), (100, int.MinValue, 10, false),
    ];

    [Theory]
    [MemberData(nameof(Segments.Origins), MemberType = typeof(Segments))]
    public void The_acceptability_test_is_that_of_table_6_and_takes_an_empty_segment_at_the_edge(uint nxt)
    {
        foreach ((int window, int at, int length, bool acceptable) in Acceptability)
        {
            ReceiveSequenceSpace rcv = Segments.Receive(nxt, window);
            Segment segment = Segments.Of(rcv.Nxt + at, length);
            Assert.True(acceptable == SequenceCheck.IsAcceptable(rcv, segment), $"window {window}, at {at}, length {length}");
        }
    }

    [Fact]
    public void Syn_and_fin_occupy_a_number_each()
    {
        ReceiveSequenceSpace rcv = Segments.Receive(0xFFFF_FFFF, 10);
        Assert.True(SequenceCheck.IsAcceptable(rcv, Segments.Of(rcv.Nxt - 1, 1, TcpFlags.Fin))); // the FIN is at RCV.NXT
        Assert.False(SequenceCheck.IsAcceptable(rcv, Segments.Of(rcv.Nxt - 1, 1)));
        Assert.False(SequenceCheck.IsAcceptable(Segments.Receive(5, 0), Segments.Of(new SeqNum(5), 0, TcpFlags.Fin)));
        Assert.Equal(12, Segments.Of(default, 10, TcpFlags.Syn | TcpFlags.Fin).Length);
    }

    [Theory]
    [MemberData(nameof(Segments.Origins), MemberType = typeof(Segments))]
    public void With_a_zero_window_only_a_segment_at_the_expected_number_is_looked_at_further(uint nxt)
    {
        ReceiveSequenceSpace closed = Segments.Receive(nxt, 0), open = Segments.Receive(nxt, 1);
        Assert.True(SequenceCheck.IsZeroWindowException(closed, Segments.Of(closed.Nxt, 100)));
        Assert.False(SequenceCheck.IsZeroWindowException(closed, Segments.Of(closed.Nxt + 1, 100)));
        Assert.False(SequenceCheck.IsZeroWindowException(closed, Segments.Of(closed.Nxt - 1, 100)));
        Assert.False(SequenceCheck.IsZeroWindowException(open, Segments.Of(open.Nxt, 100)));
    }

    [Theory]
    [MemberData(nameof(Segments.Origins), MemberType = typeof(Segments))]
    public void A_reset_counts_at_the_exact_place_and_is_challenged_elsewhere_in_the_window(uint nxt)
    {
        ReceiveSequenceSpace rcv = Segments.Receive(nxt, 100);
        ResetVerdict At(int offset) => ResetCheck.Check(rcv, Segments.Of(rcv.Nxt + offset, 0, TcpFlags.Rst));
        Assert.Equal(ResetVerdict.Reset, At(0));
        Assert.Equal(ResetVerdict.Challenge, At(1));
        Assert.Equal(ResetVerdict.Challenge, At(99));
        Assert.Equal(ResetVerdict.Drop, At(100));
        Assert.Equal(ResetVerdict.Drop, At(-1));
        Assert.Equal(ResetVerdict.Drop, At(int.MinValue));
        Assert.Equal(ResetVerdict.None, ResetCheck.Check(rcv, Segments.Of(rcv.Nxt)));
        ReceiveSequenceSpace closed = Segments.Receive(nxt, 0);
        Assert.Equal(ResetVerdict.Reset, ResetCheck.Check(closed, Segments.Of(closed.Nxt, 0, TcpFlags.Rst)));
        Assert.Equal(ResetVerdict.Drop, ResetCheck.Check(closed, Segments.Of(closed.Nxt + 1, 0, TcpFlags.Rst)));
    }

    [Fact]
    public void A_syn_is_challenged_wherever_it_lies()
    {
        Assert.Equal(ResetVerdict.Challenge, SynCheck.Check(Segments.Of(new SeqNum(5), 0, TcpFlags.Syn)));
        Assert.Equal(ResetVerdict.Challenge, SynCheck.Check(Segments.Of(new SeqNum(5), 0, TcpFlags.Syn | TcpFlags.Ack)));
        Assert.Equal(ResetVerdict.None, SynCheck.Check(Segments.Of(new SeqNum(5))));
    }

    [Theory]
    [MemberData(nameof(Segments.Origins), MemberType = typeof(Segments))]
    public void An_acknowledgment_is_old_new_or_impossible(uint una)
    {
        SendSequenceSpace snd = Segments.Send(una, 100);
        AckVerdict At(int offset) => AckCheck.Check(snd, Segments.Of(default, 1, ack: snd.Una + offset));
        Assert.Equal(AckVerdict.Impossible, At(int.MinValue));
        Assert.Equal(AckVerdict.Impossible, At(-1001)); // RFC 5961 5.2: older than the largest window
        Assert.Equal(AckVerdict.Old, At(-1000));
        Assert.Equal(AckVerdict.Old, At(-1));
        Assert.Equal(AckVerdict.Old, At(0));
        Assert.Equal(AckVerdict.Advances, At(1));
        Assert.Equal(AckVerdict.Advances, At(100));
        Assert.Equal(AckVerdict.Impossible, At(101));
        Assert.Equal(AckVerdict.Impossible, At(int.MaxValue));
        Assert.Equal(AckVerdict.Missing, AckCheck.Check(snd, Segments.Of(default, 1, TcpFlags.Psh, snd.Una + 1)));
    }

    // RFC 9293 3.10.7.4: SND.WL1 < SEG.SEQ or (SND.WL1 = SEG.SEQ and SND.WL2 =< SEG.ACK).
    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(0, 0, true)]
    [InlineData(0, 1, true)]
    [InlineData(-1, 1, false)]
    [InlineData(0, -1, false)]
    public void Only_a_newer_segment_moves_the_window(int seq, int ack, bool moves)
    {
        SendSequenceSpace snd = Segments.Send(0xFFFF_FFFF, 0);
        snd.Wl1 = new SeqNum(0xFFFF_FFFF);
        snd.Wl2 = snd.Una;
        snd.Scale = 3;
        bool changed = AckCheck.UpdateWindow(ref snd, Segments.Of(snd.Wl1 + seq, 0, ack: snd.Una + ack, window: 700));
        Assert.Equal(moves, changed);
        Assert.Equal(moves ? 5600u : 500u, snd.Wnd);
        Assert.Equal(moves ? 5600u : 1000u, snd.MaxWnd);
    }

    [Theory]
    [MemberData(nameof(Segments.Origins), MemberType = typeof(Segments))]
    public void Text_is_trimmed_to_the_part_of_the_window_that_is_new(uint nxt)
    {
        for (int window = 0; window <= 6; window++)
        {
            ReceiveSequenceSpace rcv = Segments.Receive(nxt, window);
            for (int at = -8; at <= 8; at++)
            {
                for (int length = 0; length <= 9; length++)
                {
                    NewText text = TextCheck.Trim(rcv, Segments.Of(rcv.Nxt + at, length));
                    int[] wanted = [.. Enumerable.Range(0, length).Where(i => at + i >= 0 && at + i < window)];
                    string row = $"window {window}, at {at}, length {length}: {text}";
                    Assert.True(text.Length == wanted.Length, row);
                    if (wanted.Length > 0) Assert.True(text.Skip == wanted[0] && text.Seq == rcv.Nxt + at + wanted[0], row);
                    Assert.True(text.Trimmed == at + length > window, row);
                }
            }
        }
    }

    [Fact]
    public void An_acknowledgment_that_advances_brings_its_window_even_if_its_segment_is_old()
    {
        SendSequenceSpace snd = SendSequenceSpace.AfterHandshake(new SeqNum(0xFFFF_FFF0), 10_000, 0, new SeqNum(5000), new SeqNum(0xFFFF_FFF1));
        Segment again = Segments.Of(new SeqNum(3000), 10);
        again.Flags |= TcpFlags.Ack;
        again.Ack = new SeqNum(100);
        again.Window = 1000;
        Assert.False(AckCheck.UpdateWindow(ref snd, again));
        Assert.Equal(10_000u, snd.Wnd);
        Assert.True(AckCheck.UpdateWindow(ref snd, again, advanced: true));
        Assert.Equal(1000u, snd.Wnd);
    }
}
