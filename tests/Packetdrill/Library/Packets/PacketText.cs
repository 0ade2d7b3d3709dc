using System.Globalization;
using System.Text;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Packetdrill.Packets;

/// <summary>Packets as packetdrill prints them when they differ.</summary>
internal static class PacketText
{
    private const string Letters = "FSRP.UEW";

    /// <summary>A packet on one line.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="showAce">Whether the ECN flags are one number.</param>
    /// <param name="showWindow">Whether the window is told: a script may not have written one.</param>
    public static string Of(WirePacket packet, bool showAce = false, bool showWindow = true) => packet.Protocol switch
    {
        IpProtocol.Tcp => OfTcp(packet, showAce, showWindow),
        IpProtocol.Udp => string.Create(CultureInfo.InvariantCulture, $"udp ({packet.PayloadLength})"),
        _ => string.Create(CultureInfo.InvariantCulture, $"icmpv4 type {packet.IcmpType} code {packet.IcmpCode}"),
    };

    /// <summary>Microseconds as seconds.</summary>
    public static string Seconds(long microseconds) => (microseconds / 1e6).ToString("F6", CultureInfo.InvariantCulture);

    private static string OfTcp(WirePacket packet, bool showAce, bool showWindow)
    {
        var text = new StringBuilder();
        for (int bit = 0; bit < (showAce ? 6 : Letters.Length); bit++)
        {
            if (((int)packet.Flags & (1 << bit)) != 0) text.Append(Letters[bit]);
        }
        if (showAce) text.Append(packet.Ace);
        else if ((packet.ReservedBits & 1) != 0) text.Append('A');
        CultureInfo culture = CultureInfo.InvariantCulture;
        text.Append(culture, $" {packet.Sequence}:{packet.Sequence + (uint)packet.PayloadLength}({packet.PayloadLength}) ");
        if (packet.HasAck) text.Append(culture, $"ack {packet.Ack} ");
        if (showWindow) text.Append(culture, $"win {packet.Window} ");
        if (packet.Urgent != 0) text.Append(culture, $"urg {packet.Urgent} ");
        if (packet.Options.Length > 0) text.Append(culture, $"<{TcpOptionBytes.ToText(packet.Options)}>");
        return text.ToString();
    }
}
