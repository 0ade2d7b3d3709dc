using System.Globalization;
using System.Text;

namespace ActorTcp.Packetdrill.Code;

// 'cwnd=%d' % cwnd
internal sealed partial class Values
{
    private const int WidestField = 1000;
    private const int FinestPrecision = 100;

    private readonly record struct FormatField(char Conversion, string Flags, int Width, int Precision)
    {
        public bool Has(char flag) => Flags.Contains(flag);
    }

    private string Format(string format, object? arguments)
    {
        var values = arguments is Sequence { IsTuple: true } tuple ? tuple.Values : [arguments];
        var text = new StringBuilder();
        int used = 0;
        for (int at = 0; at < format.Length; at++)
        {
            if (format[at] != '%')
            {
                text.Append(format[at]);
                continue;
            }
            var field = ReadField(format, ref at);
            if (field.Conversion == '%')
            {
                text.Append('%');
                continue;
            }
            if (used == values.Count)
                throw new PythonError("TypeError", "not enough arguments for format string");
            text.Append(Padded(Converted(field, values[used++]), field));
            if (text.Length > LongestText)
                throw new CodeException(line, $"a text of more than {LongestText} characters is not supported");
        }
        return used == values.Count
            ? text.ToString()
            : throw new PythonError("TypeError", "not all arguments converted during string formatting");
    }

    private FormatField ReadField(string format, ref int at)
    {
        int start = ++at;
        while (at < format.Length && format[at] is '-' or '+' or ' ' or '0' or '#')
            at++;
        string flags = format[start..at];
        int width = ReadNumber(format, ref at, WidestField) ?? 0;
        int precision = -1;
        if (at < format.Length && format[at] == '.')
        {
            at++;
            precision = ReadNumber(format, ref at, FinestPrecision) ?? 0;
        }
        return at < format.Length
            ? new FormatField(format[at], flags, width, precision)
            : throw new PythonError("ValueError", "incomplete format");
    }

    private int? ReadNumber(string format, ref int at, int most)
    {
        int start = at;
        int number = 0;
        for (; at < format.Length && char.IsAsciiDigit(format[at]); at++)
        {
            number = number * 10 + format[at] - '0';
            if (number > most)
                throw new CodeException(line, $"a field's width or precision above {most} is not supported");
        }
        return at == start ? null : number;
    }

    private string Converted(FormatField field, object? value) => field.Conversion switch
    {
        's' => Cut(Text(value), field.Precision),
        'r' => Cut(Representation(value), field.Precision),
        'c' when value is string { Length: 1 } character => character,
        'd' or 'i' or 'u' => Signed(Whole(value, field) is var whole && whole < 0, Digits(whole, 10), field),
        'x' => Signed(Whole(value, field) is var whole && whole < 0, (field.Has('#') ? "0x" : "") + Digits(whole, 16), field),
        'X' => Signed(Whole(value, field) is var whole && whole < 0, (field.Has('#') ? "0X" : "") + Digits(whole, 16).ToUpperInvariant(), field),
        'o' => Signed(Whole(value, field) is var whole && whole < 0, (field.Has('#') ? "0o" : "") + Digits(whole, 8), field),
        'f' or 'F' or 'e' or 'E' or 'g' or 'G' when IsReal(value, out double real) =>
            Signed(double.IsNegative(real), RealDigits(Math.Abs(real), field), field),
        'f' or 'F' or 'e' or 'E' or 'g' or 'G' => throw new PythonError("TypeError", $"must be real number, not {TypeOf(value)}"),
        _ => throw new CodeException(line, $"the format %{field.Conversion} is not supported"),
    };

    private Int128 Whole(object? value, FormatField field) => value switch
    {
        _ when IsInteger(value, out var integer) => integer,
        double real when field.Conversion is 'd' or 'i' or 'u' => Functions.Truncated(real, line),
        _ => throw new PythonError("TypeError", $"%{field.Conversion} format: a number is required, not {TypeOf(value)}"),
    };

    private static string Digits(Int128 number, uint radix)
    {
        var rest = number < 0 ? (UInt128)(-(number + 1)) + 1 : (UInt128)number;
        var digits = new StringBuilder();
        do
        {
            digits.Insert(0, "0123456789abcdef"[(int)(rest % radix)]);
            rest /= radix;
        }
        while (rest > 0);
        return digits.ToString();
    }

    private static string RealDigits(double real, FormatField field)
    {
        if (!double.IsFinite(real))
            return double.IsNaN(real) ? "nan" : "inf";
        int precision = field.Precision < 0 ? 6 : field.Precision;
        string digits = char.ToLowerInvariant(field.Conversion) switch
        {
            'f' => real.ToString($"F{precision}", CultureInfo.InvariantCulture),
            'e' => Exponential(real, precision),
            _ => General(real, Math.Max(precision, 1)),
        };
        return char.IsUpper(field.Conversion) ? digits.ToUpperInvariant() : digits;
    }

    /// <summary>C's %e: an exponent of two digits or more.</summary>
    private static string Exponential(double real, int precision)
    {
        string pattern = precision == 0 ? "0e+00" : $"0.{new string('0', precision)}e+00";
        return real.ToString(pattern, CultureInfo.InvariantCulture);
    }

    /// <summary>C's %g: the shorter of %e and %f, without zeros at the end.</summary>
    private static string General(double real, int precision)
    {
        string exponential = Exponential(real, precision - 1);
        int mark = exponential.IndexOf('e');
        int exponent = int.Parse(exponential.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return exponent >= -4 && exponent < precision
            ? WithoutZeros(real.ToString($"F{precision - 1 - exponent}", CultureInfo.InvariantCulture))
            : WithoutZeros(exponential[..mark]) + exponential[mark..];
    }

    private static string WithoutZeros(string digits) => digits.Contains('.') ? digits.TrimEnd('0').TrimEnd('.') : digits;

    private static string Signed(bool isNegative, string digits, FormatField field)
    {
        string sign = isNegative ? "-" : field.Has('+') ? "+" : field.Has(' ') ? " " : "";
        return field.Has('0') && !field.Has('-') ? sign + digits.PadLeft(field.Width - sign.Length, '0') : sign + digits;
    }

    private static string Padded(string text, FormatField field) => field.Has('-') ? text.PadRight(field.Width) : text.PadLeft(field.Width);

    private static string Cut(string text, int precision) => precision >= 0 && precision < text.Length ? text[..precision] : text;
}
