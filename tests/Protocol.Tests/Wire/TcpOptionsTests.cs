using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Protocol.Tests.Wire;

public sealed class TcpOptionsTests
{
    private static ReadOnlySpan<byte> OptionsOf(byte[] frame)
    {
        Assert.True(TcpHeader.TryRead(Captures.Transport(frame), out var header));
        return header.Options;
    }

    private static TcpOptions Parse(string hex, MalformedOption expected = MalformedOption.None)
    {
        bool wellFormed = TcpOptions.TryParse(Captures.Hex(hex), out var options, out var malformed);
        Assert.Equal(expected, malformed);
        Assert.Equal(expected == MalformedOption.None, wellFormed);
        return options;
    }

    private static string Written(TcpOptions options)
    {
        var bytes = new byte[options.EncodedLength];
        Assert.Equal(bytes.Length, options.Write(bytes));
        return Convert.ToHexStringLower(bytes);
    }

    [Fact]
    public void Reads_the_options_of_a_Linux_SYN()
    {
        Assert.True(TcpOptions.TryParse(OptionsOf(Captures.Syn), out var options, out _));
        Assert.Equal((ushort)1460, options.Mss);
        Assert.Equal((byte)10, options.WindowScale);
        Assert.True(options.SackPermitted);
        Assert.Equal(new TcpTimestamp(0x53c6ef81, 0), options.Timestamp);
        Assert.Equal(0, options.Sack.Count);
    }

    [Fact]
    public void Reads_three_SACK_blocks_behind_timestamps()
    {
        Assert.True(TcpOptions.TryParse(OptionsOf(Captures.Sack3), out var options, out _));
        Assert.Equal(new TcpTimestamp(0x53c6ef82, 0x1000), options.Timestamp);
        SeqRange[] blocks = [new(new(1031), new(1036)), new(new(1021), new(1026)), new(new(1011), new(1016))];
        Assert.Equal(blocks, options.Sack.AsSpan());
    }

    [Fact]
    public void Timestamps_alone_take_the_fast_path_and_nothing_else_does()
    {
        Assert.True(TcpOptions.TryReadTimestampOnly(OptionsOf(Captures.Ack), out var timestamp));
        Assert.Equal(new TcpTimestamp(0x53c6ef82, 0x1000), timestamp);
        Assert.False(TcpOptions.TryReadTimestampOnly(OptionsOf(Captures.Syn), out _));
        Assert.False(TcpOptions.TryReadTimestampOnly(OptionsOf(Captures.Sack1), out _));
        Assert.False(TcpOptions.TryReadTimestampOnly([], out _));
    }

    [Fact]
    public void Writes_what_Linux_writes()
    {
        foreach (var frame in new[] { Captures.Syn, Captures.Ack, Captures.Sack1, Captures.Sack3 })
        {
            Assert.True(TcpOptions.TryParse(OptionsOf(frame), out var options, out _));
            Assert.Equal(Convert.ToHexStringLower(OptionsOf(frame)), Written(options));
        }
    }

    [Fact]
    public void Pads_as_Linux_does_without_timestamps()
    {
        Assert.Equal("020405b40101040201030307", Written(new() { Mss = 1460, SackPermitted = true, WindowScale = 7 }));
        Assert.Equal("020405b4", Written(new() { Mss = 1460 }));
        Assert.Equal("", Written(default));
        var sack = default(TcpOptions);
        sack.Sack.TryAdd(new(new(1), new(2)));
        Assert.Equal("0101050a0000000100000002", Written(sack));
    }

    [Fact]
    public void Four_SACK_blocks_fit_alone_and_three_beside_timestamps()
    {
        var options = default(TcpOptions);
        for (uint i = 0; i < 4; i++) Assert.True(options.Sack.TryAdd(SeqRange.Of(new(i * 10), 5)));
        Assert.False(options.Sack.TryAdd(SeqRange.Of(new(99), 5)));
        Assert.Equal(36, options.EncodedLength);
        options.Timestamp = new(1, 2);
        Assert.Equal(40, options.EncodedLength);
        Assert.Equal(0x1A, Convert.FromHexString(Written(options))[15]); // 2 + 3 * 8
    }

    [Theory]
    [InlineData("0303 0e 00", 14, false)]
    [InlineData("0303 0f 00", 14, true)]
    [InlineData("0303 ff 00", 14, true)]
    [InlineData("0303 00 00", 0, false)]
    public void A_window_scale_over_14_counts_as_14_and_is_flagged(string hex, byte scale, bool exceeded)
    {
        var options = Parse(hex);
        Assert.Equal(scale, options.WindowScale);
        Assert.Equal(exceeded, options.WindowScaleExceeded);
    }

    [Fact]
    public void An_MSS_of_zero_counts_as_absent() => Assert.Null(Parse("02040000").Mss);

    [Fact]
    public void Unknown_kinds_are_skipped()
    {
        var options = Parse("fe04beef 2202 1c04 8005 1303ff 020405b4");
        Assert.Equal((ushort)1460, options.Mss);
    }

    [Fact]
    public void What_follows_the_end_of_the_list_is_padding() => Assert.Null(Parse("00 020405b4").Mss);

    [Fact]
    public void Of_a_kind_that_is_there_twice_the_last_counts() => Assert.Equal((ushort)536, Parse("020405b4 02040218").Mss);

    [Theory]
    [InlineData("02", MalformedOption.LengthMissing)]
    [InlineData("0101 08", MalformedOption.LengthMissing)]
    [InlineData("0200 05b4", MalformedOption.LengthTooShort)]
    [InlineData("fe01", MalformedOption.LengthTooShort)]
    [InlineData("020405", MalformedOption.BeyondHeader)]
    [InlineData("080a00000000", MalformedOption.BeyondHeader)]
    [InlineData("0203ff00", MalformedOption.WrongLength)]
    [InlineData("030400 00", MalformedOption.WrongLength)]
    [InlineData("0403 00 00", MalformedOption.WrongLength)]
    [InlineData("0502 0101", MalformedOption.WrongLength)]
    [InlineData("0509 00000000000000", MalformedOption.WrongLength)]
    [InlineData("0806 00000000", MalformedOption.WrongLength)]
    public void A_length_that_cannot_be_is_malformed(string hex, MalformedOption reason) => Parse(hex, reason);

    [Fact]
    public void A_malformed_list_still_gives_what_Linux_takes_of_it()
    {
        // A wrong length of a known kind is passed over; a length under two ends the list.
        var options = Parse("0203ff 0402 0303 07 0800 020405b4", MalformedOption.WrongLength);
        Assert.True(options.SackPermitted);
        Assert.Equal((byte)7, options.WindowScale);
        Assert.Null(options.Mss);
        Assert.Null(options.Timestamp);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        var gen =
            from parts in Gen.Choose(0, 31)
            from mss in Gen.Choose(1, 65535)
            from scale in Gen.Choose(0, 14)
            from words in Gen.ArrayOf(ArbMap.Default.GeneratorFor<uint>(), 10)
            from blocks in Gen.Choose(0, 4)
            select (parts, mss, scale, words, blocks);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(gen.ToArbitrary(), c =>
        {
            var options = new TcpOptions
            {
                Mss = (c.parts & 1) != 0 ? (ushort)c.mss : null,
                WindowScale = (c.parts & 2) != 0 ? (byte)c.scale : null,
                SackPermitted = (c.parts & 4) != 0,
                Timestamp = (c.parts & 8) != 0 ? new(c.words[8], c.words[9]) : null,
            };
            int room = (40 - options.EncodedLength - 4) / 8;
            for (int i = 0; i < Math.Min(c.blocks, room); i++) options.Sack.TryAdd(new(new(c.words[2 * i]), new(c.words[2 * i + 1])));

            var bytes = new byte[40];
            int length = options.Write(bytes);
            Assert.Equal(options.EncodedLength, length);
            Assert.Equal(0, length % 4);
            Assert.True(TcpOptions.TryParse(bytes.AsSpan(0, length), out var read, out _));
            Assert.Equal(options, read);
            return true;
        }));
    }
}
