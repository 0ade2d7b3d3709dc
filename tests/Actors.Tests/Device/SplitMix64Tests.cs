using ActorTcp.Device;

namespace ActorTcp.Tests.Device;

public sealed class SplitMix64Tests
{
    [Fact]
    public void It_gives_the_reference_implementation_s_numbers()
    {
        // Vigna's splitmix64.c with the seed 1234567.
        var random = new SplitMix64(1234567);
        Assert.Equal(
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821],
            Enumerable.Range(0, 5).Select(_ => random.NextUInt64()));
    }

    [Fact]
    public void Numbers_below_a_bound_are_spread_evenly()
    {
        var random = new SplitMix64(9);
        int[] seen = new int[7];
        for (int i = 0; i < 70_000; i++) seen[random.Next(7)]++;
        Assert.All(seen, count => Assert.InRange(count, 9_600, 10_400)); // 10000 +- 4 sigma
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.InRange(random.NextDouble(), 0, 0.9999999999999999));
    }

    [Fact]
    public void Zero_never_happens_and_one_always()
    {
        var random = new SplitMix64(9);
        for (int i = 0; i < 10_000; i++)
        {
            Assert.False(random.Chance(0));
            Assert.True(random.Chance(1));
        }
    }
}
