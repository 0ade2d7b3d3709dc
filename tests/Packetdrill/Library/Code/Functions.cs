using System.Globalization;

namespace ActorTcp.Packetdrill.Code;

/// <summary>Python's built-in functions that there are here.</summary>
internal static class Functions
{
    private const int FinestRounding = 15;

    /// <summary>Calls a function.</summary>
    public static object? Apply(string function, IReadOnlyList<object?> arguments, Values values, int line) => (function, arguments) switch
    {
        ("abs", [var value]) when Values.IsInteger(value, out var integer) => integer < 0 ? values.Unary("-", integer) : integer,
        ("abs", [double real]) => Math.Abs(real),
        ("len", [string text]) => (Int128)text.Length,
        ("len", [Sequence sequence]) => (Int128)sequence.Values.Count,
        ("min", [Sequence sequence]) => Extreme("<", sequence.Values, values),
        ("max", [Sequence sequence]) => Extreme(">", sequence.Values, values),
        ("min", [_, _, ..]) => Extreme("<", arguments, values),
        ("max", [_, _, ..]) => Extreme(">", arguments, values),
        ("str", [var value]) => values.Text(value),
        ("int", [double real]) => Truncated(real, line),
        ("int", [string text]) =>
            Int128.TryParse(text.AsSpan().Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new PythonError("ValueError", $"invalid literal for int() with base 10: {values.Representation(text)}"),
        ("int", [var value]) when Values.IsInteger(value, out var integer) => integer,
        ("float", [string text]) => double.TryParse(text.AsSpan().Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? number
            : throw new PythonError("ValueError", $"could not convert string to float: {values.Representation(text)}"),
        ("float", [var value]) when Values.IsReal(value, out double real) => real,
        ("round", [double real]) => Truncated(Math.Round(real, MidpointRounding.ToEven), line),
        ("round", [double real, Int128 digits]) when digits >= 0 && digits <= FinestRounding =>
            Math.Round(real, (int)digits, MidpointRounding.ToEven),
        ("round", [var value, ..]) when Values.IsInteger(value, out var integer) && arguments.Count <= 2 => integer,
        ("abs" or "len" or "min" or "max" or "str" or "int" or "float" or "round", _) => throw new PythonError(
            "TypeError", $"{function}() does not take ({string.Join(", ", arguments.Select(Values.TypeOf))})"),
        _ => throw new CodeException(line, $"the function {function}() is not supported"),
    };

    /// <summary>A real number without its fraction.</summary>
    public static Int128 Truncated(double real, int line)
    {
        if (!double.IsFinite(real))
            throw new PythonError("OverflowError", $"cannot convert float {(double.IsNaN(real) ? "NaN" : "infinity")} to integer");
        return Math.Abs(real) < Math.Pow(2, 126)
            ? (Int128)real
            : throw new CodeException(line, "an integer of more than 128 bits is not supported");
    }

    private static object? Extreme(string sign, IReadOnlyList<object?> from, Values values)
    {
        if (from.Count == 0)
            throw new PythonError("ValueError", "min() or max() of nothing");
        object? extreme = from[0];
        foreach (object? value in from.Skip(1))
            extreme = values.Compare(sign, value, extreme) ? value : extreme;
        return extreme;
    }
}
