using System.Globalization;
using System.Text;

namespace ActorTcp.Packetdrill.Code;

// Values as text, as Python writes them.
internal sealed partial class Values
{
    /// <summary>Python's str.</summary>
    public string Text(object? value) => value is string text ? text : Representation(value);

    /// <summary>Python's repr.</summary>
    public string Representation(object? value)
    {
        var text = new StringBuilder();
        Write(value, text, 0);
        return text.ToString();
    }

    private void Write(object? value, StringBuilder to, int depth)
    {
        Step(depth);
        switch (value)
        {
            case null: to.Append("None"); break;
            case bool truth: to.Append(truth ? "True" : "False"); break;
            case double real: to.Append(Real(real)); break;
            case string text: WriteQuoted(text, to); break;
            case Sequence sequence: WriteItems(sequence, to, depth); break;
            default: to.Append(CultureInfo.InvariantCulture, $"{value}"); break;
        }
        if (to.Length > LongestText)
            throw new CodeException(line, $"a text of more than {LongestText} characters is not supported");
    }

    private void WriteItems(Sequence sequence, StringBuilder to, int depth)
    {
        to.Append(sequence.IsTuple ? '(' : '[');
        for (int at = 0; at < sequence.Values.Count; at++)
        {
            to.Append(at == 0 ? "" : ", ");
            Write(sequence.Values[at], to, depth + 1);
        }
        to.Append(sequence.IsTuple && sequence.Values.Count == 1 ? "," : "").Append(sequence.IsTuple ? ')' : ']');
    }

    private static void WriteQuoted(string text, StringBuilder to)
    {
        char quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        to.Append(quote);
        foreach (char c in text)
        {
            to.Append(c switch
            {
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when c == quote => $"\\{c}",
                < ' ' or '\x7f' => $"\\x{(int)c:x2}",
                _ => c.ToString(),
            });
        }
        to.Append(quote);
    }

    /// <summary>The shortest digits that mean the same number; an exponent from 1e16 up and below 1e-4.</summary>
    private static string Real(double real)
    {
        if (!double.IsFinite(real))
            return double.IsNaN(real) ? "nan" : real > 0 ? "inf" : "-inf";
        string digits = real.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
        if (digits.Contains('e'))
            return digits;
        if (Math.Abs(real) < 1e16)
            return digits.Contains('.') ? digits : digits + ".0";
        // .NET turns to exponents a power of ten later.
        int point = real < 0 ? 2 : 1;
        string fraction = digits[point..].TrimEnd('0');
        return $"{digits[..point]}{(fraction.Length == 0 ? "" : ".")}{fraction}e+16";
    }
}
