namespace ActorTcp.Packetdrill.Code;

/// <summary>Reads code: a small part of Python, what assertions about a connection need.</summary>
internal sealed partial class CodeParser
{
    private static readonly string[] Keywords =
    [
        "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except", "exec", "finally",
        "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "print", "raise", "return", "try",
        "while", "with", "yield",
    ];

    private readonly string _code;
    private readonly List<CodeToken> _tokens;
    private int _next;
    private int _statementStart;

    private CodeParser(string code, int line)
    {
        _code = code;
        _tokens = new CodeLexer(code, line).ReadAll();
    }

    private CodeToken Current => _tokens[_next];

    /// <summary>Reads code.</summary>
    /// <param name="code">The code.</param>
    /// <param name="line">The script's line in which it begins.</param>
    /// <exception cref="CodeException">It has what is not supported.</exception>
    public static List<Statement> Parse(string code, int line) => new CodeParser(code, line).ParseStatements();

    private List<Statement> ParseStatements()
    {
        List<Statement> statements = [];
        while (Current.Kind != CodeTokenKind.End)
        {
            if (Current.Kind == CodeTokenKind.Separator)
            {
                _next++;
                continue;
            }
            statements.Add(ParseStatement());
            if (Current.Kind is not (CodeTokenKind.Separator or CodeTokenKind.End))
                throw Unsupported();
        }
        return statements;
    }

    private Statement ParseStatement()
    {
        _statementStart = _next;
        var start = Current;
        if (Accept("assert"))
        {
            var condition = ParseTest();
            string text = TextSince(start);
            return new AssertStatement(start.Line, text, condition, Accept(",") ? ParseTest() : null);
        }
        if (Accept("print"))
        {
            var arguments = ParsePrinted();
            return new PrintStatement(start.Line, TextSince(start), arguments);
        }
        if (Accept("pass"))
            return new ExpressionStatement(start.Line, "pass", new Constant(null));
        if (start.Kind == CodeTokenKind.Name && !Keywords.Contains(start.Text) && _tokens[_next + 1] is { Kind: CodeTokenKind.Operator } sign
            && sign.Text is [.., '='] and not ("==" or "!=" or "<=" or ">="))
        {
            _next += 2;
            var assigned = ParseTests();
            return new AssignStatement(start.Line, TextSince(start), start.Text, sign.Text.Length == 1 ? null : sign.Text[..^1], assigned);
        }
        var value = ParseTests();
        return new ExpressionStatement(start.Line, TextSince(start), value);
    }

    /// <summary>Python 3's <c>print(a, b)</c> and Python 2's <c>print a, b</c> print the same.</summary>
    private IReadOnlyList<Node> ParsePrinted()
    {
        if (Current.Kind is CodeTokenKind.Separator or CodeTokenKind.End)
            return [];
        var printed = ParseTests();
        return printed is Items { IsTuple: true } several ? several.Nodes : [printed];
    }

    private bool Accept(string text)
    {
        if (Current.Kind is not (CodeTokenKind.Name or CodeTokenKind.Operator) || Current.Text != text)
            return false;
        _next++;
        return true;
    }

    private void Expect(string text)
    {
        if (!Accept(text))
            throw Unsupported();
    }

    private string TextSince(CodeToken start) => _code[start.Start.._tokens[_next - 1].End];

    private CodeException Unsupported() => new(Current.Line, $"'{Current.Text}' is not supported here");
}
