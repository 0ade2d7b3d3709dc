namespace ActorTcp.Protocol.Wire;

/// <summary>The control bits of a TCP header, byte 13 (RFC 9293 3.1; ECE and CWR: RFC 3168 6.1).</summary>
[Flags]
public enum TcpFlags : byte
{
    /// <summary>No control bit.</summary>
    None = 0,

    /// <summary>No more data from the sender.</summary>
    Fin = 0x01,

    /// <summary>Synchronise sequence numbers.</summary>
    Syn = 0x02,

    /// <summary>Reset the connection.</summary>
    Rst = 0x04,

    /// <summary>Push.</summary>
    Psh = 0x08,

    /// <summary>The acknowledgment field is significant.</summary>
    Ack = 0x10,

    /// <summary>The urgent pointer is significant.</summary>
    Urg = 0x20,

    /// <summary>ECN-Echo.</summary>
    Ece = 0x40,

    /// <summary>Congestion window reduced.</summary>
    Cwr = 0x80,
}

/// <summary>Text for <see cref="TcpFlags"/>.</summary>
public static class TcpFlagsText
{
    /// <summary>The flags in tcpdump's letters and order, <c>FSRP.UEW</c>: <c>S</c>, <c>S.</c>, <c>FP.</c>; <c>none</c> for none.</summary>
    public static string ToTcpdump(this TcpFlags flags)
    {
        if (flags == TcpFlags.None) return "none";
        const string Letters = "FSRP.UEW";
        Span<char> text = stackalloc char[Letters.Length];
        int length = 0;
        for (int bit = 0; bit < Letters.Length; bit++)
            if (((byte)flags & (1 << bit)) != 0)
                text[length++] = Letters[bit];
        return new string(text[..length]);
    }
}
