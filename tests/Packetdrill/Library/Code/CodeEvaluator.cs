namespace ActorTcp.Packetdrill.Code;

/// <summary>
/// Runs what stands between <c>%{</c> and <c>}%</c>. Packetdrill gives it to Python; here a part of Python 3 is evaluated: <c>assert</c>,
/// <c>print</c> (Python 2's too) and assignments; arithmetic, bits, comparisons and their chains, <c>and</c>, <c>or</c>, <c>not</c>,
/// <c>in</c>, <c>is</c>, <c>a if c else b</c>, tuples and lists and their items, <c>'…' % (…)</c>, <c>f'…{a}'</c>, and the functions abs, float, int, len, max, min, round and str.
/// Integers have 128 bits. All else is not supported, and so are values and texts beyond fixed sizes: code cannot take long, nor much memory.
/// </summary>
public static class CodeEvaluator
{
    /// <summary>Runs a block.</summary>
    /// <param name="code">The code.</param>
    /// <param name="line">The script's line in which it begins, from 1.</param>
    /// <param name="scope">The names that it sees and changes.</param>
    /// <returns>What it printed, and where it failed.</returns>
    /// <exception cref="CodeException">It needs what is not supported. There is no other exception.</exception>
    public static CodeOutcome Run(string code, int line, CodeScope scope)
    {
        List<string> printed = [];
        foreach (var statement in CodeParser.Parse(code, line))
        {
            var interpreter = new Interpreter(scope, statement.Line);
            try
            {
                if (Execute(statement, interpreter, scope, printed) is { } failure)
                    return new CodeOutcome(printed, failure);
            }
            catch (PythonError error)
            {
                return new CodeOutcome(printed, new CodeFailure(statement.Line, statement.Text, error.Message));
            }
        }
        return new CodeOutcome(printed, null);
    }

    private static CodeFailure? Execute(Statement statement, Interpreter interpreter, CodeScope scope, List<string> printed)
    {
        switch (statement)
        {
            case AssertStatement assert:
                if (Values.IsTrue(interpreter.Evaluate(assert.Condition)))
                    return null;
                string message = assert.Message == null ? "" : interpreter.Values.Text(interpreter.Evaluate(assert.Message));
                return new CodeFailure(statement.Line, statement.Text, message);
            case PrintStatement print:
                printed.Add(string.Join(' ', print.Arguments.Select(argument => interpreter.Values.Text(interpreter.Evaluate(argument)))));
                return null;
            case AssignStatement { Operator: { } sign } assign:
                scope.Assign(assign.Name, interpreter.Evaluate(new Binary(sign, new Name(assign.Name), assign.Value)));
                return null;
            case AssignStatement assign:
                scope.Assign(assign.Name, interpreter.Evaluate(assign.Value));
                return null;
            case ExpressionStatement expression:
                interpreter.Evaluate(expression.Value);
                return null;
            default:
                throw new CodeException(statement.Line, $"'{statement.Text}' is not supported");
        }
    }
}
