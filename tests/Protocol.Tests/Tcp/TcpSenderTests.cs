using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Tcp;

public sealed class TcpSenderTests
{
    private const int Mss = 1000;
    private static readonly SeqNum Iss = new(0xFFFF_FF00);

    [Theory]
    [InlineData(Mss, false)]
    [InlineData(8 * Mss, false)]
    [InlineData(Mss, true)]
    [InlineData(8 * Mss, true)]
    public void Whatever_is_lost_a_receiver_gets_every_byte_and_one_fin_and_never_more_than_its_window(int maxSegment, bool sack)
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var walk = new SenderWalk(Iss, Mss, maxSegment, sack, new Random(seed));
            try
            {
                walk.Run();
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"seed {seed}: {failure.Message}", failure);
            }
        }
    }

    // RFC 6298 3, Karn's algorithm: "RTT samples MUST NOT be made using segments that were retransmitted".
    [Fact]
    public void A_retransmitted_segment_is_not_measured()
    {
        TcpSender sender = Sender();
        sender.Buffer.Append(new byte[100]);
        Assert.True(sender.TryNext(At(0), out _));
        sender.OnTimeout(At(1));
        Assert.True(sender.TryNext(At(1), out SegmentPlan again));
        Assert.Equal(new SegmentPlan(Iss + 1, 0, 100, false, true, true), again);
        Ack(sender, Iss + 101, At(1.5));
        Assert.Equal(TimeSpan.Zero, sender.Rtt.Srtt);

        sender.Buffer.Append(new byte[100]);
        sender.TryNext(At(2), out _);
        Ack(sender, Iss + 201, At(2.25));
        Assert.Equal(TimeSpan.FromSeconds(0.25), sender.Rtt.Srtt);
    }

    // RFC 6298 5.1, 5.2, 5.3.
    [Fact]
    public void The_timer_runs_while_something_is_outstanding_and_starts_anew_with_each_advance()
    {
        TcpSender sender = Sender();
        Assert.True(sender.Deadline.IsNever);
        sender.Buffer.Append(new byte[1500]);
        sender.TryNext(At(10), out _);
        Assert.Equal(At(11), sender.Deadline);
        Assert.True(sender.TryNext(At(10.5), out _));
        Assert.Equal(At(11), sender.Deadline);
        Ack(sender, Iss + 1001, At(10.75));
        Assert.Equal(At(10.75) + sender.Rtt.Rto, sender.Deadline);
        Ack(sender, Iss + 1501, At(10.9));
        Assert.True(sender.Deadline.IsNever);
    }

    [Fact]
    public void After_a_timeout_one_segment_goes_out_and_the_rest_follows_its_acknowledgment()
    {
        TcpSender sender = Sender();
        sender.Buffer.Append(new byte[5000]);
        while (sender.TryNext(At(0), out _))
        {
        }
        sender.OnTimeout(At(1));
        Assert.Equal(1, sender.Retries);
        Assert.True(sender.TryNext(At(1), out SegmentPlan first));
        Assert.Equal((Iss + 1, Mss, true), (first.Seq, first.Length, first.Retransmission));
        Assert.False(sender.TryNext(At(1), out _)); // cwnd is one segment
        Ack(sender, Iss + 1001, At(1.1));
        Assert.Equal(0, sender.Retries);
        Assert.True(sender.TryNext(At(1.1), out SegmentPlan second));
        Assert.Equal((Iss + 1001, true), (second.Seq, second.Retransmission));
    }

    // RFC 9293 3.8.6.1.
    [Fact]
    public void A_closed_window_is_probed_at_growing_intervals_for_ever()
    {
        TcpSender sender = Sender(window: 0);
        sender.Buffer.Append(new byte[100]);
        Assert.False(sender.TryNext(At(0), out _));
        Assert.True(sender.IsPersisting);
        double now = 0, wait = 1;
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(At(now + wait), sender.Deadline);
            now += wait;
            Assert.False(sender.OnPersistTimeout(At(now)));
            Ack(sender, Iss + 1, At(now), window: 0);
            sender.OnProbeAnswered();
            Assert.Equal(0, sender.Retries);
            wait *= 2;
        }
        Ack(sender, Iss + 1, At(now), window: 500);
        Assert.False(sender.IsPersisting);
        Assert.True(sender.TryNext(At(now), out SegmentPlan plan));
        Assert.Equal(100, plan.Length);
    }

    [Fact]
    public void A_fin_goes_with_the_last_text_or_alone_and_is_acknowledged_once()
    {
        TcpSender sender = Sender();
        sender.Buffer.Append(new byte[10]);
        sender.QueueFin();
        Assert.True(sender.TryNext(At(0), out SegmentPlan plan));
        Assert.Equal(new SegmentPlan(Iss + 1, 0, 10, true, true, false), plan);
        Assert.False(sender.TryNext(At(0), out _));
        Assert.Equal(10, Ack(sender, Iss + 11, At(0.1))); // the text, not the FIN
        Assert.False(sender.FinAcked);
        sender.OnTimeout(At(2));
        Assert.True(sender.TryNext(At(2), out plan));
        Assert.Equal(new SegmentPlan(Iss + 11, 0, 0, true, false, true), plan);
        Assert.Equal(0, Ack(sender, Iss + 12, At(2.1)));
        Assert.True(sender.FinAcked);
        Assert.False(sender.TryNext(At(3), out _));
        Assert.True(sender.Deadline.IsNever);
    }

    [Fact]
    public void A_fin_needs_room_in_the_window()
    {
        TcpSender sender = Sender(window: 10);
        sender.Buffer.Append(new byte[10]);
        sender.QueueFin();
        Assert.True(sender.TryNext(At(0), out SegmentPlan plan));
        Assert.Equal((10, false), (plan.Length, plan.Fin));
        Assert.False(sender.TryNext(At(0), out _));
        Ack(sender, Iss + 11, At(0.1), window: 0);
        Assert.False(sender.TryNext(At(0.1), out _));
        Assert.True(sender.IsPersisting); // or it would wait for ever
    }

    private static int Ack(TcpSender sender, SeqNum ack, Instant now, int window = 60_000) =>
        sender.OnAck(Segments.Of(new SeqNum(10), 0, TcpFlags.Ack, ack, window), default, now);

    private static Instant At(double seconds) => Instant.Zero + TimeSpan.FromSeconds(seconds);

    private static TcpSender Sender(uint window = 60_000) => new(
        SendSequenceSpace.AfterHandshake(Iss, window, 0, new SeqNum(9), Iss + 1),
        new SenderSettings { Mss = Mss, MaxSegment = Mss }, new Reno(hystart: false), At(0));
}
