using ActorTcp.Protocol;

namespace Protocol.Tests.Tcp;

public sealed class WriteQueueTests
{
    private static readonly SeqNum Start = new(0xFFFF_FF00); // it wraps within

    private readonly WriteQueue _queue = new(Start);

    private void Write(int length, int goal = 1000, bool push = true)
    {
        bool begins = true;
        while (length > 0)
        {
            length -= _queue.Add(length, goal, begins, out _);
            begins = false;
        }
        if (push) _queue.Push();
    }

    [Fact]
    public void A_write_is_cut_into_pieces_and_its_end_asks_for_Psh()
    {
        Write(2500);
        Assert.Equal(3, _queue.Count);
        Assert.False(_queue.Take(Start + 1000, out _));
        Assert.False(_queue.Take(Start + 2000, out _));
        Assert.True(_queue.Take(Start + 2500, out _));
    }

    [Fact]
    public void A_write_that_shares_the_last_ones_piece_takes_its_Psh_away()
    {
        Write(100);
        Write(100, push: false);
        Assert.Equal(1, _queue.Count);
        Assert.False(_queue.Take(Start + 200, out _));
    }

    [Fact]
    public void What_was_sent_of_a_piece_makes_room_in_it()
    {
        Write(1000);
        Assert.False(_queue.Take(Start + 400, out _));
        Write(400);
        Assert.Equal(1, _queue.Count);
        Assert.True(_queue.Take(Start + 1400, out _));
    }

    [Fact]
    public void Nothing_joins_the_end_of_a_record()
    {
        Write(300);
        _queue.EndRecord();
        Write(300);
        Assert.Equal(2, _queue.Count);
        Assert.Equal(Start + 300, _queue.RecordEnd);
        Assert.True(_queue.Take(Start + 300, out bool record));
        Assert.True(record);
        Assert.Equal(Start + 600, _queue.RecordEnd);
        Assert.Equal(_queue.End, _queue.RecordEnd);
    }

    [Fact]
    public void Half_of_the_window_without_Psh_asks_for_one()
    {
        Write(500, push: false);
        Assert.False(_queue.MustPush(1000));
        Write(1, push: false);
        Assert.True(_queue.MustPush(1000));
        _queue.Push();
        Assert.False(_queue.MustPush(1000));
    }
}
