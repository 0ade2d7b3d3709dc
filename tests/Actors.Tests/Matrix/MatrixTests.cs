namespace ActorTcp.Tests.Matrix;

/// <summary>RFC 9293 3.10, every event in every state: the tables of <c>States/</c>, row by row.</summary>
public sealed class MatrixTests(MatrixTests.Worlds worlds) : IClassFixture<MatrixTests.Worlds>
{
    private static readonly Dictionary<string, Row> ByName = Grid.Rows.ToDictionary(row => row.Name);

    public static TheoryData<string> Rows => [.. ByName.Keys];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row(string row)
    {
        string? difference = worlds.Play(ByName[row]);
        Assert.True(difference is null, difference);
    }

    [Fact]
    public void Every_event_in_every_state_has_a_row()
    {
        var covered = Grid.Rows.Where(row => row.Rule.Variant.Length == 0)
            .Select(row => (row.Place, row.Rule.Happening, row.Position)).ToHashSet();
        Assert.Empty(Grid.Product().Where(pair => !covered.Contains(pair)).Select(pair =>
            $"{pair.Happening.Name()}{Names.Of(pair.Position)} in {Names.Of(pair.Place)}"));
    }

    [Fact]
    public void Every_row_says_why() => Assert.Empty(Grid.Rows.Where(row => row.Rule.Reason.Length == 0).Select(row => row.Name));

    /// <summary>One world for all rows, and another one after a row that failed: what it left behind is its own.</summary>
    public sealed class Worlds : IDisposable
    {
        private MatrixWorld? _world;

        internal string? Play(Row row)
        {
            MatrixWorld world = _world ??= new MatrixWorld();
            _world = null;
            string? difference = world.Play(row);
            if (difference is null) _world = world;
            else world.Sys.Terminate();
            return difference;
        }

        public void Dispose() => _world?.Dispose();
    }
}
