using ActorTcp.Protocol;

namespace Protocol.Tests.Paths;

/// <summary>RFC 9293 3.7.1, RFC 6691: how much text a segment has.</summary>
public sealed class SegmentSizeTests
{
    [Theory]
    [InlineData(1460, null, 0, 1500, 1460)]
    [InlineData(1460, null, 12, 1500, 1448)]
    [InlineData(8960, null, 12, 1500, 1448)] // the peer's link carries more than ours
    [InlineData(1200, null, 12, 1500, 1188)] // or less
    [InlineData(null, null, 0, 1500, 536)] // it names none
    [InlineData(0, null, 0, 1500, 536)]
    [InlineData(null, null, 12, 1500, 524)]
    [InlineData(1, null, 0, 1500, 48)] // dust
    [InlineData(47, null, 12, 1500, 36)]
    [InlineData(65535, null, 0, 65535, 65495)]
    [InlineData(1460, 1000, 12, 1500, 988)] // TCP_MAXSEG
    [InlineData(900, 1000, 12, 1500, 888)]
    [InlineData(1460, 32767, 0, 1500, 1460)]
    [InlineData(1460, null, 12, 552, 500)] // a narrow path
    [InlineData(1460, null, 12, 68, 16)]
    [InlineData(1460, null, 12, 40, 1)]
    public void The_least_of_all_limits_counts(int? theirs, int? own, int options, int mtu, int text) =>
        Assert.Equal(text, SegmentSize.Of((ushort?)theirs, own, options).For(mtu));
}
