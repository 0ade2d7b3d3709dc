namespace ActorTcp.Packetdrill.Code;

/// <summary>
/// What operators do with values. A list may hold another twice, which holds another twice: to walk through one is counted, so that none
/// takes for ever.
/// </summary>
/// <param name="line">The statement's line, for messages.</param>
internal sealed partial class Values(int line)
{
    private const int LongestText = 65_536;
    private const int MostSteps = 100_000;
    private const int Deepest = 50;

    private int _steps;

    /// <summary>Python's truth.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null => false,
        bool truth => truth,
        Int128 number => number != 0,
        double real => real != 0,
        string text => text.Length > 0,
        Sequence sequence => sequence.Values.Count > 0,
        _ => true,
    };

    /// <summary>Python's name of a value's type.</summary>
    public static string TypeOf(object? value) => value switch
    {
        null => "NoneType",
        bool => "bool",
        Int128 => "int",
        double => "float",
        string => "str",
        Sequence { IsTuple: true } => "tuple",
        _ => "list",
    };

    /// <summary>An integer, as which a bool counts too.</summary>
    public static bool IsInteger(object? value, out Int128 number)
    {
        number = value switch { bool truth => truth ? 1 : 0, Int128 integer => integer, _ => 0 };
        return value is bool or Int128;
    }

    /// <summary>A number of any kind.</summary>
    public static bool IsReal(object? value, out double number)
    {
        number = value is double real ? real : IsInteger(value, out var integer) ? (double)integer : 0;
        return value is double or bool or Int128;
    }

    /// <summary>A unary operator.</summary>
    public object Unary(string sign, object? operand)
    {
        if (sign == "not")
            return !IsTrue(operand);
        if (IsInteger(operand, out var integer))
        {
            return sign switch
            {
                "-" => Bounded(() => checked(-integer)),
                "~" => ~integer,
                _ => integer,
            };
        }
        return operand is double real && sign != "~"
            ? sign == "-" ? -real : real
            : throw new PythonError("TypeError", $"bad operand type for unary {sign}: '{TypeOf(operand)}'");
    }

    /// <summary>A binary operator.</summary>
    public object Binary(string sign, object? left, object? right)
    {
        if (sign == "%" && left is string format)
            return Format(format, right);
        if (IsInteger(left, out var a) && IsInteger(right, out var b))
            return left is bool && right is bool && sign is "&" or "|" or "^" ? Bits(sign, a, b) != 0 : Integers(sign, a, b);
        if (IsReal(left, out double x) && IsReal(right, out double y))
            return Reals(sign, x, y) ?? throw PythonError.Operands(sign, left, right);
        return (sign, left, right) switch
        {
            ("+", string first, string second) => Short(first.Length + second.Length, () => first + second),
            ("+", Sequence first, Sequence second) when first.IsTuple == second.IsTuple =>
                Short(first.Values.Count + second.Values.Count, () => new Sequence(first.IsTuple, [.. first.Values, .. second.Values])),
            ("*", string text, _) when IsInteger(right, out var times) => Repeated(text, times),
            ("*", _, string text) when IsInteger(left, out var times) => Repeated(text, times),
            _ => throw PythonError.Operands(sign, left, right),
        };
    }

    private object Integers(string sign, Int128 a, Int128 b)
    {
        if (b == 0 && sign is "/" or "//" or "%")
            throw new PythonError("ZeroDivisionError", sign == "/" ? "division by zero" : "integer division or modulo by zero");
        return sign switch
        {
            "+" => Bounded(() => checked(a + b)),
            "-" => Bounded(() => checked(a - b)),
            "*" => Bounded(() => checked(a * b)),
            "/" => (double)a / (double)b,
            "//" => Bounded(() => Floor(a, b)),
            "%" => b == -1 ? Int128.Zero : a - b * Floor(a, b),
            "**" when a == 0 && b < 0 => throw new PythonError("ZeroDivisionError", "0.0 cannot be raised to a negative power"),
            "**" when b < 0 => Math.Pow((double)a, (double)b),
            "**" => Bounded(() => Power(a, b)),
            "<<" or ">>" when b < 0 => throw new PythonError("ValueError", "negative shift count"),
            "<<" => Bounded(() => a == 0 ? 0 : checked(a * Power(2, b))),
            ">>" => a >> (int)Int128.Min(b, 127),
            _ => Bits(sign, a, b),
        };
    }

    private static Int128 Bits(string sign, Int128 a, Int128 b) => sign switch { "&" => a & b, "|" => a | b, _ => a ^ b };

    private static object? Reals(string sign, double x, double y)
    {
        if (y == 0 && sign is "/" or "//" or "%")
            throw new PythonError("ZeroDivisionError", sign == "/" ? "float division by zero" : "float floor division or modulo by zero");
        return sign switch
        {
            "+" => x + y,
            "-" => x - y,
            "*" => x * y,
            "/" => x / y,
            "//" => Math.Floor(x / y),
            "%" => x - y * Math.Floor(x / y),
            "**" => Math.Pow(x, y),
            _ => null,
        };
    }

    /// <summary>Python rounds down where C rounds to zero.</summary>
    private static Int128 Floor(Int128 a, Int128 b)
    {
        if (b == -1)
            return checked(-a);
        (var quotient, var remainder) = Int128.DivRem(a, b);
        return remainder != 0 && remainder < 0 != b < 0 ? quotient - 1 : quotient;
    }

    private static Int128 Power(Int128 a, Int128 exponent)
    {
        if (a == 0 || a == 1 || exponent == 0)
            return exponent == 0 ? 1 : a;
        if (a == -1)
            return Int128.IsEvenInteger(exponent) ? 1 : -1;
        Int128 power = 1;
        for (Int128 i = 0; i < exponent; i++)
            power = checked(power * a);   // Overflows after 127 rounds at the latest.
        return power;
    }

    private object Repeated(string text, Int128 times) => times <= 0 || text.Length == 0
        ? ""
        : Short(Int128.Min(times, LongestText + 1) * text.Length, () => new string([.. Enumerable.Repeat(text, (int)times).SelectMany(c => c)]));

    private object Short(Int128 length, Func<object> make) => length <= LongestText
        ? make()
        : throw new CodeException(line, $"a string or list of more than {LongestText} is not supported");

    private Int128 Bounded(Func<Int128> compute)
    {
        try
        {
            return compute();
        }
        catch (OverflowException)
        {
            throw new CodeException(line, "an integer of more than 128 bits is not supported");
        }
    }

    private void Step(int depth)
    {
        if (depth > Deepest)
            throw new CodeException(line, $"a list nested more than {Deepest} deep is not supported");
        if (++_steps > MostSteps)
            throw new CodeException(line, $"a list that takes more than {MostSteps} steps is not supported");
    }
}
