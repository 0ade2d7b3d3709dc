using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Net;

public sealed class ArpCacheTests
{
    private static readonly Ipv4Address Us = new(192, 0, 2, 1);
    private static readonly Ipv4Address Peer = new(192, 0, 2, 2);
    private static readonly MacAddress OurMac = MacAddress.Parse("02:00:00:00:00:01");
    private static readonly MacAddress PeerMac = MacAddress.Parse("02:00:00:00:00:02");
    private static readonly MacAddress OtherMac = MacAddress.Parse("02:00:00:00:00:03");
    private readonly ArpCache<string> _cache = new();

    private static Instant At(double seconds) => Instant.Zero + TimeSpan.FromSeconds(seconds);

    private static Ipv4Address Host(int i) => new(0x0A000000u + (uint)i);

    private static ArpPacket Reply(Ipv4Address? from = null, MacAddress? mac = null) =>
        new(ArpOperation.Reply, mac ?? PeerMac, from ?? Peer, OurMac, Us);

    private static ArpPacket Request(Ipv4Address? from = null, MacAddress? mac = null) => ArpPacket.Request(mac ?? PeerMac, from ?? Peer, Us);

    /// <summary>What is to be done, as text.</summary>
    private static string[] Effects<T>(ArpCache<T> cache)
    {
        var all = new List<string>();
        while (cache.TryTake(out var e))
        {
            all.Add(e.Kind switch
            {
                ArpEffectKind.SendRequest => e.Mac.IsBroadcast ? $"who-has {e.Address}" : $"who-has {e.Address} at {e.Mac}",
                ArpEffectKind.Deliver => $"{e.Packet} to {e.Mac}",
                ArpEffectKind.Drop => $"drop {e.Packet}: {e.Reason}",
                _ => $"{e.Address} failed",
            });
        }

        return [.. all];
    }

    private string[] Effects() => Effects(_cache);

    private NeighbourState State(double at) => Assert.Single(_cache.Entries(At(at))).State;

    private void MakeReachable(double at)
    {
        _cache.Queue(Peer, "x", At(at));
        _cache.Learn(Reply(), forUs: true, At(at));
        Effects();
    }

    [Fact]
    public void The_first_packet_asks_and_the_answer_delivers_all_in_order()
    {
        _cache.Queue(Peer, "a", At(0));
        _cache.Queue(Peer, "b", At(0.1));
        Assert.Equal(["who-has 192.0.2.2"], Effects());
        Assert.False(_cache.TryResolve(Peer, At(0.2), out _));
        _cache.Learn(Reply(), forUs: true, At(0.3));
        Assert.Equal([$"a to {PeerMac}", $"b to {PeerMac}"], Effects());
        Assert.Equal(NeighbourState.Reachable, State(0.3));
        Assert.True(_cache.TryResolve(Peer, At(0.4), out var mac));
        Assert.Equal(PeerMac, mac);
        Assert.Equal((0, Instant.Never), (_cache.Pending, _cache.NextDeadline));
    }

    [Fact]
    public void A_known_neighbour_is_delivered_to_at_once()
    {
        MakeReachable(0);
        _cache.Queue(Peer, "a", At(1));
        Assert.Equal([$"a to {PeerMac}"], Effects());
    }

    [Fact]
    public void Three_requests_a_second_apart_and_then_failure()
    {
        _cache.Queue(Peer, "a", At(0));
        _cache.Queue(Peer, "b", At(0.5));
        Assert.Equal(["who-has 192.0.2.2"], Effects());
        for (int second = 1; second <= 2; second++)
        {
            Assert.Equal(At(second), _cache.NextDeadline);
            _cache.Poll(At(second - 0.001));
            Assert.Empty(Effects());
            _cache.Poll(At(second));
            Assert.Equal(["who-has 192.0.2.2"], Effects());
        }

        _cache.Poll(At(3));
        Assert.Equal(["192.0.2.2 failed", "drop a: Unanswered", "drop b: Unanswered"], Effects());
        Assert.Equal((0, 0, Instant.Never), (_cache.Count, _cache.Pending, _cache.NextDeadline));

        // The next packet asks anew, a second after the last request: RFC 1122 2.3.2.1 holds.
        _cache.Queue(Peer, "c", At(3));
        Assert.Equal(["who-has 192.0.2.2"], Effects());
    }

    [Fact]
    public void A_late_poll_asks_once_and_not_for_every_second_that_was_missed()
    {
        _cache.Queue(Peer, "a", At(0));
        Effects();
        _cache.Poll(At(100));
        Assert.Equal(["who-has 192.0.2.2"], Effects());
        Assert.Equal(At(101), _cache.NextDeadline);
    }

    [Fact]
    public void An_answer_is_believed_between_half_and_one_and_a_half_of_the_reachable_time()
    {
        var times = new List<double>();
        for (uint i = 0; i < 200; i++)
        {
            var cache = new ArpCache<string>(seed: i);
            cache.Queue(Peer, "a", At(0));
            cache.Learn(Reply(), forUs: true, At(0));
            int stale = Enumerable.Range(0, 1000).First(tenth => cache.Entries(At(tenth / 10.0)).Single().State == NeighbourState.Stale);
            times.Add(stale / 10.0);
        }

        Assert.InRange(times.Min(), 30, 35);
        Assert.InRange(times.Max(), 85, 90.1);
        Assert.InRange(times.Average(), 55, 65);
    }

    [Fact]
    public void A_stale_neighbour_is_used_then_asked_itself_then_given_up()
    {
        MakeReachable(0);
        Assert.Equal(NeighbourState.Stale, State(100));
        Assert.Equal(Instant.Never, _cache.NextDeadline); // nothing happens until it is used
        Assert.True(_cache.TryResolve(Peer, At(100), out _));
        Assert.Equal(NeighbourState.Delay, State(100));
        Assert.Equal(At(105), _cache.NextDeadline);
        Assert.True(_cache.TryResolve(Peer, At(104), out _));
        Assert.Equal(At(105), _cache.NextDeadline); // the first use counts

        for (int second = 105; second <= 107; second++)
        {
            _cache.Poll(At(second));
            Assert.Equal([$"who-has 192.0.2.2 at {PeerMac}"], Effects());
            Assert.Equal(NeighbourState.Probe, State(second));
            Assert.True(_cache.TryResolve(Peer, At(second), out _));
        }

        _cache.Poll(At(108));
        Assert.Equal(["192.0.2.2 failed"], Effects());
        Assert.False(_cache.TryResolve(Peer, At(108), out _));
    }

    [Theory]
    [InlineData(103)]
    [InlineData(106)]
    public void An_answer_or_progress_ends_the_check(int at)
    {
        foreach (bool answered in new[] { true, false })
        {
            var cache = new ArpCache<string>();
            cache.Queue(Peer, "a", At(0));
            cache.Learn(Reply(), forUs: true, At(0));
            cache.TryResolve(Peer, At(100), out _);
            cache.Poll(At(at));
            if (answered) cache.Learn(Reply(), forUs: true, At(at));
            else cache.Confirm(Peer, At(at));
            Assert.Equal(NeighbourState.Reachable, cache.Entries(At(at)).Single().State);
            Assert.Equal(Instant.Never, cache.NextDeadline);
        }
    }

    [Fact]
    public void Progress_says_nothing_of_a_neighbour_that_has_not_answered()
    {
        _cache.Confirm(Peer, At(0));
        Assert.Equal(0, _cache.Count);
        _cache.Queue(Peer, "a", At(0));
        _cache.Confirm(Peer, At(0));
        Assert.Equal(NeighbourState.Incomplete, State(0));
    }

    [Fact]
    public void A_request_for_us_makes_its_sender_known_as_stale()
    {
        _cache.Learn(Request(), forUs: true, At(0));
        Assert.Equal(NeighbourState.Stale, State(0));
        Assert.True(_cache.TryResolve(Peer, At(0), out var mac));
        Assert.Equal(PeerMac, mac);
    }

    [Fact]
    public void What_is_not_for_us_and_replies_that_nobody_asked_for_make_nobody_known()
    {
        _cache.Learn(Request(), forUs: false, At(0));
        _cache.Learn(Reply(), forUs: true, At(0));
        _cache.Learn(Request(from: Ipv4Address.Any), forUs: true, At(0)); // a probe
        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public void Whatever_the_neighbour_sends_ends_the_waiting()
    {
        _cache.Queue(Peer, "a", At(0));
        Effects();
        _cache.Learn(ArpPacket.Request(PeerMac, Peer, Peer), forUs: false, At(0.5)); // it announces itself
        Assert.Equal([$"a to {PeerMac}"], Effects());
        Assert.Equal(NeighbourState.Stale, State(0.5));
    }

    [Fact]
    public void A_new_address_is_taken_over_but_not_within_the_lock_time()
    {
        MakeReachable(0);
        _cache.Learn(Reply(mac: OtherMac), forUs: true, At(0.9));
        _cache.TryResolve(Peer, At(0.9), out var mac);
        Assert.Equal(PeerMac, mac);
        _cache.Learn(Reply(mac: OtherMac), forUs: true, At(1));
        _cache.TryResolve(Peer, At(1), out mac);
        Assert.Equal(OtherMac, mac);
        Assert.Equal(NeighbourState.Reachable, State(1));
        _cache.Learn(Request(mac: PeerMac), forUs: false, At(5));
        Assert.Equal(NeighbourState.Stale, State(5)); // nobody was asked
    }

    [Fact]
    public void The_oldest_is_handed_back_when_a_neighbours_queue_is_full()
    {
        var cache = new ArpCache<string>(new() { PendingPerEntry = 2 });
        foreach (string packet in new[] { "a", "b", "c", "d" }) cache.Queue(Peer, packet, At(0));
        Assert.Equal(["who-has 192.0.2.2", "drop a: QueueFull", "drop b: QueueFull"], Effects(cache));
        cache.Learn(Reply(), forUs: true, At(0));
        Assert.Equal([$"c to {PeerMac}", $"d to {PeerMac}"], Effects(cache));
    }

    [Fact]
    public void Packets_that_wait_are_bounded_in_all()
    {
        var cache = new ArpCache<string>(new() { PendingInAll = 2 });
        cache.Queue(Host(1), "a", At(0));
        cache.Queue(Host(2), "b", At(0));
        cache.Queue(Host(3), "c", At(0));
        cache.Queue(Host(1), "d", At(0));
        Assert.Equal(2, cache.Pending);
        Assert.Equal(
            ["who-has 10.0.0.1", "who-has 10.0.0.2", "who-has 10.0.0.3", "drop c: PendingFull", "drop a: PendingFull"], Effects(cache));
    }

    [Fact]
    public void Entries_are_bounded_and_those_in_use_stay()
    {
        var cache = new ArpCache<string>(new() { MaxEntries = 8 });
        cache.Queue(Peer, "a", At(0));
        cache.Learn(Reply(), forUs: true, At(0));
        for (int i = 0; i < 1000; i++)
        {
            cache.Learn(Request(Host(i)), forUs: true, At(1));
            if (i % 2 == 0) Assert.True(cache.TryResolve(Peer, At(1), out _));
            Assert.InRange(cache.Count, 1, 8);
        }

        Assert.Equal(993, cache.Evicted);
    }

    [Fact]
    public void What_waits_for_an_evicted_neighbour_is_handed_back()
    {
        var cache = new ArpCache<string>(new() { MaxEntries = 2 });
        cache.SetPermanent(Peer, PeerMac, At(0));
        cache.Queue(Host(1), "a", At(0));
        cache.Queue(Host(2), "b", At(0));
        Assert.Equal(["who-has 10.0.0.1", "drop a: TableFull", "who-has 10.0.0.2"], Effects(cache));
        Assert.Equal((2, 1), (cache.Count, cache.Pending));
    }

    [Fact]
    public void With_permanent_entries_only_there_is_no_room()
    {
        var cache = new ArpCache<string>(new() { MaxEntries = 1 });
        Assert.True(cache.SetPermanent(Peer, PeerMac, At(0)));
        Assert.False(cache.SetPermanent(Host(1), PeerMac, At(0)));
        cache.Queue(Host(1), "a", At(0));
        Assert.Equal(["drop a: TableFull"], Effects(cache));
        cache.Learn(Request(Host(1)), forUs: true, At(0));
        Assert.Equal(1, cache.Count);
    }

    [Fact]
    public void A_permanent_neighbour_is_neither_asked_nor_changed()
    {
        _cache.Queue(Peer, "a", At(0));
        Effects();
        _cache.SetPermanent(Peer, PeerMac, At(0));
        Assert.Equal([$"a to {PeerMac}"], Effects());
        _cache.Learn(Reply(mac: OtherMac), forUs: true, At(10));
        _cache.Poll(At(1000));
        Assert.True(_cache.TryResolve(Peer, At(1000), out var mac));
        Assert.Equal(PeerMac, mac);
        Assert.Equal(Instant.Never, _cache.NextDeadline);
    }

    [Fact]
    public void Removed_neighbours_hand_back_what_waits()
    {
        _cache.Queue(Peer, "a", At(0));
        _cache.Queue(Host(1), "b", At(0));
        Effects();
        Assert.True(_cache.Remove(Peer));
        Assert.False(_cache.Remove(Peer));
        Assert.Equal(["drop a: Removed"], Effects());
        _cache.Clear();
        Assert.Equal(["drop b: Removed"], Effects());
        Assert.Equal((0, 0, Instant.Never), (_cache.Count, _cache.Pending, _cache.NextDeadline));
    }

    [Fact]
    public void Every_packet_comes_back_exactly_once_whatever_happens()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var cache = new ArpCache<int>(new() { MaxEntries = 6, PendingPerEntry = 3, PendingInAll = 10 });
            var back = new List<int>();
            int sent = 0;
            double time = 0;
            for (int step = 0; step < 300; step++)
            {
                time += random.NextDouble() * 2;
                var host = Host(random.Next(10));
                switch (random.Next(8))
                {
                    case 0: cache.Learn(Reply(host, random.Next(5) == 0 ? OtherMac : PeerMac), forUs: true, At(time)); break;
                    case 1: cache.Learn(Request(host), forUs: random.Next(2) == 0, At(time)); break;
                    case 2: cache.Confirm(host, At(time)); break;
                    case 3: cache.Poll(At(time)); break;
                    case 4 when random.Next(5) == 0: cache.Remove(host); break;
                    default: cache.Queue(host, sent++, At(time)); break;
                }

                Take();
                Assert.InRange(cache.Count, 0, 6);
                Assert.InRange(cache.Pending, 0, 10);
                Assert.Equal(sent - back.Count, cache.Pending);
                Assert.Equal(cache.Pending, cache.Entries(At(time)).Sum(e => e.Pending));
            }

            cache.Clear();
            Take();
            Assert.Equal(Enumerable.Range(0, sent), back.Order());

            void Take()
            {
                while (cache.TryTake(out var effect))
                    if (effect.Kind is ArpEffectKind.Deliver or ArpEffectKind.Drop)
                        back.Add(effect.Packet);
            }
        }
    }
}
