using ActorTcp.Protocol;

namespace Protocol.Tests.Receive;

public sealed class UrgentReceiverTests
{
    private static readonly SeqNum Next = new(0xFFFF_FFF0);
    private readonly UrgentReceiver _urgent = new(standard: false);

    // RFC 6093 3.1, RFC 9293 MUST-62: the pointer is to the octet behind the urgent data.
    [Fact]
    public void The_pointer_is_to_the_octet_behind_the_urgent_one()
    {
        Assert.True(_urgent.Announce(Next, 1, Next));
        Assert.Equal(Next, _urgent.Mark);
    }

    [Fact]
    public void With_tcp_stdurg_it_is_to_the_urgent_one_itself()
    {
        var standard = new UrgentReceiver(standard: true);
        Assert.True(standard.Announce(Next, 1, Next));
        Assert.Equal(Next + 1, standard.Mark);
        Assert.True(new UrgentReceiver(standard: true).Announce(Next, 0, Next));
    }

    [Fact]
    public void A_pointer_of_zero_means_nothing()
    {
        Assert.False(_urgent.Announce(Next, 0, Next));
        Assert.False(_urgent.IsAhead);
    }

    [Fact]
    public void What_the_stream_has_passed_is_not_announced_again()
    {
        Assert.True(_urgent.Announce(Next, 5, Next));
        Assert.False(_urgent.Announce(Next, 5, Next)); // the next segment says the same
        Assert.True(_urgent.TryPass(Next, 10, out int at));
        Assert.Equal(4, at);
        Assert.False(_urgent.IsAhead);
        Assert.False(_urgent.Announce(Next, 5, Next + 10)); // a retransmission
    }

    [Fact]
    public void A_later_mark_takes_the_place_of_one_that_is_underway()
    {
        Assert.True(_urgent.Announce(Next, 5, Next));
        Assert.True(_urgent.Announce(Next, 9, Next));
        Assert.False(_urgent.Announce(Next, 7, Next));
        Assert.False(_urgent.TryPass(Next, 8, out _));
        Assert.True(_urgent.TryPass(Next + 8, 1, out int at));
        Assert.Equal(0, at);
    }

    [Fact]
    public void The_byte_is_handed_over_once_and_passed_once()
    {
        _urgent.Announce(Next, 5, Next);
        Assert.False(_urgent.TryRead(Next + 5, 10, out _));
        Assert.True(_urgent.TryRead(Next + 2, 10, out int at));
        Assert.Equal(2, at);
        Assert.False(_urgent.TryRead(Next + 2, 10, out _));
        Assert.True(_urgent.TryPass(Next, 5, out _));
        Assert.False(_urgent.TryPass(Next, 5, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Whatever_a_peer_claims_every_byte_is_passed_at_most_once_and_only_where_it_is(int seed)
    {
        var random = new Random(seed);
        SeqNum next = Next;
        for (int i = 0; i < 50_000; i++)
        {
            SeqNum seq = next + random.Next(-100, 100);
            int length = random.Next(1, 50);
            if (random.Next(3) == 0) _urgent.Announce(seq, (ushort)random.Next(65536), next);
            if (_urgent.TryRead(seq, length, out int read)) Assert.Equal(_urgent.Mark, seq + read);
            if (_urgent.TryPass(next, length, out int at))
            {
                Assert.InRange(at, 0, length - 1);
                Assert.False(_urgent.IsAhead);
            }
            next += length;
            Assert.False(_urgent.IsAhead && _urgent.Mark < next, "the stream is past a mark that is ahead");
        }
    }
}
