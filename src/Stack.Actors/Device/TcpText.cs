using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Device;

/// <summary>A TCP header in tcpdump's words.</summary>
internal static class TcpText
{
    public static string Describe(in Ipv4Header ip, in TcpHeader tcp, TcpConversations? conversations)
    {
        (uint sequenceBase, uint acknowledgmentBase) = conversations?.Relate(ip, tcp) ?? default;
        uint sequence = unchecked(tcp.Sequence.Value - sequenceBase);
        var text = new StringBuilder(128);
        text.Append("Flags [").Append(tcp.Flags.ToTcpdump()).Append(']');
        if (tcp.PayloadLength > 0) text.Append(CultureInfo.InvariantCulture, $", seq {sequence}:{unchecked(sequence + (uint)tcp.PayloadLength)}");
        else if ((tcp.Flags & (TcpFlags.Syn | TcpFlags.Fin | TcpFlags.Rst)) != 0) text.Append(CultureInfo.InvariantCulture, $", seq {sequence}");
        if ((tcp.Flags & TcpFlags.Ack) != 0) text.Append(CultureInfo.InvariantCulture, $", ack {unchecked(tcp.Acknowledgment.Value - acknowledgmentBase)}");
        text.Append(CultureInfo.InvariantCulture, $", win {tcp.Window}");
        if ((tcp.Flags & TcpFlags.Urg) != 0) text.Append(CultureInfo.InvariantCulture, $", urg {tcp.UrgentPointer}");
        if (!tcp.Options.IsEmpty)
        {
            text.Append(", options [");
            DescribeOptions(text, tcp.Options, acknowledgmentBase);
            text.Append(']');
        }
        text.Append(CultureInfo.InvariantCulture, $", length {tcp.PayloadLength}");
        return text.ToString();
    }

    /// <summary>The options in their order on the wire, padding included, which the parsed record does not keep.</summary>
    private static void DescribeOptions(StringBuilder text, ReadOnlySpan<byte> options, uint acknowledgmentBase)
    {
        bool first = true;
        while (!options.IsEmpty)
        {
            if (!first) text.Append(',');
            first = false;
            var kind = (TcpOptionKind)options[0];
            if (kind == TcpOptionKind.EndOfList)
            {
                text.Append("eol");
                return;
            }
            int length = kind == TcpOptionKind.NoOperation ? 1 : options.Length < 2 ? 0 : options[1];
            if (length == 0 || length > options.Length || (length == 1 && kind != TcpOptionKind.NoOperation))
            {
                text.Append("[bad opt]");
                return;
            }
            DescribeOption(text, kind, options[Math.Min(2, length)..length], acknowledgmentBase);
            options = options[length..];
        }
    }

    private static void DescribeOption(StringBuilder text, TcpOptionKind kind, ReadOnlySpan<byte> value, uint acknowledgmentBase)
    {
        switch (kind)
        {
            case TcpOptionKind.NoOperation:
                text.Append("nop");
                break;
            case TcpOptionKind.MaximumSegmentSize when value.Length == 2:
                text.Append(CultureInfo.InvariantCulture, $"mss {BinaryPrimitives.ReadUInt16BigEndian(value)}");
                break;
            case TcpOptionKind.WindowScale when value.Length == 1:
                text.Append(CultureInfo.InvariantCulture, $"wscale {value[0]}");
                break;
            case TcpOptionKind.SackPermitted when value.IsEmpty:
                text.Append("sackOK");
                break;
            case TcpOptionKind.Timestamps when value.Length == 8:
                text.Append(CultureInfo.InvariantCulture, $"TS val {BinaryPrimitives.ReadUInt32BigEndian(value)} ecr {BinaryPrimitives.ReadUInt32BigEndian(value[4..])}");
                break;
            case TcpOptionKind.Sack when value.Length > 0 && value.Length % 8 == 0:
                text.Append(CultureInfo.InvariantCulture, $"sack {value.Length / 8} ");
                for (; !value.IsEmpty; value = value[8..])
                {
                    uint left = unchecked(BinaryPrimitives.ReadUInt32BigEndian(value) - acknowledgmentBase);
                    uint right = unchecked(BinaryPrimitives.ReadUInt32BigEndian(value[4..]) - acknowledgmentBase);
                    text.Append(CultureInfo.InvariantCulture, $"{{{left}:{right}}}");
                }
                break;
            case TcpOptionKind.MaximumSegmentSize or TcpOptionKind.WindowScale or TcpOptionKind.SackPermitted
                or TcpOptionKind.Timestamps or TcpOptionKind.Sack:
                text.Append(CultureInfo.InvariantCulture, $"{kind}[bad opt]");
                break;
            default:
                text.Append(CultureInfo.InvariantCulture, $"unknown-{(byte)kind}");
                if (!value.IsEmpty) text.Append(" 0x").Append(Convert.ToHexStringLower(value));
                break;
        }
    }
}
