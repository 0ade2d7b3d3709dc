using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Paths;

/// <summary>RFC 5927 7.2: reports are believed at once while a size is new to the path, and later only if a timeout agrees.</summary>
public sealed class PeerPathTests
{
    private static readonly Ipv4Address Peer = Ipv4Address.Parse("203.0.113.1");
    private static readonly SeqNum Una = new(0xFFFF_FF00);
    private readonly PathMtuCache _cache = new(8, 552, TimeSpan.FromMinutes(10));
    private Instant _now = new(1);

    private PeerPath NewPath() => new(_cache, Peer, 1500, SegmentSize.Of(1460, null, 0), _now);

    private MtuVerdict Report(PeerPath path, int mtu, SeqNum? seq = null, bool timedOut = false) =>
        path.OnReport(new MtuReport(mtu, 1500), seq ?? Una, timedOut, _now);

    private static void Deliver(PeerPath path, SeqNum from, int length, int mss)
    {
        path.OnSent(from, length, mss);
        path.OnAcknowledged(from + length);
    }

    [Fact]
    public void A_report_about_the_first_segments_counts_at_once()
    {
        PeerPath path = NewPath();
        Assert.Equal((1500, 1460), (path.Mtu, path.Mss));
        path.OnSent(Una, 3 * 1460, 1460);
        Assert.Equal(MtuVerdict.Taken, Report(path, 1300));
        Assert.True(path.Refresh(_now));
        Assert.Equal((1300, 1260, false), (path.Mtu, path.Mss, path.MayFragment));
        Assert.Equal(MtuVerdict.NotSmaller, Report(path, 1300));
        Assert.False(path.Refresh(_now));
    }

    [Fact]
    public void A_report_that_denies_what_has_arrived_waits_for_the_timer()
    {
        PeerPath path = NewPath();
        Deliver(path, Una, 1460, 1460);
        path.OnSent(Una + 1460, 1460, 1460);
        Assert.Equal(MtuVerdict.Held, Report(path, 1300, Una + 1460));
        Assert.False(path.Refresh(_now));
        Assert.True(path.OnTimeout(_now));
        Assert.True(path.Refresh(_now));
        Assert.Equal(1260, path.Mss);
        Assert.False(path.OnTimeout(_now));
    }

    [Fact]
    public void Progress_refutes_it()
    {
        PeerPath path = NewPath();
        Deliver(path, Una, 1460, 1460);
        path.OnSent(Una + 1460, 2 * 1460, 1460);
        Assert.Equal(MtuVerdict.Held, Report(path, 1300, Una + 2 * 1460));
        path.OnAcknowledged(Una + 2 * 1460); // up to what it quotes: that may still be lost
        path.OnAcknowledged(Una + 3 * 1460);
        Assert.False(path.OnTimeout(_now));
        Assert.Equal(1460, path.Mss);
    }

    [Fact]
    public void After_a_timeout_it_counts_at_once()
    {
        PeerPath path = NewPath();
        Deliver(path, Una, 1460, 1460);
        Assert.Equal(MtuVerdict.Taken, Report(path, 1300, timedOut: true));
    }

    [Fact]
    public void A_report_above_all_that_has_arrived_counts_at_once()
    {
        PeerPath path = NewPath();
        Deliver(path, Una, 1000, 1460); // nothing larger was there to say
        path.OnSent(Una + 1000, 1460, 1460);
        Assert.Equal(MtuVerdict.Taken, Report(path, 1300));
    }

    [Fact]
    public void What_was_sent_in_two_sizes_proves_neither()
    {
        PeerPath path = NewPath();
        path.OnSent(Una, 1460, 1460);
        path.OnSent(Una, 500, 500); // again, in pieces
        path.OnAcknowledged(Una + 1460);
        Assert.Equal(MtuVerdict.Taken, Report(path, 1300));
    }

    [Fact]
    public void All_connections_share_what_one_has_heard_and_larger_ones_are_tried_again_later()
    {
        PeerPath one = NewPath(), other = NewPath();
        Report(one, 1300);
        Assert.True(other.Refresh(_now));
        Assert.Equal(1260, other.Mss);
        Assert.Equal(1260, NewPath().Mss);
        _now += TimeSpan.FromMinutes(10);
        Assert.True(other.Refresh(_now));
        Assert.Equal(1460, other.Mss);
        Assert.Equal(1460, NewPath().Mss);
    }

    [Fact]
    public void A_path_that_is_still_narrow_when_larger_ones_are_tried_says_so_without_a_timeout()
    {
        PeerPath path = NewPath();
        Deliver(path, Una, 1460, 1460);
        Report(path, 1300, timedOut: true);
        path.Refresh(_now);
        _now += TimeSpan.FromMinutes(10);
        path.Refresh(_now);
        path.OnSent(Una + 1460, 1460, 1460);
        Assert.Equal(MtuVerdict.Taken, Report(path, 1300, Una + 1460));
    }

    [Fact]
    public void A_path_below_min_pmtu_goes_without_DF()
    {
        PeerPath path = NewPath();
        Assert.Equal(MtuVerdict.Taken, Report(path, 300));
        Assert.True(path.Refresh(_now));
        Assert.Equal((552, 512, true), (path.Mtu, path.Mss, path.MayFragment));
    }
}
