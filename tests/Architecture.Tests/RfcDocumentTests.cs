using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>docs/rfc9293.md says of every requirement what has become of it; what it names must be there.</summary>
public sealed partial class RfcDocumentTests
{
    private static readonly string Root = typeof(RfcDocumentTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Root").Value!;

    private static readonly string[] States = ["done", "partly", "not done", "not applicable"];

    private static readonly Requirement[] Table = [.. Read()];

    // RFC 9293, appendix B: the last numbers that it gives.
    [Theory]
    [InlineData("MUST", 69)]
    [InlineData("SHLD", 31)]
    [InlineData("MAY", 18)]
    [InlineData("REC", 1)]
    public void Every_requirement_is_there_once(string kind, int last) =>
        Assert.Equal(
            Enumerable.Range(1, last),
            Table.Where(row => row.Kind == kind).Select(row => row.Number).Order());

    [Fact]
    public void Every_requirement_has_a_section_and_a_state()
    {
        Assert.All(Table, row => Assert.Matches(@"^3(\.\d+)+$", row.Section));
        Assert.All(Table, row => Assert.Contains(row.State, States));
    }

    [Fact]
    public void What_is_done_names_its_file_and_its_test_and_what_is_not_says_why()
    {
        Assert.Empty(Table.Where(row => row.State is "done" or "partly" && (row.Files.Length == 0 || row.Tests.Length == 0)).Select(row => row.Name));
        Assert.Empty(Table.Where(row => row.State != "done" && row.Remark.Length == 0).Select(row => row.Name));
    }

    [Fact]
    public void Every_named_file_exists() =>
        Assert.DoesNotContain(Table.SelectMany(row => row.Files), file => !File.Exists(Path.Combine(Root, "src", "Stack.Actors", file)));

    [Fact]
    public void Every_named_test_exists()
    {
        HashSet<string> tests = [.. TestMethods()];
        Assert.Contains("RfcDocumentTests.Every_named_test_exists", tests); // so it finds what is there
        Assert.DoesNotContain(Table.SelectMany(row => row.Tests), test => !tests.Contains(test));
    }

    [Fact]
    public void The_sums_at_the_top_are_right()
    {
        string[] lines = File.ReadAllLines(Document);
        foreach (IGrouping<string, Requirement> kind in Table.GroupBy(row => row.Kind))
        {
            IEnumerable<int> counts = States.Select(state => kind.Count(row => row.State == state));
            Assert.Contains($"| {kind.Key} | {string.Join(" | ", counts)} |", lines);
        }
    }

    private static string Document => Path.Combine(Root, "docs", "rfc9293.md");

    private static IEnumerable<Requirement> Read()
    {
        foreach (string line in File.ReadLines(Document))
        {
            Match number = RequirementNumber().Match(line);
            if (!number.Success) continue;
            string[] cells = [.. line.Split('|')[1..^1].Select(cell => cell.Trim())];
            Assert.Equal(7, cells.Length);
            yield return new Requirement(
                number.Groups[1].Value, int.Parse(number.Groups[2].Value, CultureInfo.InvariantCulture), cells[1], cells[3],
                Names(cells[4]), Names(cells[5]), cells[6]);
        }
    }

    private static string[] Names(string cell) => [.. Quoted().Matches(cell).Select(match => match.Groups[1].Value)];

    /// <summary>Class and method of everything that is marked as a test, from the sources.</summary>
    private static IEnumerable<string> TestMethods()
    {
        foreach (string path in Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*.cs", SearchOption.AllDirectories))
        {
            string type = "";
            bool marked = false;
            foreach (string line in File.ReadLines(path))
            {
                Match declared = ClassName().Match(line);
                if (declared.Success) type = declared.Groups[1].Value;
                marked |= TestMark().IsMatch(line);
                Match method = MethodName().Match(line);
                if (!marked || !method.Success) continue;
                marked = false;
                yield return $"{type}.{method.Groups[1].Value}";
            }
        }
    }

    private sealed record Requirement(string Kind, int Number, string Section, string State, string[] Files, string[] Tests, string Remark)
    {
        public string Name => $"{Kind}-{Number}";
    }

    [GeneratedRegex(@"^\| (MUST|SHLD|MAY|REC)-(\d+) \|")]
    private static partial Regex RequirementNumber();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\s*(?:public|internal) .*\bclass (\w+)")]
    private static partial Regex ClassName();

    [GeneratedRegex(@"^\s*\[\w*(?:Fact|Theory|Property)\b")]
    private static partial Regex TestMark();

    [GeneratedRegex(@"^\s*public (?:static )?(?:async )?\w+ (\w+)\(")]
    private static partial Regex MethodName();
}
