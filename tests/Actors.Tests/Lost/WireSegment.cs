using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tests.Network;

namespace ActorTcp.Tests.Lost;

/// <summary>
/// A segment between the two stacks as the traces write it: <c>&gt;</c> from the client or <c>&lt;</c> from the server, flags, first
/// and next sequence number, length of the text, and the acknowledgment, all relative to the two initial sequence numbers.
/// </summary>
internal static partial class WireSegment
{
    public const ushort ClientPort = 40000;
    public const ushort ServerPort = 7;
    public static readonly Ipv4Address ClientAddress = Ipv4Address.Parse("198.51.100.1");
    public static readonly Ipv4Address ServerAddress = Ipv4Address.Parse("198.51.100.2");

    /// <summary>Both spaces wrap within the first kilobyte.</summary>
    public static readonly SeqNum ClientIss = new(0xFFFF_FE00);

    public static readonly SeqNum ServerIss = new(0xFFFF_FF00);

    /// <summary>What a frame says; null if it is no TCP segment of the two ends.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="serverIss">What the server's numbers are relative to; a SYN of the server moves it where it <paramref name="follows"/>.</param>
    /// <param name="follows">Whether the server chooses its initial sequence numbers itself.</param>
    public static string? TryDescribe(ReadOnlySpan<byte> frame, ref SeqNum serverIss, bool follows)
    {
        if (!EthernetHeader.TryRead(frame, out EthernetHeader ethernet) || ethernet.EtherType != EtherType.Ipv4) return null;
        if (!Ipv4Header.TryRead(ethernet.Payload, out Ipv4Header ip, out _) || ip.Protocol != IpProtocol.Tcp) return null;
        if (!TcpHeader.TryRead(ip.Payload, out TcpHeader tcp)) return null;
        bool client = ip.Source == ClientAddress;
        if (follows && !client && (tcp.Flags & TcpFlags.Syn) != 0) serverIss = tcp.Sequence;
        int seq = tcp.Sequence - (client ? ClientIss : serverIss);
        if ((tcp.Flags & (TcpFlags.Rst | TcpFlags.Ack)) == (TcpFlags.Rst | TcpFlags.Ack) && tcp.Sequence.Value == 0) seq = 0; // 3.10.7.1
        var text = new StringBuilder().Append(client ? '>' : '<').Append(' ').Append(Letters(tcp.Flags));
        text.Append(CultureInfo.InvariantCulture, $" {seq}:{seq + tcp.PayloadLength}({tcp.PayloadLength})");
        if ((tcp.Flags & TcpFlags.Ack) != 0)
            text.Append(CultureInfo.InvariantCulture, $" ack {tcp.Acknowledgment - (client ? serverIss : ClientIss)}");
        return text.ToString();
    }

    /// <summary>A frame that says this, without options and text.</summary>
    public static byte[] Build(string segment)
    {
        Match match = Pattern().Match(segment);
        if (!match.Success) throw new FormatException($"not a segment: {segment}");
        bool client = match.Groups["from"].Value == ">";
        TcpFlags flags = 0;
        foreach (char letter in match.Groups["flags"].Value) flags |= FlagOf(letter);
        SeqNum seq = (client ? ClientIss : ServerIss) + Number(match.Groups["seq"]);
        SeqNum ack = match.Groups["ack"].Success ? (client ? ServerIss : ClientIss) + Number(match.Groups["ack"]) : default;
        (Ipv4Address from, Ipv4Address to) = client ? (ClientAddress, ServerAddress) : (ServerAddress, ClientAddress);
        byte[] tcp = new byte[TcpHeader.MinLength];
        TcpHeader.Write(
            tcp, client ? ClientPort : ServerPort, client ? ServerPort : ClientPort, seq, ack, TcpHeader.MinLength, flags, 65535, 0);
        uint pseudo = InternetChecksum.PseudoHeader(from, to, IpProtocol.Tcp, tcp.Length);
        TcpHeader.WriteChecksum(tcp, InternetChecksum.Finish(InternetChecksum.Sum(tcp, pseudo)));
        return Packet.Ipv4(IpProtocol.Tcp, tcp, from, to, MacOf(to));
    }

    public static MacAddress MacOf(Ipv4Address address) => MacAddress.Parse($"02:00:5e:00:00:0{address.Value & 15}");

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    private static string Letters(TcpFlags flags)
    {
        var letters = new StringBuilder();
        foreach (char letter in "SFRPU.")
        {
            if ((flags & FlagOf(letter)) != 0) letters.Append(letter);
        }
        return letters.ToString();
    }

    private static TcpFlags FlagOf(char letter) => letter switch
    {
        'S' => TcpFlags.Syn,
        'F' => TcpFlags.Fin,
        'R' => TcpFlags.Rst,
        'P' => TcpFlags.Psh,
        'U' => TcpFlags.Urg,
        '.' => TcpFlags.Ack,
        _ => throw new FormatException($"not a flag: {letter}"),
    };

    [GeneratedRegex(@"^(?<from>[<>]) (?<flags>[SFRPU.]+) (?<seq>-?\d+):-?\d+\(0\)( ack (?<ack>-?\d+))?$")]
    private static partial Regex Pattern();
}
