namespace ActorTcp.Packetdrill.Code;

// Python's grammar, from the loosest operator to the tightest.
internal sealed partial class CodeParser
{
    // Neither the parser nor the evaluator, which both descend by recursion, may run out of stack.
    private const int Deepest = 50;
    private const int LongestStatement = 1000;

    private static readonly string[][] BinaryOperators = [["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*", "/", "//", "%"]];
    private static readonly string[] ComparisonOperators = ["<", "<=", ">", ">=", "==", "!="];

    private int _depth;

    /// <summary><c>a, b</c>: a tuple without its parentheses.</summary>
    private Node ParseTests()
    {
        var first = ParseTest();
        if (!Accept(","))
            return first;
        List<Node> nodes = [first];
        while (Current.Kind is not (CodeTokenKind.Separator or CodeTokenKind.End) && !(Current.Text is ")" or "]"))
        {
            nodes.Add(ParseTest());
            if (!Accept(","))
                break;
        }
        return new Items(IsTuple: true, nodes);
    }

    private Node ParseTest()
    {
        var value = ParseOr();
        if (!Accept("if"))
            return value;
        var condition = ParseOr();
        Expect("else");
        return Nested(() => new Conditional(condition, value, ParseTest()));
    }

    private Node ParseOr() => Chain(ParseAnd, () => Accept("or") ? "or" : null, (_, left, right) => new Logical(IsAnd: false, left, right));

    private Node ParseAnd() => Chain(ParseNot, () => Accept("and") ? "and" : null, (_, left, right) => new Logical(IsAnd: true, left, right));

    private Node ParseNot() => Accept("not") ? Nested(() => new Unary("not", ParseNot())) : ParseComparison();

    private Node ParseComparison()
    {
        var first = ParseBinary(0);
        List<(string Operator, Node Right)> others = [];
        while (TakeComparison() is { } comparison)
            others.Add((comparison, ParseBinary(0)));
        return others.Count == 0 ? first : new Comparison(first, others);
    }

    private string? TakeComparison()
    {
        if (Accept("in"))
            return "in";
        if (Current.Text == "not" && _tokens[_next + 1].Text == "in")
        {
            _next += 2;
            return "not in";
        }
        if (Accept("is"))
            return Accept("not") ? "is not" : "is";
        return TakeOperator(ComparisonOperators);
    }

    private Node ParseBinary(int level) => level == BinaryOperators.Length
        ? ParseUnary()
        : Chain(() => ParseBinary(level + 1), () => TakeOperator(BinaryOperators[level]), (sign, left, right) => new Binary(sign, left, right));

    private Node ParseUnary()
    {
        if (TakeOperator(["-", "+", "~"]) is { } sign)
            return Nested(() => new Unary(sign, ParseUnary()));
        var value = ParseAtom();
        for (int depth = 0; Accept("["); depth++)
        {
            if (depth == Deepest)
                throw TooDeep();
            var index = Nested(ParseTest);
            Expect("]");
            value = new Subscript(value, index);
        }
        // -a ** -b is -(a ** (-b)).
        return Accept("**") ? Nested(() => new Binary("**", value, ParseUnary())) : value;
    }

    private Node ParseAtom()
    {
        var token = Current;
        if (token.Kind == CodeTokenKind.Literal)
            return ParseLiteral();
        if (Accept("("))
            return Nested(ParseParenthesis);
        if (Accept("["))
            return Nested(() => new Items(IsTuple: false, ParseNodes("]", out _)));
        if (token.Kind != CodeTokenKind.Name || Keywords.Contains(token.Text))
            throw Unsupported();
        _next++;
        if (Current.Text is "." && Current.Kind == CodeTokenKind.Operator)
            throw Unsupported();
        if (Accept("("))
            return Nested(() => new Call(token.Text, ParseNodes(")", out _)));
        return token.Text switch
        {
            "True" => new Constant(true),
            "False" => new Constant(false),
            "None" => new Constant(null),
            _ => new Name(token.Text),
        };
    }

    private Constant ParseLiteral()
    {
        object? value = Current.Value;
        _next++;
        while (value is string text && Current is { Kind: CodeTokenKind.Literal, Value: string more })
        {
            value = text + more;
            _next++;
        }
        return new Constant(value);
    }

    private Node ParseParenthesis()
    {
        var nodes = ParseNodes(")", out bool endsInComma);
        return nodes.Count == 1 && !endsInComma ? nodes[0] : new Items(IsTuple: true, nodes);
    }

    /// <summary>What commas part, up to the closing parenthesis or bracket.</summary>
    private List<Node> ParseNodes(string close, out bool endsInComma)
    {
        List<Node> nodes = [];
        endsInComma = false;
        while (!Accept(close))
        {
            nodes.Add(ParseTest());
            endsInComma = Accept(",");
            if (endsInComma)
                continue;
            Expect(close);
            break;
        }
        return nodes;
    }

    private string? TakeOperator(string[] operators)
    {
        if (Current.Kind != CodeTokenKind.Operator || !operators.Contains(Current.Text))
            return null;
        return _tokens[_next++].Text;
    }

    /// <summary>A chain of operators of one level, which group to the left.</summary>
    private Node Chain(Func<Node> operand, Func<string?> takeOperator, Func<string, Node, Node, Node> join)
    {
        var left = operand();
        while (takeOperator() is { } sign)
        {
            left = join(sign, left, operand());
            if (_next - _statementStart > LongestStatement)
                throw TooDeep();
        }
        return left;
    }

    private Node Nested(Func<Node> parse)
    {
        if (++_depth > Deepest)
            throw TooDeep();
        var node = parse();
        _depth--;
        return node;
    }

    private CodeException TooDeep() => new(Current.Line, "so long an expression is not supported");
}
