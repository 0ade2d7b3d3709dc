namespace Protocol.Tests.Wire;

/// <summary>
/// Frames that Linux 6 sent over a TAP without offloads, 192.0.2.1 (02:00:00:00:00:01) to 192.0.2.2 (02:00:00:00:00:02), to the byte.
/// </summary>
internal static class Captures
{
    public static readonly byte[] ArpRequest = Hex(
        "ffffffffffff 020000000001 0806 0001 0800 06 04 0001 020000000001 c0000201 000000000000 c0000202");

    /// <summary>connect(): mss 1460, sackOK, TS val 1405546369 ecr 0, nop, wscale 10.</summary>
    public static readonly byte[] Syn = Hex(
        "020000000002 020000000001 0800 4500003c2ef34000400687c5c0000201c0000202 " +
        "c58800078395aded00000000a002faf08ead0000 020405b4 0402080a53c6ef8100000000 0103030a");

    /// <summary>The third segment of the handshake: nop, nop, TS.</summary>
    public static readonly byte[] Ack = Hex(
        "020000000002 020000000001 0800 450000342ef44000400687ccc0000201c0000202 " +
        "c58800078395adee000003e98010003fa4340000 0101080a53c6ef8200001000");

    /// <summary>send("hello").</summary>
    public static readonly byte[] Data = Hex(
        "020000000002 020000000001 0800 450000392ef54000400687c6c0000201c0000202 " +
        "c58800078395adee000003e98018003f60550000 0101080a53c6ef8200001000 68656c6c6f");

    /// <summary>One SACK block behind the timestamps.</summary>
    public static readonly byte[] Sack1 = Hex(
        "020000000002 020000000001 0800 450000402ef64000400687bec0000201c0000202 " +
        "c58800078395adf3000003e9b010003f662d0000 0101080a53c6ef8200001000 0101050a000003f3000003f8");

    /// <summary>Three SACK blocks, all that fit beside timestamps.</summary>
    public static readonly byte[] Sack3 = Hex(
        "020000000002 020000000001 0800 450000502ef84000400687acc0000201c0000202 " +
        "c58800078395adf3000003e9f010003f15fb0000 0101080a53c6ef8200001000 " +
        "0101051a000004070000040c000003fd00000402000003f3000003f8");

    /// <summary>RST of a port where nobody listens.</summary>
    public static readonly byte[] Rst = Hex(
        "020000000002 020000000001 0800 45000028000040004006b6ccc0000201c0000202 005115b3000000000000004e50140000157b0000");

    /// <summary>sendto("hi!"), with its checksum.</summary>
    public static readonly byte[] Udp = Hex(
        "020000000002 020000000001 0800 4500001fa574400040111156c0000201c0000202 cd5c0035000b24d9 686921");

    /// <summary>Port unreachable about a datagram of 32 bytes.</summary>
    public static readonly byte[] PortUnreachable = Hex(
        "020000000002 020000000001 0800 45c0003cdd8c000040011871c0000201c0000202 " +
        "0303fede00000000 45000020007700004011f652c0000202c0000201 0fa00fa1000c0000 70696e67");

    /// <summary>The reply to an echo request with identifier 1, sequence number 2 and "abcd".</summary>
    public static readonly byte[] EchoReply = Hex(
        "020000000002 020000000001 0800 45000020ddc7000040011912c0000201c0000202 0000 3b36 0001 0002 61626364");

    public static readonly byte[][] All =
        [ArpRequest, Syn, Ack, Data, Sack1, Sack3, Rst, Udp, PortUnreachable, EchoReply];

    /// <summary>What an IPv4 frame carries behind Ethernet's 14 and IP's 20 bytes.</summary>
    public static ReadOnlySpan<byte> Transport(byte[] frame) => frame.AsSpan(34);

    public static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
}
