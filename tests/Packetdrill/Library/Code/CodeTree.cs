namespace ActorTcp.Packetdrill.Code;

/// <summary>A statement, its line in the script and its text.</summary>
internal abstract record Statement(int Line, string Text);

/// <summary><c>assert condition, message</c>.</summary>
internal sealed record AssertStatement(int Line, string Text, Node Condition, Node? Message) : Statement(Line, Text);

/// <summary><c>print(…)</c>, or Python 2's <c>print …</c>.</summary>
internal sealed record PrintStatement(int Line, string Text, IReadOnlyList<Node> Arguments) : Statement(Line, Text);

/// <summary><c>name = value</c>, or with an operator <c>name += value</c>.</summary>
internal sealed record AssignStatement(int Line, string Text, string Name, string? Operator, Node Value) : Statement(Line, Text);

/// <summary>An expression by itself, or <c>pass</c>.</summary>
internal sealed record ExpressionStatement(int Line, string Text, Node Value) : Statement(Line, Text);

/// <summary>An expression.</summary>
internal abstract record Node;

/// <summary>A literal. A value is an <see cref="Int128"/>, a bool, a double, a string, a <see cref="Sequence"/>, or null for None.</summary>
internal sealed record Constant(object? Value) : Node;

/// <summary>A variable.</summary>
internal sealed record Name(string Identifier) : Node;

/// <summary><c>-a</c>, <c>+a</c>, <c>~a</c>, <c>not a</c>.</summary>
internal sealed record Unary(string Operator, Node Operand) : Node;

/// <summary>Arithmetic and bits.</summary>
internal sealed record Binary(string Operator, Node Left, Node Right) : Node;

/// <summary><c>a &lt; b &lt;= c</c>: each is evaluated once, and only while the comparisons hold.</summary>
internal sealed record Comparison(Node First, IReadOnlyList<(string Operator, Node Right)> Others) : Node;

/// <summary><c>and</c>, <c>or</c>: the right side is evaluated only if it matters.</summary>
internal sealed record Logical(bool IsAnd, Node Left, Node Right) : Node;

/// <summary><c>a if condition else b</c>.</summary>
internal sealed record Conditional(Node Condition, Node Yes, Node No) : Node;

/// <summary><c>(a, b)</c> or <c>[a, b]</c>.</summary>
internal sealed record Items(bool IsTuple, IReadOnlyList<Node> Nodes) : Node;

/// <summary><c>a[b]</c>.</summary>
internal sealed record Subscript(Node Whole, Node Index) : Node;

/// <summary>A function's call.</summary>
internal sealed record Call(string Function, IReadOnlyList<Node> Arguments) : Node;

/// <summary>A tuple's or a list's value.</summary>
internal sealed record Sequence(bool IsTuple, IReadOnlyList<object?> Values);
