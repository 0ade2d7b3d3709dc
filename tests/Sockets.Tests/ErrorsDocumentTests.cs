using System.Net.Sockets;
using System.Reflection;
using System.Text.RegularExpressions;

namespace ActorTcp.Sockets.Tests;

/// <summary>docs/errors.md says which error which mistake has, and who shows it: what it names must be there, and nothing be missing.</summary>
public sealed partial class ErrorsDocumentTests
{
    private static readonly string Root = typeof(ErrorsDocumentTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "Root").Value!;

    private static readonly Row[] Table = [.. Read()];

    private static readonly Dictionary<string, string> Tests = Sources().ToDictionary(test => test.Name, test => test.Body);

    [Fact]
    public void Every_row_names_tests_that_exist()
    {
        Assert.True(Table.Length > 50, $"only {Table.Length} rows were found");
        Assert.All(Table, row => Assert.NotEmpty(row.Tests));
        Assert.DoesNotContain(Table.SelectMany(row => row.Tests), test => !Tests.ContainsKey(test));
    }

    [Fact]
    public void Every_rows_error_is_the_errno_as_NET_names_it() =>
        Assert.All(Table.Where(row => row.Errno != "ENOENT"), row => Assert.Equal(row.Errno, SocketErrno.NameOf(row.Error)));

    [Fact]
    public void Every_test_of_a_row_expects_its_error()
    {
        foreach (Row row in Table.Where(row => !row.Mistake.Contains("null", StringComparison.Ordinal)))
            Assert.All(row.Tests, test => Assert.True(Expects(Tests[test], row.Error), $"{test} does not expect {row.Error}"));
    }

    [Fact]
    public void Every_error_that_a_test_expects_of_a_call_has_a_row()
    {
        HashSet<SocketError> listed = [.. Table.Select(row => row.Error)];
        IEnumerable<SocketError> expected = Tests.Values
            .SelectMany(body => Expected().Matches(body)).Select(match => Enum.Parse<SocketError>(match.Groups[1].Value));

        Assert.DoesNotContain(expected, error => !listed.Contains(error));
    }

    private static bool Expects(string body, SocketError error) =>
        body.Contains($"SocketError.{error}", StringComparison.Ordinal)
        || body.Contains($"Assert.Equal({SocketErrno.Of(error)}, ", StringComparison.Ordinal) // SO_ERROR
        || (error == SocketError.OperationAborted && body.Contains(nameof(ObjectDisposedException), StringComparison.Ordinal))
        || (error == SocketError.WouldBlock && body.Contains("Fill(", StringComparison.Ordinal)) // which sends until it would block
        || (error == SocketError.InvalidArgument && body.Contains("Refuses(", StringComparison.Ordinal));

    private static IEnumerable<Row> Read()
    {
        foreach (string line in File.ReadLines(Path.Combine(Root, "docs", "errors.md")))
        {
            if (!line.StartsWith("| ", StringComparison.Ordinal)) continue;
            string[] cells = [.. line.Split('|')[1..^1].Select(cell => cell.Trim())];
            if (cells.Length != 5 || cells[0] == "call" || !Enum.TryParse(cells[3], out SocketError error)) continue;
            yield return new Row(cells[1], cells[2], error, [.. Quoted().Matches(cells[4]).Select(match => match.Groups[1].Value)]);
        }
    }

    /// <summary>The tests of this project, from the sources.</summary>
    private static IEnumerable<(string Name, string Body)> Sources()
    {
        foreach (string path in Directory.EnumerateFiles(Path.Combine(Root, "tests", "Sockets.Tests"), "*.cs", SearchOption.AllDirectories))
        {
            string text = File.ReadAllText(path);
            string type = ClassName().Match(text).Groups[1].Value;
            foreach (Match test in TestMethod().Matches(text)) yield return ($"{type}.{test.Groups[1].Value}", test.Value);
        }
    }

    private sealed record Row(string Mistake, string Errno, SocketError Error, string[] Tests);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^public .*\bclass (\w+)", RegexOptions.Multiline)]
    private static partial Regex ClassName();

    // To the brace that closes it, or the expression's end.
    [GeneratedRegex(@"^    \[(?:Fact|Theory)\]\n(?:    \[.*\n)*    public (?:static )?(?:async )?\w+ (\w+)\(.*\)(?:\n    \{(?s:.*?)\n    \}| =>(?s:.*?);\n)", RegexOptions.Multiline)]
    private static partial Regex TestMethod();

    [GeneratedRegex(@"Fails\(SocketError\.(\w+),")]
    private static partial Regex Expected();
}
