using ActorTcp.Protocol;

namespace Protocol.Tests.Paths;

/// <summary>RFC 1191 3, 5; RFC 5927 7.2: which reports mean anything.</summary>
public sealed class MtuReportTests
{
    [Theory]
    [InlineData(1400, 1500, nameof(MtuVerdict.Taken), 1400)]
    [InlineData(68, 1500, nameof(MtuVerdict.Taken), 68)]
    [InlineData(1, 1500, nameof(MtuVerdict.Taken), 1)]
    [InlineData(1500, 9000, nameof(MtuVerdict.NotSmaller), 1500)] // of a packet that was sent before the path shrank
    [InlineData(4000, 9000, nameof(MtuVerdict.NotSmaller), 4000)]
    [InlineData(1400, 1400, nameof(MtuVerdict.Contradictory), 1400)]
    [InlineData(1400, 60, nameof(MtuVerdict.Contradictory), 1400)]
    [InlineData(1400, 65000, nameof(MtuVerdict.Taken), 1400)] // a super-frame, quoted before it was cut
    [InlineData(0, 1500, nameof(MtuVerdict.Taken), 1492)] // old routers: the next plateau
    [InlineData(0, 1492, nameof(MtuVerdict.Taken), 1006)]
    [InlineData(0, 65000, nameof(MtuVerdict.Taken), 1492)]
    [InlineData(0, 60, nameof(MtuVerdict.Taken), 68)]
    public void A_report_lowers_the_path_or_is_ignored(int told, int quoted, string verdict, int mtu)
    {
        Assert.Equal(verdict, new MtuReport(told, quoted).Check(1500, out int claimed).ToString());
        Assert.Equal(mtu, claimed);
    }

    [Fact]
    public void Nothing_in_a_report_makes_a_path_larger_or_throws()
    {
        foreach (int current in new[] { 68, 552, 1500, 65535 })
        {
            for (int told = 0; told <= ushort.MaxValue; told += 13)
            {
                foreach (int quoted in new[] { 0, 20, 1499, 1500, 65535 })
                {
                    if (new MtuReport(told, quoted).Check(current, out int mtu) == MtuVerdict.Taken) Assert.InRange(mtu, 1, current - 1);
                }
            }
        }
    }
}
