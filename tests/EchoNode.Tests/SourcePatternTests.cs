using System.Text;
using ActorTcp.Apps.EchoNode.Services;

namespace EchoNode.Tests;

public sealed class SourcePatternTests
{
    private static readonly byte[] Whole = SourcePattern.Whole.ToArray();

    [Fact]
    public void It_is_the_pattern_of_RFC_864()
    {
        string[] lines = Encoding.ASCII.GetString(Whole).Split("\r\n");

        Assert.Equal(" !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefg", lines[0]);
        Assert.Equal("!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefgh", lines[1]);
        Assert.StartsWith("~ !\"#", lines[94]);
        Assert.Equal(lines[0], lines[95]);
    }

    [Fact]
    public void Sent_over_and_over_it_has_no_seam() => Assert.Equal(0, Whole.Length % SourcePattern.Period);
}
