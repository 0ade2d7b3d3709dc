namespace ActorTcp.Packetdrill.Code;

// Equality, order and membership.
internal sealed partial class Values
{
    /// <summary>A comparison.</summary>
    public bool Compare(string sign, object? left, object? right) => sign switch
    {
        "==" => AreEqual(left, right, 0),
        "!=" => !AreEqual(left, right, 0),
        "in" => Contains(right, left),
        "not in" => !Contains(right, left),
        "is" => AreSame(left, right),
        "is not" => !AreSame(left, right),
        "<" => Order(sign, left, right, 0) is < 0,
        "<=" => Order(sign, left, right, 0) is <= 0,
        ">" => Order(sign, left, right, 0) is > 0,
        _ => Order(sign, left, right, 0) is >= 0,
    };

    /// <summary>Below 0, 0 or above 0, as the left value is less, equal or greater; null: neither (NaN).</summary>
    public int? Order(string sign, object? left, object? right, int depth)
    {
        Step(depth);
        if (IsInteger(left, out var a) && IsInteger(right, out var b))
            return a.CompareTo(b);
        if (IsReal(left, out double x) && IsReal(right, out double y))
            return double.IsNaN(x) || double.IsNaN(y) ? null : x.CompareTo(y);
        if (left is string first && right is string second)
            return string.CompareOrdinal(first, second);
        if (left is not Sequence one || right is not Sequence other || one.IsTuple != other.IsTuple)
            throw new PythonError("TypeError", $"'{sign}' not supported between instances of '{TypeOf(left)}' and '{TypeOf(right)}'");
        for (int at = 0; at < Math.Min(one.Values.Count, other.Values.Count); at++)
        {
            if (!AreEqual(one.Values[at], other.Values[at], depth + 1))
                return Order(sign, one.Values[at], other.Values[at], depth + 1);
        }
        return one.Values.Count.CompareTo(other.Values.Count);
    }

    /// <summary>The item of a list, a tuple or a string; below zero it is counted from the end.</summary>
    public object? At(object? whole, object? index)
    {
        int count = whole switch
        {
            string text => text.Length,
            Sequence sequence => sequence.Values.Count,
            _ => throw new PythonError("TypeError", $"'{TypeOf(whole)}' object is not subscriptable"),
        };
        if (!IsInteger(index, out var at))
            throw new PythonError("TypeError", $"{TypeOf(whole)} indices must be integers, not {TypeOf(index)}");
        if (at < -count || at >= count)
            throw new PythonError("IndexError", $"{TypeOf(whole)} index out of range");
        int found = (int)(at < 0 ? at + count : at);
        return whole is string letters ? letters[found].ToString() : ((Sequence)whole).Values[found];
    }

    // Which equal numbers and texts are one object is Python's own affair.
    private bool AreSame(object? left, object? right) => left is null or bool || right is null or bool
        ? Equals(left, right)
        : throw new CodeException(line, "'is' with neither None, True nor False is not supported");

    private bool AreEqual(object? left, object? right, int depth)
    {
        Step(depth);
        if (IsInteger(left, out var a) && IsInteger(right, out var b))
            return a == b;
        if (IsReal(left, out double x) && IsReal(right, out double y))
            return x == y;
        if (left is Sequence one && right is Sequence other)
        {
            return one.IsTuple == other.IsTuple && one.Values.Count == other.Values.Count
                && one.Values.Zip(other.Values).All(pair => AreEqual(pair.First, pair.Second, depth + 1));
        }
        return left is string or null && Equals(left, right);
    }

    private bool Contains(object? whole, object? part) => (whole, part) switch
    {
        (string text, string piece) => text.Contains(piece, StringComparison.Ordinal),
        (string, _) => throw new PythonError("TypeError", $"'in <string>' requires string as left operand, not {TypeOf(part)}"),
        (Sequence sequence, _) => sequence.Values.Any(value => AreEqual(value, part, 0)),
        _ => throw new PythonError("TypeError", $"argument of type '{TypeOf(whole)}' is not iterable"),
    };
}
