using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Handshake;

/// <summary>RFC 9293 3.10.7.4 in TIME-WAIT, RFC 1337 and RFC 6191, at each position of the window.</summary>
public sealed class TimeWaitCheckTests
{
    private static readonly SeqNum Nxt = new(0xFFFF_FFF0);
    private static readonly Instant Now = Instant.Zero + TimeSpan.FromHours(1);
    private static readonly TimeWaitBlock Plain = new(new SeqNum(5000), Nxt, 1000, 0);
    private static readonly TimeWaitBlock Stamped = Plain with { HasTimestamps = true, TsRecent = 100, TsRecentAt = Now };

    [Theory]
    // RFC 1337: whatever its number, a reset is ignored.
    [InlineData(TcpFlags.Rst, 0, TimeWaitVerdict.Drop)]
    [InlineData(TcpFlags.Rst | TcpFlags.Ack, 500, TimeWaitVerdict.Drop)]
    [InlineData(TcpFlags.Rst, -1, TimeWaitVerdict.Drop)]
    [InlineData(TcpFlags.Rst | TcpFlags.Syn, 5, TimeWaitVerdict.Drop)]
    // The peer's FIN again.
    [InlineData(TcpFlags.Fin | TcpFlags.Ack, -1, TimeWaitVerdict.Restart)]
    [InlineData(TcpFlags.Fin | TcpFlags.Ack, 0, TimeWaitVerdict.Acknowledge)]
    // A bare acknowledgment: in the window nothing, outside an acknowledgment.
    [InlineData(TcpFlags.Ack, 0, TimeWaitVerdict.Drop)]
    [InlineData(TcpFlags.Ack, 999, TimeWaitVerdict.Drop)]
    [InlineData(TcpFlags.Ack, -1, TimeWaitVerdict.Acknowledge)]
    [InlineData(TcpFlags.Ack, 1001, TimeWaitVerdict.Acknowledge)]
    // RFC 6191: a SYN beyond the old numbers, anywhere.
    [InlineData(TcpFlags.Syn, 1, TimeWaitVerdict.Reuse)]
    [InlineData(TcpFlags.Syn, 100_000, TimeWaitVerdict.Reuse)]
    [InlineData(TcpFlags.Syn, 0, TimeWaitVerdict.Acknowledge)]
    [InlineData(TcpFlags.Syn, -1, TimeWaitVerdict.Acknowledge)]
    [InlineData(TcpFlags.Syn | TcpFlags.Ack, 100, TimeWaitVerdict.Acknowledge)]
    internal void Without_timestamps(TcpFlags flags, int at, TimeWaitVerdict verdict) =>
        Assert.Equal(verdict, TimeWaitCheck.Check(Plain, new Segment { Seq = Nxt + at, Flags = flags }, null, Now));

    [Theory]
    [InlineData(TcpFlags.Syn, -500, 101u, TimeWaitVerdict.Reuse)] // the timestamp is enough
    [InlineData(TcpFlags.Syn, -500, 100u, TimeWaitVerdict.Acknowledge)]
    [InlineData(TcpFlags.Syn, 500, 100u, TimeWaitVerdict.Reuse)] // the same millisecond: the number decides
    [InlineData(TcpFlags.Syn, 500, 99u, TimeWaitVerdict.Old)] // PAWS
    [InlineData(TcpFlags.Fin | TcpFlags.Ack, -1, 99u, TimeWaitVerdict.Old)]
    [InlineData(TcpFlags.Fin | TcpFlags.Ack, -1, 100u, TimeWaitVerdict.Restart)]
    internal void With_timestamps(TcpFlags flags, int at, uint stamp, TimeWaitVerdict verdict) =>
        Assert.Equal(verdict, TimeWaitCheck.Check(Stamped, new Segment { Seq = Nxt + at, Flags = flags }, new TcpTimestamp(stamp, 0), Now));
}
