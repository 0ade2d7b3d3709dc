using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Protocol.Tests.Handshake;

/// <summary>SYN cookies in Linux's form (RFC 4987 3.6).</summary>
public sealed class SynCookieTests
{
    private static readonly SipKey Key = new(1, 2);
    private static readonly CookieFlow Flow = new(0xC6336401_C6336402, 40000u << 16 | 80);
    private static readonly SeqNum Irs = new(0xFFFF_FFF0);
    private static readonly Instant Now = Instant.Zero + TimeSpan.FromMinutes(300.5);

    [Theory]
    [InlineData(1460, 1460)]
    [InlineData(9000, 1460)]
    [InlineData(1459, 1440)]
    [InlineData(1300, 1300)]
    [InlineData(536, 536)]
    [InlineData(100, 536)]
    public void A_cookie_holds_the_mss_rounded_down(int mss, int held)
    {
        SeqNum cookie = SynCookie.Make(Key, Flow, Irs, (ushort)mss, Now);
        Assert.True(SynCookie.TryRead(Key, Flow, Irs, cookie, Now, out ushort read));
        Assert.Equal(held, read);
        Assert.Equal(held, SynCookie.RoundMss((ushort)mss));
    }

    [Theory]
    [InlineData(59, true)]  // at least the rest of its minute and the next
    [InlineData(89, true)]
    [InlineData(91, false)] // and never more than two
    [InlineData(3600, false)]
    public void A_cookie_grows_old(int seconds, bool good)
    {
        SeqNum cookie = SynCookie.Make(Key, Flow, Irs, 1460, Now);
        Assert.Equal(good, SynCookie.TryRead(Key, Flow, Irs, cookie, Now + TimeSpan.FromSeconds(seconds), out _));
    }

    [Fact]
    public void A_cookie_is_its_flows_and_its_syns()
    {
        SeqNum cookie = SynCookie.Make(Key, Flow, Irs, 1460, Now);
        Assert.False(SynCookie.TryRead(Key, Flow with { Ports = Flow.Ports + 1 }, Irs, cookie, Now, out _));
        Assert.False(SynCookie.TryRead(Key, Flow with { Addresses = Flow.Addresses ^ 1 }, Irs, cookie, Now, out _));
        Assert.False(SynCookie.TryRead(Key, Flow, Irs + 12345, cookie, Now, out _));
        Assert.False(SynCookie.TryRead(new SipKey(1, 3), Flow, Irs, cookie, Now, out _));
    }

    [Fact]
    public void A_guess_is_as_good_as_four_in_sixteen_millions_and_an_age()
    {
        // 2^32 numbers, of which two minutes' four are good: of a million random ones hardly any.
        var random = new Random(7);
        int good = 0;
        for (int i = 0; i < 1_000_000; i++)
        {
            if (SynCookie.TryRead(Key, Flow, Irs, new SeqNum((uint)random.NextInt64(1L << 32)), Now, out _)) good++;
        }
        Assert.InRange(good, 0, 3);
    }

    [Fact]
    public void Every_cookie_that_is_made_is_read() =>
        Prop.ForAll<ulong, uint, uint>((addresses, ports, irs) =>
        {
            var flow = new CookieFlow(addresses, ports);
            SeqNum cookie = SynCookie.Make(Key, flow, new SeqNum(irs), 1440, Now);
            return SynCookie.TryRead(Key, flow, new SeqNum(irs), cookie, Now + TimeSpan.FromSeconds(20), out ushort mss) && mss == 1440;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_timestamp_holds_window_scale_sack_and_ECN_and_never_lies_ahead()
    {
        foreach (uint clock in new uint[] { 64, 100, 127, 128, 1_000_003 })
        {
            for (int scale = -1; scale <= TcpOptions.MaxWindowScale; scale++)
            {
                var theirs = new TcpOptions { WindowScale = scale < 0 ? null : (byte)scale, SackPermitted = scale % 2 == 0 };
                uint stamp = CookieTimestamp.Encode(clock, theirs, ecn: scale % 3 == 0);
                Assert.InRange(stamp, clock - 64, clock);
                TcpOptions read = CookieTimestamp.Decode(stamp, out bool ecn);
                Assert.Equal((theirs.WindowScale, theirs.SackPermitted), (read.WindowScale, read.SackPermitted));
                Assert.Equal(scale % 3 == 0, ecn);
            }
        }
    }
}
