using ActorTcp.Packetdrill.Language;

namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>What expressions stand for.</summary>
internal static class Values
{
    /// <summary>A number, a symbol, or several joined by <c>|</c>.</summary>
    /// <exception cref="ScriptFailureException">It is none of them.</exception>
    public static long Number(Expression expression) => expression switch
    {
        NumberExpression number => number.Value,
        WordExpression word => Symbols.TryGetValue(word.Name, out long value) ? value : throw new ScriptFailureException($"unknown symbol '{word.Name}'"),
        OrExpression or => Number(or.Left) | Number(or.Right),
        _ => throw new ScriptFailureException($"expected a number but found {expression}"),
    };

    /// <summary>The bytes of all vectors.</summary>
    public static int Length(ArrayExpression vectors)
    {
        long length = 0;
        foreach (Expression vector in vectors.Items)
        {
            if (vector is not IoVectorExpression { Length: { } each }) throw new ScriptFailureException($"expected {{..., n}} but found {vector}");
            length += Number(each);
        }
        return length is >= 0 and <= int.MaxValue ? (int)length : throw new ScriptFailureException($"the vectors' length is {length}");
    }

    /// <summary>The bytes of a message's vectors.</summary>
    public static int Length(MessageExpression message) => message.Count == message.Vectors.Items.Count
        ? Length(message.Vectors)
        : throw new ScriptFailureException($"msg_iov({message.Count}) does not match {message.Vectors.Items.Count}-element iovec array");
}
