using ActorTcp.Protocol;

namespace Protocol.Tests.Net;

public sealed class PortRangeTests
{
    [Fact]
    public void The_default_is_that_of_Linux()
    {
        var range = PortRange.Default;
        Assert.Equal((32768, 60999, 28232), (range.First, range.Last, range.Count));
        Assert.True(range.Contains(32768) && range.Contains(60999));
        Assert.False(range.Contains(32767) || range.Contains(61000));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(uint.MaxValue)]
    [InlineData(123456789u)]
    public void Every_port_is_tried_once_whatever_the_offset(uint offset)
    {
        var range = new PortRange(65000, 65535);
        var tried = Enumerable.Range(0, range.Count).Select(i => range.Candidate(offset, (uint)i)).ToHashSet();
        Assert.Equal(range.Count, tried.Count);
        Assert.All(tried, port => Assert.True(range.Contains(port)));
    }

    [Theory]
    [InlineData("32768\t60999", 32768, 60999)]
    [InlineData("1-65535", 1, 65535)]
    [InlineData(" 5000 5000 ", 5000, 5000)]
    public void Text_as_Linux_writes_it_is_read(string text, ushort first, ushort last)
    {
        Assert.True(PortRange.TryParse(text, out var range));
        Assert.Equal(new PortRange(first, last), range);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5000")]
    [InlineData("0 100")]
    [InlineData("200 100")]
    [InlineData("1 65536")]
    [InlineData("-5 10")]
    public void Other_text_is_no_range(string text) => Assert.False(PortRange.TryParse(text, out _));

    [Fact]
    public void A_range_needs_a_first_port_that_is_not_after_the_last()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new PortRange(0, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PortRange(10, 9));
    }
}
