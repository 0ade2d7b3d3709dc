using ActorTcp.Protocol;

namespace Protocol.Tests.Tcp;

/// <summary>RFC 4821 7: the search.</summary>
public sealed class MtuProbingTests
{
    private static readonly SeqNum Start = new(0xFFFF_FF00);

    [Theory]
    [InlineData(1460)]
    [InlineData(1400)]
    [InlineData(1025)]
    [InlineData(1024)]
    public void Halving_finds_what_the_path_carries(int carries)
    {
        MtuProbing probing = Of(2, 1460);
        Assert.Equal(1024, probing.Mss);
        for (int round = 0; round < 20 && probing.NextSize(At(1)) is var size and > 0; round++)
        {
            probing.OnSent(Start, size);
            if (size <= carries) Assert.True(probing.OnAcknowledged(Start + size));
            else probing.OnLost();
        }
        Assert.InRange(probing.Mss, carries - 8, carries);
        Assert.Equal(0, probing.NextSize(At(2)));
    }

    [Fact]
    public void After_the_interval_larger_sizes_are_tried_again()
    {
        MtuProbing probing = Of(2, 1030);
        Assert.Equal(0, probing.NextSize(At(1))); // 6 bytes are not worth it
        probing.SetMost(1460);
        probing.OnSent(Start, probing.NextSize(At(1)));
        probing.OnLost();
        while (probing.NextSize(At(1)) is var size and > 0)
        {
            probing.OnSent(Start, size);
            probing.OnLost();
        }
        Assert.Equal(0, probing.NextSize(At(599)));
        Assert.Equal((1460 + 1024) / 2, probing.NextSize(At(601)));
    }

    [Fact]
    public void Black_holes_halve_the_size_down_to_the_floor()
    {
        MtuProbing probing = Of(1, 1460);
        Assert.Equal((1460, 0), (probing.Mss, probing.NextSize(At(1))));
        var sizes = new List<int>();
        for (int i = 0; i < 8; i++)
        {
            probing.OnBlackHole(At(1));
            sizes.Add(probing.Mss);
        }
        Assert.Equal([1024, 512, 256, 128, 64, 48, 48, 48], sizes);
    }

    [Fact]
    public void A_report_bounds_the_search()
    {
        MtuProbing probing = Of(2, 1460);
        probing.SetMost(900);
        Assert.Equal((900, 0), (probing.Mss, probing.NextSize(At(1))));
        probing.SetMost(1460);
        Assert.Equal((900, 1180), (probing.Mss, probing.NextSize(At(1))));
    }

    [Fact]
    public void Mode_0_never_searches()
    {
        MtuProbing probing = Of(0, 1460);
        Assert.False(probing.OnBlackHole(At(1)));
        Assert.Equal((1460, 0), (probing.Mss, probing.NextSize(At(1))));
    }

    private static MtuProbing Of(int mode, int most) =>
        new(new MtuProbingSettings(mode, 1024, 48, TimeSpan.FromMinutes(10), 8), most, Instant.Zero);

    private static Instant At(double seconds) => Instant.Zero + TimeSpan.FromSeconds(seconds);
}
