namespace ActorTcp.Packetdrill.Code;

/// <summary>An error that Python would raise: the code is at fault, and it ends in a <see cref="CodeFailure"/>.</summary>
/// <param name="type">Such as <c>TypeError</c>.</param>
/// <param name="text">What Python would say.</param>
internal sealed class PythonError(string type, string text) : Exception($"{type}: {text}")
{
    public static PythonError Operands(string operation, object? left, object? right) =>
        new("TypeError", $"unsupported operand type(s) for {operation}: '{Values.TypeOf(left)}' and '{Values.TypeOf(right)}'");
}
