using ActorTcp.Apps.EchoNode.Options;

namespace EchoNode.Tests;

public sealed class QuantitiesTests
{
    [Theory]
    [InlineData("0%", 0)]
    [InlineData("1%", 0.01)]
    [InlineData("0.5%", 0.005)]
    [InlineData("100%", 1)]
    public void A_percentage_is_read_as_a_probability(string text, double expected)
    {
        Assert.Null(Quantities.ReadPercentage(text, out double probability));
        Assert.Equal(expected, probability, 12);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("-1%")]
    [InlineData("+1%")]
    [InlineData(" 1%")]
    [InlineData("1,5%")]
    [InlineData("1e1%")]
    [InlineData("NaN%")]
    [InlineData("x%")]
    public void What_is_no_percentage_is_told(string text) =>
        Assert.Equal($"'{text}' is not a percentage: write a number and a percent sign, such as 1% or 0.5%", Quantities.ReadPercentage(text, out _));

    [Fact]
    public void More_than_all_is_told() => Assert.Equal("101% is more than all: use 0% to 100%", Quantities.ReadPercentage("101%", out _));

    [Theory]
    [InlineData("20ms", 20_000)]
    [InlineData("1.5s", 1_500_000)]
    [InlineData("250us", 250)]
    [InlineData("0ms", 0)]
    public void A_duration_is_read(string text, int microseconds)
    {
        Assert.Null(Quantities.ReadDuration(text, out TimeSpan duration));
        Assert.Equal(TimeSpan.FromMicroseconds(microseconds), duration);
    }

    [Theory]
    [InlineData("20")]
    [InlineData("ms")]
    [InlineData("20 ms")]
    [InlineData("-20ms")]
    [InlineData("20m")]
    [InlineData("")]
    public void What_is_no_duration_is_told(string text) =>
        Assert.Equal($"'{text}' is not a duration: write a number and us, ms or s, such as 20ms or 1.5s", Quantities.ReadDuration(text, out _));

    [Fact]
    public void Too_long_a_duration_is_told() => Assert.Equal("61s is too long: use at most 60s", Quantities.ReadDuration("61s", out _));
}
