using Netsim.Tests.Goodput;
using Xunit.Abstractions;

namespace Netsim.Tests.Fairness;

/// <summary>How flows share a queue that drops at its tail, as docs/goodput.md has it.</summary>
public sealed class FairnessTests(ITestOutputHelper output) : Simulated
{
    /// <summary>The suite runs those with few packets; all are run when the page is written.</summary>
    public static TheoryData<int> Cases =>
        [.. Enumerable.Range(0, FairnessCase.All.Count).Where(number => FairnessCase.All[number].Mbits <= 20 || GoodputTests.Wanted is not null)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Flows_share_as_they_should_and_as_the_page_says(int number)
    {
        FairnessCase one = FairnessCase.All[number];
        (string line, bool isFair) = one.Run(System);
        output.WriteLine(line);
        Assert.True(isFair, line);
        if (GoodputTests.Wanted is null) Assert.True(File.ReadLines(GoodputTable.Page).Contains(line), $"docs/goodput.md has it otherwise: {line}");
    }
}
