using ActorTcp.Protocol;

namespace Protocol.Tests.Congestion;

public sealed class CongestionControlsTests
{
    [Fact]
    public void Each_name_makes_an_algorithm_of_that_name_and_each_connection_gets_its_own()
    {
        Assert.Equal(["cubic", "reno"], CongestionControls.Names);
        foreach (string name in CongestionControls.Names)
        {
            Assert.True(CongestionControls.IsKnown(name));
            ICongestionControl control = CongestionControls.Create(name, hystart: true);
            Assert.Equal(name, control.Name);
            Assert.NotSame(control, CongestionControls.Create(name, hystart: true));
        }
    }

    [Theory]
    [InlineData("bbr")]
    [InlineData("Cubic")]
    [InlineData("")]
    [InlineData(null)]
    public void An_unknown_name_makes_none(string? name)
    {
        Assert.False(CongestionControls.IsKnown(name));
        Assert.False(CongestionControls.TryCreate(name, hystart: true, out ICongestionControl? control));
        Assert.Null(control);
        Assert.Contains("cubic, reno", Assert.Throws<ArgumentException>(() => CongestionControls.Create(name!, true)).Message, StringComparison.Ordinal);
    }
}
