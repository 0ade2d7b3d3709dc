using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ActorTcp.Packetdrill.Language;

namespace ActorTcp.Packetdrill.Packets;

/// <summary>TCP options between what a script writes and their bytes.</summary>
internal static class TcpOptionBytes
{
    public const byte Eol = 0;
    public const byte Nop = 1;
    public const byte Mss = 2;
    public const byte WindowScale = 3;
    public const byte SackPermitted = 4;
    public const byte Sack = 5;
    public const byte Timestamp = 8;
    public const byte Md5 = 19;
    public const byte FastOpen = 34;
    public const byte AccEcn0 = 172;
    public const byte AccEcn1 = 174;
    public const byte Experimental = 254;
    private const ushort FastOpenMagic = 0xF989; // RFC 7413 A.

    /// <summary>What a script writes as bytes, in its order and with its padding alone.</summary>
    public static byte[] Write(IReadOnlyList<TcpOptionSpec> options)
    {
        var bytes = new List<byte>(40);
        foreach (TcpOptionSpec option in options) Append(bytes, option);
        return [.. bytes];
    }

    /// <summary>Walks over options; ends at one that is cut off.</summary>
    public static IEnumerable<(byte Kind, ReadOnlyMemory<byte> Data, int Offset)> Walk(byte[] bytes)
    {
        for (int at = 0; at < bytes.Length;)
        {
            byte kind = bytes[at];
            int length = kind is Eol or Nop ? 1 : at + 1 < bytes.Length ? bytes[at + 1] : 0;
            if (length == 0 || (length == 1 && kind > Nop) || at + length > bytes.Length) yield break;
            yield return (kind, bytes.AsMemory(Math.Min(at + 2, at + length)..(at + length)), at);
            at += length;
            if (kind == Eol) yield break;
        }
    }

    /// <summary>Where the timestamp's value is; negative: there is none.</summary>
    public static int FindTimestamp(byte[] bytes)
    {
        foreach ((byte kind, ReadOnlyMemory<byte> data, int offset) in Walk(bytes))
        {
            if (kind == Timestamp && data.Length == 8) return offset + 2;
        }
        return -1;
    }

    /// <summary>Moves the edges of all SACK blocks.</summary>
    public static void OffsetSack(byte[] bytes, uint offset)
    {
        foreach ((byte kind, ReadOnlyMemory<byte> data, int at) in Walk(bytes))
        {
            if (kind != Sack) continue;
            for (int i = 0; i + 4 <= data.Length; i += 4)
            {
                Span<byte> edge = bytes.AsSpan(at + 2 + i);
                BinaryPrimitives.WriteUInt32BigEndian(edge, BinaryPrimitives.ReadUInt32BigEndian(edge) + offset);
            }
        }
    }

    /// <summary>Options as a script writes them.</summary>
    public static string ToText(byte[] bytes) => string.Join(',', Walk(bytes).Select(each => ToText(each.Kind, each.Data.Span)));

    /// <summary>One option as a script writes it.</summary>
    public static string ToText(byte kind, ReadOnlySpan<byte> data)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        switch (kind)
        {
            case Eol: return "eol";
            case Nop: return "nop";
            case Mss when data.Length == 2: return string.Create(culture, $"mss {BinaryPrimitives.ReadUInt16BigEndian(data)}");
            case WindowScale when data.Length == 1: return string.Create(culture, $"wscale {data[0]}");
            case SackPermitted: return "sackOK";
            case Sack:
                var text = new StringBuilder("sack");
                for (int i = 0; i + 8 <= data.Length; i += 8)
                    text.Append(culture, $" {BinaryPrimitives.ReadUInt32BigEndian(data[i..])}:{BinaryPrimitives.ReadUInt32BigEndian(data[(i + 4)..])}");
                return text.ToString();
            case Timestamp when data.Length == 8:
                return string.Create(culture, $"TS val {BinaryPrimitives.ReadUInt32BigEndian(data)} ecr {BinaryPrimitives.ReadUInt32BigEndian(data[4..])}");
            case Md5: return WithHex("md5", data);
            case FastOpen: return WithHex("FO", data);
            case Experimental when data.Length >= 2 && BinaryPrimitives.ReadUInt16BigEndian(data) == FastOpenMagic:
                return WithHex("FOEXP", data[2..]);
            default: return WithHex(string.Create(culture, $"kind {kind}"), data);
        }
    }

    private static string WithHex(string name, ReadOnlySpan<byte> data) =>
        data.IsEmpty ? name : $"{name} {Convert.ToHexStringLower(data)}";

    private static void Append(List<byte> bytes, TcpOptionSpec option)
    {
        switch (option)
        {
            case NopOption: bytes.Add(Nop); break;
            case EolOption: bytes.Add(Eol); break;
            case MssOption mss: bytes.AddRange([Mss, 4, (byte)(mss.Bytes >> 8), (byte)mss.Bytes]); break;
            case WindowScaleOption scale: bytes.AddRange([WindowScale, 3, scale.Shift]); break;
            case SackPermittedOption: bytes.AddRange([SackPermitted, 2]); break;
            case SackOption sack:
                bytes.AddRange([Sack, (byte)(2 + (8 * sack.Blocks.Count))]);
                foreach ((uint left, uint right) in sack.Blocks)
                {
                    AppendNumber(bytes, left);
                    AppendNumber(bytes, right);
                }
                break;
            case TimestampOption timestamp:
                bytes.AddRange([Timestamp, 10]);
                AppendNumber(bytes, timestamp.Value);
                AppendNumber(bytes, timestamp.Echo);
                break;
            case Md5Option md5:
                bytes.AddRange([Md5, (byte)(2 + md5.Digest.Length)]);
                bytes.AddRange(md5.Digest);
                break;
            case FastOpenOption { Experimental: true } open:
                bytes.AddRange([Experimental, (byte)(4 + open.Cookie.Length), FastOpenMagic >> 8, FastOpenMagic & 0xFF]);
                bytes.AddRange(open.Cookie);
                break;
            case FastOpenOption open:
                bytes.AddRange([FastOpen, (byte)(2 + open.Cookie.Length)]);
                bytes.AddRange(open.Cookie);
                break;
            case AccurateEcnOption ecn:
                bytes.AddRange([ecn.Fields is [{ Name: "e1b" }, ..] ? AccEcn1 : AccEcn0, (byte)(2 + (3 * ecn.Fields.Count))]);
                foreach ((_, uint value) in ecn.Fields) bytes.AddRange([(byte)(value >> 16), (byte)(value >> 8), (byte)value]);
                break;
            default:
                throw new ScriptSkipException($"needs a TCP option that is not known: {option}");
        }
    }

    private static void AppendNumber(List<byte> bytes, uint value) =>
        bytes.AddRange([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);
}
