using System.Buffers.Binary;
using ActorTcp.Protocol.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Protocol.Tests.Wire;

public sealed class InternetChecksumTests
{
    /// <summary>RFC 1071 section 1, word by word.</summary>
    private static ushort Naive(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i < bytes.Length; i += 2)
        {
            sum += (uint)(bytes[i] << 8) | (i + 1 < bytes.Length ? bytes[i + 1] : 0u);
            if (sum > 0xFFFF) sum -= 0xFFFF;
        }

        return (ushort)sum;
    }

    private static byte[] Noise(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    [Fact]
    public void The_example_of_RFC_1071_section_3_sums_to_ddf2() =>
        Assert.Equal(0xddf2u, InternetChecksum.Sum([0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]));

    [Fact]
    public void Equals_the_naive_sum_for_all_lengths_and_alignments()
    {
        var noise = Noise(700 + 32);
        for (int alignment = 0; alignment < 32; alignment++)
            for (int length = 0; length <= 700; length++)
                Assert.Equal(Naive(noise.AsSpan(alignment, length)), InternetChecksum.Sum(noise.AsSpan(alignment, length)));
    }

    [Theory]
    [InlineData(1500)]
    [InlineData(65535)]
    [InlineData(1 << 20)]
    public void Equals_the_naive_sum_of_large_blocks(int length)
    {
        var noise = Noise(length);
        Assert.Equal(Naive(noise), InternetChecksum.Sum(noise));
        noise.AsSpan().Fill(0xFF); // every addition carries
        Assert.Equal(Naive(noise), InternetChecksum.Sum(noise));
    }

    [Fact]
    public void Zeros_sum_to_zero_and_ones_to_ones()
    {
        Assert.Equal(0u, InternetChecksum.Sum(new byte[100]));
        Assert.Equal(0xFFFFu, InternetChecksum.Sum(Enumerable.Repeat((byte)0xFF, 100).ToArray()));
        Assert.Equal(0u, InternetChecksum.Sum([]));
    }

    [Fact]
    public void Pieces_cut_anywhere_sum_to_the_whole()
    {
        var gen =
            from length in Gen.Choose(0, 300)
            from seed in Gen.Choose(0, int.MaxValue)
            from cuts in Gen.ArrayOf(Gen.Choose(0, 300), 4)
            select (length, seed, cuts);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(gen.ToArbitrary(), c =>
        {
            var bytes = Noise(c.length, c.seed);
            uint sum = 0;
            int at = 0;
            foreach (int cut in c.cuts.Select(x => Math.Min(x, c.length)).Append(c.length).Order())
            {
                sum = InternetChecksum.Append(sum, at, bytes.AsSpan(at, cut - at));
                at = cut;
            }

            return sum == Naive(bytes) && InternetChecksum.Finish(sum) == (ushort)~Naive(bytes);
        }));
    }

    [Fact]
    public void Sums_of_even_pieces_add_up_and_an_initial_value_need_not_be_folded()
    {
        var bytes = Noise(600);
        uint parts = InternetChecksum.Sum(bytes.AsSpan(0, 200)) + InternetChecksum.Sum(bytes.AsSpan(200));
        Assert.Equal(Naive(bytes), InternetChecksum.Fold(parts));
        Assert.Equal(InternetChecksum.Sum(bytes, 0xFFFF_FFFF), InternetChecksum.Fold(Naive(bytes) + 0xFFFFu));
    }

    [Fact]
    public void The_pseudo_header_is_that_of_RFC_9293()
    {
        var source = new Ipv4Address(192, 0, 2, 1);
        var destination = new Ipv4Address(203, 0, 113, 200);
        byte[] bytes = [192, 0, 2, 1, 203, 0, 113, 200, 0, 6, 0xFF, 0xEB];
        Assert.Equal(Naive(bytes), InternetChecksum.PseudoHeader(source, destination, IpProtocol.Tcp, 0xFFEB));
    }

    [Fact]
    public void A_device_completes_what_is_left_to_it()
    {
        // virtio 1.1, 5.1.6.2: sum from csum_start on, the field included, and store the complement.
        var segment = Captures.Transport(Captures.Data).ToArray();
        uint pseudo = InternetChecksum.PseudoHeader(new(192, 0, 2, 1), new(192, 0, 2, 2), IpProtocol.Tcp, segment.Length);
        TcpHeader.WriteChecksum(segment, InternetChecksum.ForDevice(pseudo));
        TcpHeader.WriteChecksum(segment, (ushort)~Naive(segment));
        Assert.Equal(Captures.Transport(Captures.Data), segment);
    }

    [Fact]
    public void An_update_equals_a_new_checksum()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(ArbMap.Default.ArbFor<(int, ushort, uint)>(), c =>
        {
            var bytes = Noise(20, c.Item1);
            bytes[0] = 0x45; // an IP header is never all zeros, where RFC 1624 section 3 has two zeros to choose from
            ushort before = (ushort)~Naive(bytes);
            ushort word = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(8));
            uint longWord = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(12));
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(8), c.Item2);
            ushort updated = InternetChecksum.Update(before, word, c.Item2);
            Assert.Equal((ushort)~Naive(bytes), updated);
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(12), c.Item3);
            return InternetChecksum.Update(updated, longWord, c.Item3) == (ushort)~Naive(bytes);
        }));
    }

    [Fact]
    public void The_example_of_RFC_1624_section_4_gives_zero_and_not_ffff() =>
        Assert.Equal(0x0000, InternetChecksum.Update(0xDD2F, (ushort)0x5555, (ushort)0x3285));

    [Fact]
    public void UDP_never_sends_zero()
    {
        Assert.Equal(0xFFFF, InternetChecksum.FinishUdp(0xFFFF));
        Assert.Equal(0xFFFE, InternetChecksum.FinishUdp(1));
    }
}
