using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Protocol.Tests.Net;

public sealed class Ipv4ReassemblerTests
{
    private static readonly Ipv4Address Peer = new(192, 0, 2, 1);
    private static readonly Ipv4Address Us = new(192, 0, 2, 2);
    private readonly Ipv4Reassembler _reassembler = new();

    private static Instant At(double seconds) => Instant.Zero + TimeSpan.FromSeconds(seconds);

    /// <summary>The bytes that a whole payload has at a place: any other would be noticed.</summary>
    private static byte Expected(int at) => (byte)(at * 7 + at / 256);

    private static byte[] Payload(int offset, int length) => [.. Enumerable.Range(offset, length).Select(Expected)];

    private static byte[] Fragment(
        int offset, byte[] payload, bool more, ushort id = 1, byte ecn = 0, IpProtocol protocol = IpProtocol.Udp, Ipv4Address? from = null)
    {
        var packet = new byte[20 + payload.Length];
        Ipv4Header.Write(
            packet, packet.Length, protocol, from ?? Peer, Us, id, dontFragment: false, typeOfService: ecn, fragmentOffset: offset, moreFragments: more);
        payload.CopyTo(packet, 20);
        return packet;
    }

    private static FragmentOutcome Add(Ipv4Reassembler reassembler, byte[] fragment, Instant now, out byte[]? packet)
    {
        Assert.True(Ipv4Header.TryRead(fragment, out var header, out _));
        return reassembler.Add(header, now, out packet);
    }

    private FragmentOutcome Add(int offset, int length, bool more, double at = 0, ushort id = 1, byte ecn = 0) =>
        Add(_reassembler, Fragment(offset, Payload(offset, length), more, id, ecn), At(at), out _);

    private static void IsWhole(byte[]? packet, int length)
    {
        Assert.NotNull(packet);
        Assert.True(Ipv4Header.TryRead(packet, out var header, out _));
        Assert.False(header.IsFragment);
        Assert.Equal(Payload(0, length), header.Payload);
        Assert.Equal(IpProtocol.Udp, header.Protocol);
        Assert.Equal((Peer, Us), (header.Source, header.Destination));
    }

    [Fact]
    public void Fragments_in_order_make_the_packet()
    {
        Assert.Equal(FragmentOutcome.Stored, Add(0, 16, more: true));
        Assert.Equal(FragmentOutcome.Stored, Add(16, 8, more: true));
        Assert.Equal(FragmentOutcome.Completed, Add(_reassembler, Fragment(24, Payload(24, 3), more: false), At(1), out var packet));
        IsWhole(packet, 27);
        Assert.Equal((0, 0, Instant.Never), (_reassembler.Datagrams, _reassembler.Bytes, _reassembler.NextDeadline));
    }

    [Fact]
    public void Fragments_in_any_order_with_duplicates_make_the_packet_once()
    {
        var gen =
            from length in Gen.Choose(9, 400)
            from cuts in Gen.ArrayOf(Gen.Choose(1, 50), 6)
            from seed in Gen.Choose(0, int.MaxValue)
            select (length, cuts, seed);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000), Prop.ForAll(gen.ToArbitrary(), c =>
        {
            var random = new Random(c.seed);
            var ends = c.cuts.Select(x => x * 8).Append(8).Where(x => x < c.length).Append(c.length).Distinct().Order().ToArray();
            var fragments = ends
                .Select((end, i) => (Start: i == 0 ? 0 : ends[i - 1], End: end))
                .Select(f => Fragment(f.Start, Payload(f.Start, f.End - f.Start), f.End < c.length))
                .SelectMany(f => Enumerable.Repeat(f, random.Next(1, 3)))
                .ToArray();
            random.Shuffle(fragments);

            var reassembler = new Ipv4Reassembler();
            int stored = 0;
            foreach (var fragment in fragments)
            {
                var outcome = Add(reassembler, fragment, At(1), out var packet);
                if (outcome != FragmentOutcome.Duplicate) stored++;
                if (outcome == FragmentOutcome.Completed)
                {
                    IsWhole(packet, c.length);
                    return stored == ends.Length && reassembler.Bytes == 0;
                }
            }

            return false;
        }));
    }

    [Fact]
    public void Equals_a_reference_that_keeps_a_map_of_bytes()
    {
        // Up to 4 units of 8 bytes from one of the first 8 units on, whether they fit together or not.
        var fragment =
            from start in Gen.Choose(0, 7)
            from units in Gen.Choose(1, 4)
            from more in Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false)))
            from damaged in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
            select (start, units, more, damaged);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(Gen.ArrayOf(fragment, 10).ToArbitrary(), fragments =>
        {
            var reassembler = new Ipv4Reassembler();
            var model = new Reference();
            foreach (var (start, units, more, damaged) in fragments)
            {
                var payload = Payload(start * 8, units * 8);
                if (damaged) payload[0] ^= 1;
                var expected = model.Add(start * 8, payload, more);
                Assert.Equal(expected, Add(reassembler, Fragment(start * 8, payload, more), At(0), out var packet));
                if (expected == FragmentOutcome.Completed)
                {
                    Assert.True(Ipv4Header.TryRead(packet, out var header, out _));
                    Assert.Equal(model.Whole!, header.Payload);
                    break;
                }
            }

            return true;
        }));
    }

    private sealed class Reference
    {
        private readonly byte?[] _map = new byte?[100];
        private readonly List<(int Offset, byte[] Bytes, bool More)> _seen = [];
        private bool _refused;

        public byte[]? Whole { get; private set; }

        public FragmentOutcome Add(int offset, byte[] bytes, bool more)
        {
            if (_refused) return FragmentOutcome.Refused;
            if (_seen.Any(s => s.Offset == offset && s.More == more && s.Bytes.AsSpan().SequenceEqual(bytes))) return FragmentOutcome.Duplicate;
            _refused = true;
            if (_map[offset..(offset + bytes.Length)].Any(b => b != null)) return FragmentOutcome.Overlap;
            int? end = _seen.Where(s => !s.More).Select(s => (int?)s.Offset + s.Bytes.Length).FirstOrDefault();
            int mine = offset + bytes.Length;
            int furthest = Array.FindLastIndex(_map, b => b != null) + 1;
            if (!more && ((end != null && end != mine) || furthest > mine)) return FragmentOutcome.Inconsistent;
            if (more && end != null && mine >= end) return FragmentOutcome.Inconsistent;
            _refused = false;
            _seen.Add((offset, bytes, more));
            for (int i = 0; i < bytes.Length; i++) _map[offset + i] = bytes[i];
            end ??= more ? null : mine;
            if (end == null || _map[..end.Value].Any(b => b == null)) return FragmentOutcome.Stored;
            Whole = [.. _map[..end.Value].Select(b => b!.Value)];
            return FragmentOutcome.Completed;
        }
    }

    [Theory]
    [InlineData(8, 16)]   // over the end of the first
    [InlineData(16, 8)]   // the first bytes of the second
    [InlineData(24, 16)]  // over the end of the second
    [InlineData(0, 8)]    // within the first
    [InlineData(0, 64)]   // over all
    public void One_overlap_refuses_the_packet_and_what_follows_of_it(int offset, int length)
    {
        Add(0, 16, more: true);
        Add(16, 16, more: true);
        Assert.Equal(FragmentOutcome.Overlap, Add(offset, length, more: true));
        Assert.Equal(0, _reassembler.Bytes);
        Assert.Equal(FragmentOutcome.Refused, Add(0, 16, more: true, at: 1));
        Assert.Equal(FragmentOutcome.Refused, Add(32, 16, more: false, at: 29.9));
        Assert.Equal(1, _reassembler.Count(FragmentOutcome.Overlap));
        Assert.Equal(2, _reassembler.Count(FragmentOutcome.Refused));

        // Once its time is over it is forgotten without a word, and the identification is free again.
        Assert.False(_reassembler.TryExpire(At(30), out _));
        Assert.Equal(0, _reassembler.Datagrams);
        Assert.Equal(FragmentOutcome.Stored, Add(0, 16, more: true, at: 30));
    }

    [Fact]
    public void The_same_place_with_other_bytes_is_an_overlap()
    {
        Add(0, 16, more: true);
        Assert.Equal(FragmentOutcome.Overlap, Add(_reassembler, Fragment(0, new byte[16], more: true), At(0), out _));
    }

    [Fact]
    public void Two_ends_refuse_the_packet()
    {
        Add(0, 8, more: true);
        Add(32, 8, more: false);
        Assert.Equal(FragmentOutcome.Inconsistent, Add(48, 8, more: false));
        Assert.Equal(FragmentOutcome.Refused, Add(8, 24, more: true));
    }

    [Fact]
    public void What_lies_beyond_the_end_refuses_the_packet()
    {
        Add(32, 8, more: false);
        Assert.Equal(FragmentOutcome.Inconsistent, Add(40, 8, more: true));
    }

    [Fact]
    public void Lengths_that_cannot_be_do_not_touch_the_packet()
    {
        Add(0, 8, more: true);
        Assert.Equal(FragmentOutcome.BadLength, Add(8, 9, more: true));
        Assert.Equal(FragmentOutcome.BadLength, Add(8, 0, more: false));
        Assert.Equal(FragmentOutcome.TooLong, Add(65528, 8, more: false));
        Assert.Equal(FragmentOutcome.Completed, Add(8, 9, more: false));
    }

    [Fact]
    public void The_longest_packet_is_put_together()
    {
        byte[]? packet = null;
        for (int offset = 0; offset < 65515; offset += 1480)
        {
            int length = Math.Min(1480, 65515 - offset);
            Add(_reassembler, Fragment(offset, Payload(offset, length), offset + length < 65515), At(0), out packet);
        }

        IsWhole(packet, 65515);
    }

    [Fact]
    public void Identification_protocol_and_addresses_tell_packets_apart()
    {
        Add(0, 8, more: true, id: 1);
        Assert.Equal(FragmentOutcome.Stored, Add(8, 8, more: false, id: 2));
        Assert.Equal(FragmentOutcome.Stored, Add(_reassembler, Fragment(8, Payload(8, 8), false, protocol: IpProtocol.Tcp), At(0), out _));
        Assert.Equal(FragmentOutcome.Stored, Add(_reassembler, Fragment(8, Payload(8, 8), false, from: new(192, 0, 2, 9)), At(0), out _));
        Assert.Equal(4, _reassembler.Datagrams);
        Assert.Equal(FragmentOutcome.Completed, Add(8, 8, more: false, id: 1));
    }

    [Fact]
    public void Time_is_over_30_seconds_after_the_first_fragment_came()
    {
        Add(0, 16, more: true, at: 10);
        Add(32, 8, more: false, at: 39);
        Assert.Equal(At(40), _reassembler.NextDeadline);
        Assert.False(_reassembler.TryExpire(At(39.999), out _));
        Assert.True(_reassembler.TryExpire(At(40), out var expired));
        Assert.True(expired.ReportTimeExceeded);
        Assert.Equal(Peer, expired.Source);
        Assert.Equal(Fragment(0, Payload(0, 16), more: true), expired.Quote.ToArray());
        Assert.False(_reassembler.TryExpire(At(40), out _));
        Assert.Equal((0, 0, 1L), (_reassembler.Datagrams, _reassembler.Bytes, _reassembler.TimedOut));
    }

    [Fact]
    public void Without_the_first_fragment_no_time_exceeded_is_sent()
    {
        Add(8, 8, more: true);
        Assert.True(_reassembler.TryExpire(At(30), out var expired));
        Assert.False(expired.ReportTimeExceeded);
    }

    [Fact]
    public void What_comes_after_its_time_begins_anew_even_if_nobody_has_asked()
    {
        Add(0, 8, more: true, at: 0);
        Assert.Equal(FragmentOutcome.Stored, Add(8, 8, more: false, at: 31));
        Assert.Equal(1, _reassembler.Datagrams);
        Assert.Equal(At(61), _reassembler.NextDeadline);
    }

    [Fact]
    public void The_oldest_gives_way_when_there_are_too_many()
    {
        var reassembler = new Ipv4Reassembler(new() { MaxDatagrams = 2 });
        for (ushort id = 1; id <= 3; id++) Add(reassembler, Fragment(0, Payload(0, 8), true, id), At(id), out _);
        Assert.Equal((2, 1L), (reassembler.Datagrams, reassembler.Evicted));
        Assert.Equal(FragmentOutcome.Completed, Add(reassembler, Fragment(8, Payload(8, 8), false, 2), At(4), out _));
        Assert.Equal(FragmentOutcome.Completed, Add(reassembler, Fragment(8, Payload(8, 8), false, 3), At(4), out _));
        Assert.Equal(FragmentOutcome.Stored, Add(reassembler, Fragment(8, Payload(8, 8), false, 1), At(4), out _));
    }

    [Fact]
    public void Bytes_are_bounded_whatever_comes()
    {
        var limits = new ReassemblyLimits { MaxBytes = 5000, MaxDatagrams = 20, MaxFragments = 10 };
        var reassembler = new Ipv4Reassembler(limits);
        var random = new Random(7);
        for (int i = 0; i < 5000; i++)
        {
            int offset = random.Next(40) * 8;
            var fragment = Fragment(offset, Payload(offset, random.Next(1, 60) * 8), random.Next(4) > 0, (ushort)random.Next(40));
            Add(reassembler, fragment, At(i * 0.01), out _);
            Assert.InRange(reassembler.Bytes, 0, limits.MaxBytes);
            Assert.InRange(reassembler.Datagrams, 0, limits.MaxDatagrams);
        }

        while (reassembler.TryExpire(At(1000), out _)) { }
        Assert.Equal((0, 0), (reassembler.Datagrams, reassembler.Bytes));
    }

    [Fact]
    public void A_fragment_larger_than_all_memory_is_refused()
    {
        var reassembler = new Ipv4Reassembler(new() { MaxBytes = 1000 });
        Assert.Equal(FragmentOutcome.NoMemory, Add(reassembler, Fragment(0, Payload(0, 944), true), At(0), out _));
        Assert.Equal(FragmentOutcome.Stored, Add(reassembler, Fragment(0, Payload(0, 936), true), At(0), out _));
    }

    [Fact]
    public void Too_many_fragments_refuse_the_packet()
    {
        var reassembler = new Ipv4Reassembler(new() { MaxFragments = 3 });
        for (int i = 0; i < 3; i++) Add(reassembler, Fragment(i * 8, Payload(i * 8, 8), true), At(0), out _);
        Assert.Equal(FragmentOutcome.TooManyFragments, Add(reassembler, Fragment(24, Payload(24, 8), true), At(0), out _));
        Assert.Equal(0, reassembler.Bytes);
    }

    [Fact]
    public void Congestion_experienced_by_one_fragment_marks_the_packet()
    {
        Add(0, 8, more: true, ecn: (byte)EcnCodepoint.Ect0);
        Add(_reassembler, Fragment(8, Payload(8, 8), false, ecn: (byte)EcnCodepoint.Ce), At(0), out var packet);
        Assert.True(Ipv4Header.TryRead(packet, out var header, out _));
        Assert.Equal(EcnCodepoint.Ce, header.Ecn);
    }

    [Fact]
    public void Congestion_experienced_without_ECN_refuses_the_packet()
    {
        Add(0, 8, more: true, ecn: (byte)EcnCodepoint.NotEct);
        Assert.Equal(FragmentOutcome.BadEcn, Add(8, 8, more: false, ecn: (byte)EcnCodepoint.Ce));
    }

    [Fact]
    public void The_first_fragments_options_are_kept()
    {
        var first = new byte[24 + 8];
        Captures24(first);
        Payload(0, 8).CopyTo(first, 24);
        Add(_reassembler, first, At(0), out _);
        Assert.Equal(FragmentOutcome.Completed, Add(_reassembler, Fragment(8, Payload(8, 4), false), At(0), out var packet));
        Assert.True(Ipv4Header.TryRead(packet, out var header, out _));
        Assert.Equal(24, header.HeaderLength);
        Assert.Equal(Payload(0, 12), header.Payload);

        static void Captures24(byte[] packet)
        {
            Ipv4Header.Write(packet, packet.Length, IpProtocol.Udp, Peer, Us, 1, dontFragment: false, moreFragments: true);
            packet[0] = 0x46;
            new byte[] { 148, 4, 0, 0 }.CopyTo(packet, 20);
            packet[10] = packet[11] = 0;
            ushort checksum = InternetChecksum.Finish(InternetChecksum.Sum(packet.AsSpan(0, 24)));
            (packet[10], packet[11]) = ((byte)(checksum >> 8), (byte)checksum);
        }
    }
}
