using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Tcp;

/// <summary>Segments and sequence spaces for the tests of the pure core.</summary>
internal static class Segments
{
    /// <summary>Where spaces begin: at, before and after the wrap, half way, and anywhere.</summary>
    public static TheoryData<uint> Origins => new(0, 0xFFFF_FFFF, 0xFFFF_FFF0, 0x7FFF_FFF0, 123_456);

    public static Segment Of(SeqNum seq, int length = 0, TcpFlags flags = TcpFlags.Ack, SeqNum ack = default, int window = 0) =>
        new() { Seq = seq, TextLength = length, Flags = flags, Ack = ack, Window = (ushort)window };

    public static ReceiveSequenceSpace Receive(uint nxt, int window) => new() { Nxt = new SeqNum(nxt), Edge = new SeqNum(nxt) + window };

    public static SendSequenceSpace Send(uint una, int outstanding, uint window = 500, uint maxWindow = 1000) => new()
    {
        Una = new SeqNum(una), Nxt = new SeqNum(una) + outstanding, Wnd = window, MaxWnd = maxWindow,
    };
}
