using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Tcp;

/// <summary>How a write ends: MSG_MORE and MSG_EOR.</summary>
public sealed class WriteEndTests
{
    private const int Mss = 1000;
    private static readonly SeqNum Iss = new(0xFFFF_FF00);

    private readonly TcpSender _sender = new(
        SendSequenceSpace.AfterHandshake(Iss, 60_000, 0, new SeqNum(9), Iss + 1),
        new SenderSettings { Mss = Mss, MaxSegment = Mss }, new Reno(hystart: false), At(0));

    private static Instant At(double seconds) => Instant.Zero + TimeSpan.FromSeconds(seconds);

    private List<int> Write(int length, WriteEnd end = WriteEnd.Plain)
    {
        _sender.Buffer.Append(new byte[length]);
        bool begins = true;
        while (_sender.TakeIn(end, ref begins, out _))
        {
        }
        return Send(At(0));
    }

    /// <summary>The lengths of what goes out; below zero: with PSH.</summary>
    private List<int> Send(Instant now)
    {
        var sent = new List<int>();
        while (_sender.TryNext(now, out SegmentPlan plan)) sent.Add(plan.Push ? -plan.Length : plan.Length);
        return sent;
    }

    private void Ack(int text, double at) =>
        _sender.OnAck(Segments.Of(new SeqNum(10), 0, TcpFlags.Ack, Iss + 1 + text, 60_000), default, At(at));

    [Fact]
    public void More_holds_what_is_not_full_until_the_next_write()
    {
        _sender.NoDelay = true;
        Assert.Empty(Write(100, WriteEnd.More));
        Assert.Empty(Write(200, WriteEnd.More));
        Assert.Equal([-305], Write(5));
    }

    [Fact]
    public void An_acknowledgment_lets_go_what_More_held_without_Psh()
    {
        _sender.NoDelay = true;
        Assert.Equal([1000, 1000, -1000], Write(3100, WriteEnd.More)); // a burst of three
        Ack(2000, 0.1);
        Assert.Equal([100], Send(At(0.1)));
    }

    [Fact]
    public void What_More_holds_goes_when_the_persist_timer_has_had_enough()
    {
        _sender.NoDelay = true;
        Assert.Empty(Write(40, WriteEnd.More));
        Assert.True(_sender.IsPersisting);
        Assert.True(_sender.OnPersistTimeout(_sender.Deadline));
        Assert.Equal([-40], Send(At(1)));
    }

    [Fact]
    public void Nothing_shares_a_segment_with_the_end_of_a_record()
    {
        _sender.NoDelay = true;
        _sender.Cork = true;
        Assert.Empty(Write(400, WriteEnd.EndOfRecord));
        _sender.Cork = false;
        Assert.Equal([-400, -300], Write(300));
    }

    [Fact]
    public void Nagle_holds_the_last_record_only()
    {
        Assert.Equal([-10], Write(10));
        Assert.Empty(Write(400, WriteEnd.EndOfRecord)); // it is the last
        Assert.Equal([-400], Write(400, WriteEnd.EndOfRecord));
        Ack(810 - 400, 0.1);
        Assert.Equal([-400], Send(At(0.1)));
    }

    [Fact]
    public void Records_are_not_joined_when_they_are_sent_again()
    {
        _sender.NoDelay = true;
        Assert.Equal([-400], Write(400, WriteEnd.EndOfRecord));
        Assert.Equal([-400], Write(400, WriteEnd.EndOfRecord));
        _sender.OnTimeout(At(1));
        Assert.Equal([-400], Send(At(1)));
    }
}
