using ActorTcp.Protocol;

namespace Protocol.Tests.Receive;

public sealed class MemoryBudgetTests
{
    private const int Piece = 1000 + Reassembly.PieceOverhead;
    private readonly MemoryBudget _memory = new(low: 10_000, pressure: 20_000, high: 40_000);

    private Reassembly Keep(uint first, int pieces)
    {
        var reassembly = new Reassembly(int.MaxValue, memory: _memory);
        for (int i = 0; i < pieces; i++) reassembly.Insert(new SeqNum(first) + (i * 2000), new byte[1000]);
        return reassembly;
    }

    [Fact]
    public void Pressure_begins_at_its_mark_and_ends_below_the_low_one()
    {
        _memory.Charge(19_999);
        Assert.False(_memory.IsUnderPressure);
        _memory.Charge(1);
        Assert.True(_memory.IsUnderPressure);
        _memory.Charge(-10_000);
        Assert.True(_memory.IsUnderPressure);
        _memory.Charge(-1);
        Assert.False(_memory.IsUnderPressure);
        Assert.Equal(1, _memory.Pressures);
    }

    [Fact]
    public void Beyond_the_limit_there_is_a_reserve_of_an_eighth()
    {
        _memory.Charge(40_000);
        Assert.True(_memory.IsExhausted);
        Assert.False(_memory.IsReserveExhausted);
        _memory.Charge(5_000);
        Assert.True(_memory.IsReserveExhausted);
    }

    [Fact]
    public void What_is_kept_out_of_order_is_counted_with_its_overhead_and_given_back()
    {
        Reassembly reassembly = Keep(100, 3);
        Assert.Equal(3 * Piece, _memory.Used);
        Assert.True(reassembly.TryTake(new SeqNum(100), out _));
        Assert.Equal(2 * Piece, _memory.Used);
        reassembly.Reclaim();
        Assert.Equal(0, _memory.Used);
        Assert.Equal(0, reassembly.Bytes + reassembly.Pieces);
    }

    [Fact]
    public void Under_pressure_the_oldest_queues_are_discarded_until_the_low_mark()
    {
        Reassembly first = Keep(100, 5), second = Keep(100, 5), third = Keep(100, 9);
        Assert.True(_memory.IsUnderPressure);
        _memory.Relieve();
        Assert.Equal((0, 0, 9), (first.Pieces, second.Pieces, third.Pieces));
        Assert.Equal(2, _memory.Reclaimed);
        Assert.False(_memory.IsUnderPressure);
        first.Insert(new SeqNum(1), new byte[10]); // it can be used again
        Assert.Equal(1, first.Pieces);
    }

    [Fact]
    public void Below_the_pressure_mark_nothing_is_discarded()
    {
        Reassembly kept = Keep(100, 5);
        _memory.Relieve();
        Assert.Equal(5, kept.Pieces);
    }

    [Fact]
    public void What_cannot_be_discarded_stays()
    {
        _memory.Charge(30_000);
        Reassembly kept = Keep(100, 1);
        _memory.Relieve();
        Assert.Equal(0, kept.Pieces);
        Assert.Equal(30_000, _memory.Used);
        Assert.True(_memory.IsUnderPressure);
        _memory.Relieve(); // nothing is left: no harm
    }

    [Fact]
    public void When_the_limit_is_reached_text_out_of_order_is_refused()
    {
        var irs = new SeqNum(0xFFFF_FFFE);
        var receiver = new TcpReceiver(ReceiveSequenceSpace.AfterSyn(irs, 65535, 0), 65535, sack: true, memory: _memory);
        _memory.Charge(40_000);
        Assert.Equal(100, receiver.Keep(irs + 500, new byte[100]));
        Assert.False(receiver.HasGap);
    }

    [Fact]
    public void Under_pressure_the_window_offers_a_few_segments_and_what_was_promised_stays()
    {
        var irs = new SeqNum(0xFFFF_FFFE);
        var receiver = new TcpReceiver(ReceiveSequenceSpace.AfterSyn(irs, 60_000, 0), 60_000, sack: true, memory: _memory);
        _memory.Charge(20_000);
        Assert.Equal(60_000, receiver.Advertise(1460));
        receiver.Advance(50_000);
        Assert.Equal(10_000, receiver.Advertise(1460));
        receiver.Advance(10_000);
        Assert.Equal(4 * 1460, receiver.Advertise(1460));
        _memory.Charge(-20_000);
        Assert.Equal(60_000, receiver.Advertise(1460));
    }
}
