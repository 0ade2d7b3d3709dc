using ActorTcp.Protocol;

namespace Protocol.Tests.Sequence;

public sealed class SeqRangesTests
{
    private static readonly SeqNum Origin = new(0xFFFF_FF80);

    private static SeqRange Range(int start, int end) => new(Origin + start, Origin + end);

    [Fact]
    public void Ranges_that_touch_become_one()
    {
        var ranges = new SeqRanges();
        ranges.Add(Range(10, 20));
        ranges.Add(Range(30, 40));
        Assert.Equal(2, ranges.Count);
        ranges.Add(Range(20, 30));
        Assert.Equal(1, ranges.Count);
        Assert.True(ranges.TryFind(Origin + 39, out SeqRange found));
        Assert.Equal(Range(10, 40), found);
        Assert.False(ranges.TryFind(Origin + 40, out _));
        Assert.False(ranges.TryFind(Origin + 9, out _));
    }

    // The reference: a bit a number.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Random_ranges_are_those_of_a_bit_map(int seed)
    {
        const int Space = 300;
        var random = new Random(seed);
        for (int round = 0; round < 500; round++)
        {
            var ranges = new SeqRanges();
            bool[] map = new bool[Space + 1];
            for (int step = 0; step < 20; step++)
            {
                int at = random.Next(Space);
                int length = random.Next(Math.Min(40, Space - at) + 1);
                if (random.Next(6) == 0)
                {
                    ranges.RemoveBefore(Origin + at);
                    map.AsSpan(0, at).Clear();
                }
                else
                {
                    var news = new List<SeqRange>();
                    ranges.Add(Range(at, at + length), news);
                    IEnumerable<int> told = news.SelectMany(range => Enumerable.Range(range.Start - Origin, (int)range.Length));
                    Assert.Equal(Enumerable.Range(at, length).Where(i => !map[i]), told);
                    map.AsSpan(at, length).Fill(true);
                }
                Compare(map, ranges);
            }
        }
    }

    [Fact]
    public void Beyond_the_limit_only_what_touches_is_taken()
    {
        var ranges = new SeqRanges(2);
        var news = new List<SeqRange>();
        ranges.Add(Range(0, 10));
        ranges.Add(Range(20, 30));
        ranges.Add(Range(40, 50), news);
        Assert.Empty(news);
        ranges.Add(Range(30, 35), news);
        Assert.Equal([Range(30, 35)], news);
        Assert.Equal((2, Origin + 35), (ranges.Count, ranges.Highest));
    }

    private static void Compare(bool[] map, SeqRanges ranges)
    {
        int count = 0;
        for (int i = 0; i < map.Length; i++)
        {
            Assert.Equal(map[i], ranges.TryFind(Origin + i, out SeqRange found));
            if (!map[i]) continue;
            int start = i, end = i;
            while (start > 0 && map[start - 1]) start--;
            while (map[end]) end++;
            Assert.Equal(Range(start, end), found);
            if (start == i) count++;
        }
        Assert.Equal(count, ranges.Count);
    }
}
