using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Net;

public sealed class IsnTests
{
    private static readonly SipKey Key = SipKey.Read([.. Enumerable.Range(0, 16).Select(i => (byte)i)]);
    private static readonly Ipv4Address Local = new(192, 0, 2, 1);
    private static readonly Ipv4Address Remote = new(192, 0, 2, 2);

    // The first of the 64 vectors that the authors give (vectors_sip64), for inputs 00 01 02 … of length 0 to 16, and the paper's own, 15.
    [Theory]
    [InlineData(0, 0x726fdb47dd0e0e31)]
    [InlineData(1, 0x74f839c593dc67fd)]
    [InlineData(2, 0x0d6c8009d9a94f5a)]
    [InlineData(3, 0x85676696d7fb7e2d)]
    [InlineData(7, 0xab0200f58b01d137)]
    [InlineData(8, 0x93f5f5799a932462)]
    [InlineData(15, 0xa129ca6149be45e5)]
    public void SipHash_gives_the_authors_vectors(int length, ulong hash) =>
        Assert.Equal(hash, SipHash.Hash(Key, Enumerable.Range(0, length).Select(i => (byte)i).ToArray()));

    [Fact]
    public void The_hash_of_twelve_bytes_is_the_same_in_words()
    {
        byte[] bytes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        Assert.Equal(SipHash.Hash(Key, bytes), SipHash.Hash(Key, 0x0807060504030201, 0x0C0B0A09));
    }

    [Fact]
    public void The_number_moves_on_by_one_every_four_microseconds()
    {
        var first = Isn.Generate(Key, Local, 80, Remote, 40000, Instant.Zero);
        Assert.Equal(first, Isn.Generate(Key, Local, 80, Remote, 40000, new(39)));
        Assert.Equal(first + 1, Isn.Generate(Key, Local, 80, Remote, 40000, new(40)));
        Assert.Equal(first + 250_000, Isn.Generate(Key, Local, 80, Remote, 40000, Instant.Zero + TimeSpan.FromSeconds(1)));

        // Once round in 2^32 * 4 µs: 4.77 hours.
        Assert.Equal(first, Isn.Generate(Key, Local, 80, Remote, 40000, new(40L << 32)));
    }

    [Fact]
    public void Every_part_of_the_four_tuple_and_the_key_counts()
    {
        ulong[] hashes =
        [
            Isn.Hash(Key, Local, 80, Remote, 40000),
            Isn.Hash(Key, Remote, 80, Local, 40000),
            Isn.Hash(Key, Local, 40000, Remote, 80),
            Isn.Hash(Key, Local, 81, Remote, 40000),
            Isn.Hash(Key, Local, 80, Remote, 40001),
            Isn.Hash(Key with { K1 = 0 }, Local, 80, Remote, 40000),
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    [Fact]
    public void A_key_does_not_get_into_a_log() => Assert.Equal("SipKey", Key.ToString());
}
