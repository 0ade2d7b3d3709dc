using ActorTcp.Packetdrill.Language;

namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>A system call's arguments, read as its kind demands.</summary>
internal sealed class CallArguments(SystemCall call)
{
    private readonly IReadOnlyList<Expression> _items = call.Arguments;

    public int Count => _items.Count;

    /// <summary>What it is to return, as a number.</summary>
    public long Result => Values.Number(call.Result);

    public Expression this[int index] =>
        index < _items.Count ? _items[index] : throw new ScriptFailureException($"missing argument {index + 1}");

    /// <exception cref="ScriptFailureException">There are more or fewer.</exception>
    public void Expect(int least, int most = 0)
    {
        most = Math.Max(least, most);
        if (_items.Count < least || _items.Count > most)
            throw new ScriptFailureException($"expected {(least == most ? $"{least}" : $"{least}-{most}")} args but got {_items.Count}");
    }

    /// <summary>An argument that is a number, or symbols that stand for one.</summary>
    public long Number(int index) => Values.Number(this[index]);

    public int Int(int index)
    {
        long number = Number(index);
        return number is >= int.MinValue and <= uint.MaxValue
            ? unchecked((int)number)
            : throw new ScriptFailureException($"argument {index + 1} is out of the range of an int: {number}");
    }

    /// <summary>An argument that is <c>...</c>.</summary>
    public void Ellipsis(int index)
    {
        if (this[index] is not EllipsisExpression) throw new ScriptFailureException($"expected ... as argument {index + 1}");
    }

    /// <summary>An argument that is <c>...</c>, or NULL as 0.</summary>
    /// <returns>Whether there is a buffer.</returns>
    public bool Buffer(int index) => this[index] switch
    {
        EllipsisExpression => true,
        NumberExpression { Value: 0 } or WordExpression { Name: "NULL" } => false,
        _ => throw new ScriptFailureException("Expected ... or NULL for buffer"),
    };

    /// <summary>A number in brackets.</summary>
    public long Bracketed(int index) => this[index] is ArrayExpression { Items: [{ } item] }
        ? Values.Number(item)
        : throw new ScriptFailureException($"expected [value] as argument {index + 1}");

    /// <summary>An argument that is <c>[{..., n}, …]</c>.</summary>
    /// <returns>The bytes of all.</returns>
    public int Vectors(int index, int countIndex)
    {
        if (this[index] is not ArrayExpression array) throw new ScriptFailureException($"expected [{{..., n}}, …] as argument {index + 1}");
        if (Int(countIndex) != array.Items.Count)
            throw new ScriptFailureException($"iov_count {Int(countIndex)} does not match {array.Items.Count}-element iovec array");
        return Values.Length(array);
    }
}
