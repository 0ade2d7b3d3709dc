using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Receive;

public sealed class SackReporterTests
{
    private static readonly SeqNum Irs = new(0xFFFF_FFF0);

    private static TcpReceiver NewReceiver() => new(ReceiveSequenceSpace.AfterSyn(Irs, 65535, 0), 65535, sack: true, dsack: true);

    // Numbers relative to the peer's SYN.
    private static void Keep(TcpReceiver receiver, int start, int end) => receiver.Keep(Irs + start, new byte[end - start]);

    private static string Report(TcpReceiver receiver)
    {
        SackBlocks blocks = receiver.Sack();
        return string.Join(' ', blocks.AsSpan().ToArray().Select(block => $"{block.Start - Irs}:{block.End - Irs}"));
    }

    // RFC 2018 4: "the first SACK block … MUST specify the contiguous block of data containing the segment which triggered this ACK".
    [Fact]
    public void The_block_that_grew_last_is_the_first()
    {
        TcpReceiver receiver = NewReceiver();
        Keep(receiver, 10, 20);
        Keep(receiver, 30, 40);
        Keep(receiver, 20, 25);
        Assert.Equal("10:25 30:40", Report(receiver));
    }

    [Fact]
    public void A_block_that_grows_piece_by_piece_pushes_no_other_out()
    {
        TcpReceiver receiver = NewReceiver();
        Keep(receiver, 10, 20);
        Keep(receiver, 30, 40);
        for (int i = 50; i < 60; i++) Keep(receiver, i, i + 1);
        Assert.Equal("50:60 30:40 10:20", Report(receiver));
    }

    [Fact]
    public void Blocks_that_have_become_one_are_one()
    {
        TcpReceiver receiver = NewReceiver();
        Keep(receiver, 10, 20);
        Keep(receiver, 30, 40);
        Keep(receiver, 15, 35);
        Assert.Equal("15:20 10:40", Report(receiver)); // the first part that was known, and the one block
        Assert.Equal("10:40", Report(receiver));
    }

    [Fact]
    public void A_delivered_block_is_not_reported()
    {
        TcpReceiver receiver = NewReceiver();
        Keep(receiver, 10, 20);
        Keep(receiver, 30, 40);
        receiver.Advance(9);
        while (receiver.TryTakeKept(out ReadOnlyMemory<byte> text)) receiver.Advance(text.Length);
        Assert.Equal("30:40", Report(receiver));
    }

    [Fact]
    public void A_duplicate_is_reported_once()
    {
        TcpReceiver receiver = NewReceiver();
        receiver.Advance(100);
        receiver.NoteOld(Irs + 1, Irs + 50);
        Assert.Equal("1:50", Report(receiver));
        Assert.Equal("", Report(receiver));
    }

    // RFC 2883 4 (1): "the most recent packet".
    [Fact]
    public void Of_duplicates_that_do_not_touch_the_first_is_reported()
    {
        TcpReceiver receiver = NewReceiver();
        receiver.Advance(100);
        receiver.NoteOld(Irs + 1, Irs + 10);
        receiver.NoteOld(Irs + 10, Irs + 20);
        receiver.NoteOld(Irs + 50, Irs + 60);
        Assert.Equal("1:20", Report(receiver));
    }

    [Fact]
    public void What_lies_ahead_of_the_acknowledgment_is_not_old()
    {
        TcpReceiver receiver = NewReceiver();
        receiver.Advance(100);
        receiver.NoteOld(Irs + 90, Irs + 120);
        Assert.Equal("90:101", Report(receiver));
        receiver.NoteOld(Irs + 101, Irs + 120);
        Assert.Equal("", Report(receiver));
    }
}
