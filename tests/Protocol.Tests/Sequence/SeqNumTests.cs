using ActorTcp.Protocol;
using FsCheck;
using FsCheck.Fluent;

namespace Protocol.Tests.Sequence;

public sealed class SeqNumTests
{
    private static readonly SeqNum Max = new(uint.MaxValue);

    /// <summary>Numbers around the wrap, around half way, and anywhere.</summary>
    private static readonly Gen<SeqNum> Numbers = Gen.OneOf(
        Gen.Choose(-50, 50).Select(i => new SeqNum(unchecked((uint)i))),
        Gen.Choose(-50, 50).Select(i => new SeqNum(unchecked((uint)i + 0x80000000))),
        Gen.Choose(int.MinValue, int.MaxValue).Select(i => new SeqNum(unchecked((uint)i))));

    [Theory]
    [InlineData(0u, 1u, true)]
    [InlineData(uint.MaxValue, 0u, true)]
    [InlineData(0u, uint.MaxValue, false)]
    [InlineData(0xFFFFFFF0, 0x10u, true)]
    [InlineData(0u, 0x7FFFFFFFu, true)]
    [InlineData(0u, 0x80000001u, false)]
    [InlineData(5u, 5u, false)]
    public void Comes_before_across_the_wrap(uint left, uint right, bool before)
    {
        Assert.Equal(before, new SeqNum(left) < new SeqNum(right));
        Assert.Equal(before, new SeqNum(right) > new SeqNum(left));
        Assert.Equal(!before, new SeqNum(left) >= new SeqNum(right));
        Assert.Equal(!before, new SeqNum(right) <= new SeqNum(left));
    }

    [Fact]
    public void Addition_and_subtraction_wrap()
    {
        Assert.Equal(new SeqNum(1), Max + 2);
        Assert.Equal(new SeqNum(1), Max + 2u);
        Assert.Equal(Max, new SeqNum(0) - 1);
        Assert.Equal(Max, new SeqNum(0) - 1u);
        Assert.Equal(Max, new SeqNum(0) + -1);
        Assert.Equal(new SeqNum(3), Max - -4);
        Assert.Equal(11, new SeqNum(5) - new SeqNum(0xFFFFFFFA));
        Assert.Equal(-11, new SeqNum(0xFFFFFFFA) - new SeqNum(5));
        var number = Max;
        Assert.Equal(new SeqNum(0), ++number);
    }

    [Theory]
    [InlineData(0xFFFFFFFE, 4u, 0xFFFFFFFD, false)]
    [InlineData(0xFFFFFFFE, 4u, 0xFFFFFFFE, true)]
    [InlineData(0xFFFFFFFE, 4u, 1u, true)]
    [InlineData(0xFFFFFFFE, 4u, 2u, false)]
    [InlineData(7u, 0u, 7u, false)]
    [InlineData(0u, uint.MaxValue, 0xFFFFFFFE, true)]
    [InlineData(0u, uint.MaxValue, 0xFFFFFFFF, false)]
    public void Lies_in_a_window_across_the_wrap(uint left, uint length, uint number, bool inside)
    {
        Assert.Equal(inside, new SeqNum(number).IsIn(new(left), length));
        Assert.Equal(inside, new SeqNum(number).IsIn(SeqRange.Of(new(left), length)));
        Assert.Equal(inside, SeqRange.Of(new(left), length).Contains(new SeqNum(number)));
    }

    [Fact]
    public void Max_and_Min_go_round_the_wrap()
    {
        Assert.Equal(new SeqNum(3), SeqNum.Max(Max, new(3)));
        Assert.Equal(Max, SeqNum.Min(Max, new(3)));
        Assert.Equal("4294967295", Max.ToString());
    }

    [Fact]
    public void Order_is_that_of_the_integers_wherever_on_the_circle()
    {
        var gen = from origin in Numbers from a in Gen.Choose(0, int.MaxValue) from b in Gen.Choose(0, int.MaxValue) select (origin, a, b);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(gen.ToArbitrary(), c =>
        {
            SeqNum left = c.origin + c.a, right = c.origin + c.b;
            return (left < right) == (c.a < c.b)
                && (left <= right) == (c.a <= c.b)
                && (left > right) == (c.a > c.b)
                && (left >= right) == (c.a >= c.b)
                && left - right == c.a - c.b
                && SeqNum.Max(left, right) == c.origin + Math.Max(c.a, c.b)
                && SeqNum.Min(left, right) == c.origin + Math.Min(c.a, c.b)
                && left - c.a == c.origin;
        }));
    }

    [Fact]
    public void Ranges_are_those_of_the_integers_wherever_on_the_circle()
    {
        var small = Gen.Choose(0, 40);
        var gen = from origin in Numbers from a in small from b in small from c in small from d in small select (origin, a, b, c, d);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(gen.ToArbitrary(), x =>
        {
            int s1 = Math.Min(x.a, x.b), e1 = Math.Max(x.a, x.b), s2 = Math.Min(x.c, x.d), e2 = Math.Max(x.c, x.d);
            var one = new SeqRange(x.origin + s1, x.origin + e1);
            var two = new SeqRange(x.origin + s2, x.origin + e2);
            var first = Enumerable.Range(s1, e1 - s1).ToHashSet();
            var second = Enumerable.Range(s2, e2 - s2).ToHashSet();
            var both = first.Intersect(second).Order().ToArray();

            Assert.Equal((uint)(e1 - s1), one.Length);
            Assert.Equal(e1 == s1, one.IsEmpty);
            Assert.Equal(both.Length > 0, one.Intersects(two));
            Assert.Equal((uint)both.Length, one.Intersection(two).Length);
            if (both.Length > 0) Assert.Equal(x.origin + both[0], one.Intersection(two).Start);
            Assert.Equal(s1 <= e2 && s2 <= e1, one.Touches(two));
            Assert.Equal(s1 <= s2 && e2 <= e1, one.Contains(two));
            for (int i = 0; i < 41; i++) Assert.Equal(first.Contains(i), one.Contains(x.origin + i));
            Assert.Equal(new SeqRange(x.origin + Math.Min(s1, s2), x.origin + Math.Max(e1, e2)), one.Cover(two));
            Assert.Equal((uint)first.Count(i => i >= x.c), one.From(x.origin + x.c).Length);
            Assert.Equal((uint)first.Count(i => i < x.c), one.Before(x.origin + x.c).Length);
            return true;
        }));
    }

    [Fact]
    public void A_range_that_runs_backwards_is_not_forward()
    {
        Assert.True(new SeqRange(Max, new(5)).IsForward);
        Assert.False(new SeqRange(new(5), Max).IsForward);
        Assert.False(new SeqRange(Max, Max).IsForward);
        Assert.Equal("{4294967295:5}", new SeqRange(Max, new(5)).ToString());
    }
}
