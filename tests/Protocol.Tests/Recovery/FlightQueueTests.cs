using ActorTcp.Protocol;

namespace Protocol.Tests.Recovery;

public sealed class FlightQueueTests
{
    private const int Mss = 1000;
    private static readonly SeqNum First = new(0xFFFF_FF00);

    // Whatever happens, the counts are what counting gives, and both orders hold what they should.
    [Fact]
    public void The_counts_and_both_orders_stay_true()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var flight = new FlightQueue();
            SeqNum next = First;
            for (int step = 0; step < 400; step++)
            {
                Step(flight, random, ref next, new Instant(step));
                Check(flight, $"seed {seed}, step {step}");
            }
        }
    }

    [Fact]
    public void A_segment_that_is_found_lost_after_others_were_sent_again_is_found()
    {
        FlightQueue flight = Of(5);
        flight.MarkLost(flight[3]);
        flight.MarkRetransmitted(flight[flight.FindLost()], 0, new Instant(9));
        Assert.False(flight.HasLost);
        flight.MarkLost(flight[1]);
        Assert.Equal(1, flight.FindLost());
        flight.MarkRetransmitted(flight[1], 0, new Instant(10));
        Assert.Equal(flight.Count, flight.FindLost());
    }

    [Fact]
    public void What_is_sent_again_moves_to_the_end_of_the_order_of_transmission()
    {
        FlightQueue flight = Of(3);
        flight.MarkLost(flight[0]);
        Assert.Same(flight[1], flight.Oldest);
        flight.MarkRetransmitted(flight[0], 0, new Instant(9));
        Assert.Same(flight[0], flight.Newest);
        flight.MarkLost(flight[1]);
        flight.UnmarkLost();
        Assert.Same(flight[1], flight.Oldest); // by its time, before the others
    }

    [Fact]
    public void Small_segments_that_are_lost_are_packed_anew()
    {
        var flight = new FlightQueue();
        for (int i = 0; i < 4; i++) flight.Append(First + 300 * i, First + 300 * (i + 1), false, 1, 0, Instant.Zero);
        flight.Append(First + 1200, First + 1201, true, 1, 0, Instant.Zero); // the FIN
        for (int i = 0; i < 5; i++) flight.MarkLost(flight[i]);
        Assert.True(flight.TryJoin(0, Mss));
        Assert.True(flight.TryJoin(0, Mss));
        Assert.False(flight.TryJoin(0, Mss)); // 1200 bytes are more than a segment
        Assert.True(flight.TryJoin(1, Mss));
        Assert.Equal((2, 2, true), (flight.Count, flight.Lost, flight.Last.Fin));
        Assert.Equal(First + 1201, flight.Last.End);
    }

    [Fact]
    public void A_super_frame_is_divided_at_its_segments()
    {
        var flight = new FlightQueue();
        flight.Append(First, First + 4500, false, 5, 0, Instant.Zero);
        flight.Split(0, First + 2000, Mss);
        Assert.Equal((2, 3), (flight[0].Count, flight[1].Count));
        flight.MarkSacked(flight[1]);
        Assert.Equal((5, 3, 2), (flight.Outstanding, flight.Sacked, flight.InFlight));
        flight.TrimFirst(First + 1500, Mss);
        Assert.Equal((4, 1), (flight.Outstanding, flight.InFlight));
    }

    private static FlightQueue Of(int segments)
    {
        var flight = new FlightQueue();
        for (int i = 0; i < segments; i++) flight.Append(First + i * Mss, First + (i + 1) * Mss, false, 1, 0, new Instant(i));
        return flight;
    }

    private static void Step(FlightQueue flight, Random random, ref SeqNum next, Instant now)
    {
        int at = flight.Count == 0 ? 0 : random.Next(flight.Count);
        switch (random.Next(flight.Count == 0 ? 1 : 9))
        {
            case 0 or 1:
                int length = random.Next(1, 5 * Mss);
                flight.Append(next, next + length, false, FlightQueue.CountOf(length, Mss), 0, now);
                next += length;
                break;
            case 2 when flight[at].Count > 1:
                flight.Split(at, flight[at].Start + Mss, Mss);
                break;
            case 3:
                flight.RemoveFirst();
                break;
            case 4 when !flight[at].Sacked:
                flight.MarkSacked(flight[at]);
                break;
            case 5:
                flight.MarkLost(flight[at]);
                break;
            case 6 when flight.HasLost:
                flight.MarkRetransmitted(flight[flight.FindLost()], 0, now);
                break;
            case 7 when random.Next(10) == 0:
                flight.UnmarkLost();
                break;
            case 8 when random.Next(20) == 0:
                flight.ForgetSacks();
                break;
            case 8:
                flight.TryJoin(at, Mss);
                break;
        }
    }

    private static void Check(FlightQueue flight, string where)
    {
        IEnumerable<SentSegment> all = Enumerable.Range(0, flight.Count).Select(i => flight[i]);
        Assert.True(flight.Outstanding == all.Sum(s => s.Count), where);
        Assert.True(flight.Sacked == all.Where(s => s.Sacked).Sum(s => s.Count), where);
        Assert.True(flight.Lost == all.Where(s => s.Lost).Sum(s => s.Count), where);
        Assert.True(flight.Retransmitted == all.Where(s => s.Retransmitted).Sum(s => s.Count), where);
        SentSegment? lost = all.FirstOrDefault(s => s.WantsRetransmission);
        Assert.True(flight.HasLost == lost is not null, where);
        Assert.True(flight.FindLost() == (lost is null ? flight.Count : all.TakeWhile(s => s != lost).Count()), where);
        for (int i = 1; i < flight.Count; i++) Assert.True(flight[i - 1].End == flight[i].Start, where);
        var underway = new List<SentSegment>();
        for (SentSegment? segment = flight.Oldest; segment is not null; segment = segment.Later) underway.Add(segment);
        Assert.True(underway.Count == all.Count(s => s.IsUnderway), where);
        Assert.True(underway.SequenceEqual(underway.OrderBy(s => s.Transmission).ThenBy(s => s.End - First)), where);
        Assert.True(underway.Count == 0 || flight.Newest == underway[^1], where);
    }
}
