namespace ActorTcp.Packetdrill.Code;

/// <summary>Evaluates the expressions of one statement.</summary>
/// <param name="scope">The names.</param>
/// <param name="line">The statement's line.</param>
internal sealed class Interpreter(CodeScope scope, int line)
{
    /// <summary>What values do here.</summary>
    public Values Values { get; } = new(line);

    /// <summary>The value of an expression.</summary>
    public object? Evaluate(Node node) => node switch
    {
        Constant constant => constant.Value,
        Name name => scope.Get(name.Identifier, line),
        Unary unary => Values.Unary(unary.Operator, Evaluate(unary.Operand)),
        Binary binary => Values.Binary(binary.Operator, Evaluate(binary.Left), Evaluate(binary.Right)),
        Comparison comparison => Compare(comparison),
        Logical logical => Decide(logical),
        Conditional conditional => Evaluate(Values.IsTrue(Evaluate(conditional.Condition)) ? conditional.Yes : conditional.No),
        Items items => new Sequence(items.IsTuple, [.. items.Nodes.Select(Evaluate)]),
        Subscript subscript => Values.At(Evaluate(subscript.Whole), Evaluate(subscript.Index)),
        Call call => Functions.Apply(call.Function, [.. call.Arguments.Select(Evaluate)], Values, line),
        _ => throw new CodeException(line, "this expression is not supported"),
    };

    private object? Decide(Logical logical)
    {
        object? left = Evaluate(logical.Left);
        return Values.IsTrue(left) == logical.IsAnd ? Evaluate(logical.Right) : left;
    }

    private bool Compare(Comparison comparison)
    {
        object? left = Evaluate(comparison.First);
        foreach ((string sign, var node) in comparison.Others)
        {
            object? right = Evaluate(node);
            if (!Values.Compare(sign, left, right))
                return false;
            left = right;
        }
        return true;
    }
}
