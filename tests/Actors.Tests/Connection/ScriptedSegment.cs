using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Connection;

/// <summary>
/// A TCP segment as tests write it, in tcpdump's and packetdrill's manner with relative numbers: <c>S 0:0(0) win 65535 &lt;mss
/// 1460&gt;</c>, <c>. 1:1(0) ack 1 win 512</c>, <c>P. 1:6(5) ack 1 win 512</c>. Numbers before the SYN are negative, and no flag at all is
/// <c>-</c>. ECE is <c>E</c>, CWR <c>W</c>, and the IP header's ECN field stands before all: <c>[ect0] PE. 1:6(5) ack 1</c>; what has
/// none says <c>not-ECT</c>.
/// </summary>
internal sealed partial record ScriptedSegment(TcpFlags Flags, uint Seq, int Length, uint? Ack, int? Window, TcpOptions? Options)
{
    /// <summary>The IP header's ECN field.</summary>
    public EcnCodepoint Ecn { get; init; }

    /// <summary>The urgent pointer; null: not written, which is the segment's length where URG is set.</summary>
    public int? Urgent { get; init; }

    /// <summary>The byte that a stream has at a position: every test stream looks the same, so misplaced bytes show.</summary>
    public static byte StreamByte(long position) => (byte)(position * 7 + (position >> 8) * 13 + 1);

    public static byte[] Stream(long position, int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = StreamByte(position + i);
        return bytes;
    }

    public static ScriptedSegment Parse(string text)
    {
        Match match = Pattern().Match(text);
        if (!match.Success) throw new FormatException($"not a segment: {text}");
        TcpFlags flags = 0;
        foreach (char c in match.Groups["flags"].Value)
        {
            flags |= c switch
            {
                'S' => TcpFlags.Syn,
                'F' => TcpFlags.Fin,
                'R' => TcpFlags.Rst,
                'P' => TcpFlags.Psh,
                'U' => TcpFlags.Urg,
                'E' => TcpFlags.Ece,
                'W' => TcpFlags.Cwr,
                '.' => TcpFlags.Ack,
                '-' => TcpFlags.None,
                _ => throw new FormatException($"not a flag: {c}"),
            };
        }
        uint seq = Number(match.Groups["seq"].Value);
        int length = (int)Number(match.Groups["len"].Value);
        if (Number(match.Groups["end"].Value) != unchecked(seq + (uint)length)) throw new FormatException($"seq + len is not end: {text}");
        return new ScriptedSegment(
            flags, seq, length,
            match.Groups["ack"].Success ? Number(match.Groups["ack"].Value) : null,
            match.Groups["win"].Success ? (int)Number(match.Groups["win"].Value) : null,
            match.Groups["opts"].Success ? ParseOptions(match.Groups["opts"].Value) : null)
        {
            Ecn = match.Groups["ecn"].Value switch
            {
                "ce" => EcnCodepoint.Ce,
                "ect0" => EcnCodepoint.Ect0,
                "ect1" => EcnCodepoint.Ect1,
                _ => EcnCodepoint.NotEct,
            },
            Urgent = match.Groups["urg"].Success ? (int)Number(match.Groups["urg"].Value) : null,
        };
    }

    /// <summary>Whether a segment that was sent is the one written here; what is not written is not compared.</summary>
    public bool Matches(ScriptedSegment sent) =>
        Flags == sent.Flags && Ecn == sent.Ecn && Seq == sent.Seq && Length == sent.Length && Ack == sent.Ack
        && (Window is null || Window == sent.Window) && (Urgent is null || Urgent == sent.Urgent) && (Options is null || Options == sent.Options);

    /// <summary>The same with the SACK blocks' numbers moved: what is written relative is absolute on the wire.</summary>
    public ScriptedSegment WithSackFrom(uint origin)
    {
        if (Options is not { Sack.Count: > 0 } options) return this;
        TcpOptions moved = options;
        moved.Sack.Clear();
        foreach (SeqRange block in options.Sack.AsSpan()) moved.Sack.TryAdd(new SeqRange(block.Start + origin, block.End + origin));
        return this with { Options = moved };
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        if (Ecn != EcnCodepoint.NotEct) text.Append(CultureInfo.InvariantCulture, $"[{Ecn.ToString().ToLowerInvariant()}] ");
        if (Flags == TcpFlags.None) text.Append('-');
        if ((Flags & TcpFlags.Syn) != 0) text.Append('S');
        if ((Flags & TcpFlags.Fin) != 0) text.Append('F');
        if ((Flags & TcpFlags.Rst) != 0) text.Append('R');
        if ((Flags & TcpFlags.Psh) != 0) text.Append('P');
        if ((Flags & TcpFlags.Urg) != 0) text.Append('U');
        if ((Flags & TcpFlags.Ack) != 0) text.Append('.');
        if ((Flags & TcpFlags.Ece) != 0) text.Append('E');
        if ((Flags & TcpFlags.Cwr) != 0) text.Append('W');
        text.Append(CultureInfo.InvariantCulture, $" {(int)Seq}:{(int)(Seq + (uint)Length)}({Length})");
        if (Ack is { } ack) text.Append(CultureInfo.InvariantCulture, $" ack {(int)ack}");
        if (Window is { } window) text.Append(CultureInfo.InvariantCulture, $" win {window}");
        if (Urgent is { } urgent) text.Append(CultureInfo.InvariantCulture, $" urg {urgent}");
        if (Options is { } options && options.EncodedLength > 0) text.Append(CultureInfo.InvariantCulture, $" <{options}>");
        return text.ToString();
    }

    private static uint Number(string text) => unchecked((uint)long.Parse(text, CultureInfo.InvariantCulture));

    private static TcpOptions ParseOptions(string text)
    {
        var options = default(TcpOptions);
        foreach (string option in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] words = option.Split(' ');
            switch (words[0])
            {
                case "mss": options.Mss = ushort.Parse(words[1], CultureInfo.InvariantCulture); break;
                case "wscale": options.WindowScale = byte.Parse(words[1], CultureInfo.InvariantCulture); break;
                case "sackOK": options.SackPermitted = true; break;
                case "sack":
                    foreach (string block in words[1..])
                    {
                        string[] edges = block.Split(':');
                        options.Sack.TryAdd(new SeqRange(new SeqNum(Number(edges[0])), new SeqNum(Number(edges[1]))));
                    }
                    break;
                case "TS": // TS val 1 ecr 0
                    options.Timestamp = new TcpTimestamp(Number(words[2]), Number(words[4]));
                    break;
                case "nop": break;
                default: throw new FormatException($"not an option: {option}");
            }
        }
        return options;
    }

    [GeneratedRegex(@"^(\[(?<ecn>ce|ect0|ect1)\] )?(?<flags>[SFRPU.EW]+|-) (?<seq>-?\d+):(?<end>-?\d+)\((?<len>\d+)\)( ack (?<ack>-?\d+))?( win (?<win>\d+))?( urg (?<urg>\d+))?( <(?<opts>[^>]*)>)?$")]
    private static partial Regex Pattern();
}
