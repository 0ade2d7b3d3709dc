using ActorTcp.Protocol;

namespace Protocol.Tests.Receive;

public sealed class TcpReceiverTests
{
    private const int Mss = 1460;
    private static readonly SeqNum Irs = new(0xFFFF_FFFE);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_window_is_never_taken_back(int seed)
    {
        var random = new Random(seed);
        const byte Scale = 3;
        const int Buffer = 300_000;
        var receiver = new TcpReceiver(ReceiveSequenceSpace.AfterSyn(Irs, 65535, Scale), Buffer, sack: false);
        SeqNum edge = receiver.Space.Edge, told = edge;
        for (int i = 0; i < 20_000; i++)
        {
            if (random.Next(2) == 0)
            {
                int arrives = random.Next(Math.Min(receiver.Space.Wnd, 5 * Mss) + 1);
                receiver.Advance(arrives);
                receiver.Queued += arrives;
            }
            else
            {
                receiver.Queued -= random.Next(receiver.Queued + 1);
            }
            Assert.InRange(receiver.Space.Wnd, 0, Buffer);
            ushort window = receiver.Advertise(Mss);
            Assert.True(receiver.Space.Edge >= edge, "the edge moved left");
            edge = receiver.Space.Edge;
            // RFC 7323 2.4: what the scale cuts off is the only thing that a peer may seem to lose.
            SeqNum seen = receiver.Space.Nxt + (window << Scale);
            Assert.InRange(edge - seen, 0, (1 << Scale) - 1);
            Assert.True(told - seen < 1 << Scale, "the peer saw the window shrink");
            told = SeqNum.Max(told, seen);
            Assert.True(receiver.Space.Wnd + receiver.Queued <= Buffer + 65535, "more is offered than there is room for");
        }
    }

    [Fact]
    public void A_window_opens_only_by_a_step_worth_having()
    {
        var receiver = new TcpReceiver(ReceiveSequenceSpace.AfterSyn(Irs, 10_000, 0), 10_000, sack: false);
        receiver.Advance(10_000);
        receiver.Queued = 10_000;
        Assert.Equal(0, receiver.Advertise(Mss));
        receiver.Queued -= Mss - 1; // RFC 9293 3.8.6.2.2: not before min(buffer / 2, MSS)
        Assert.Equal(0, receiver.Advertise(Mss));
        Assert.False(receiver.WantsWindowUpdate(Mss));
        receiver.Queued -= 1;
        Assert.Equal(Mss, receiver.Advertise(Mss));
        receiver.Queued = 0;
        Assert.True(receiver.WantsWindowUpdate(Mss));
        Assert.Equal(10_000, receiver.Advertise(Mss));
        Assert.False(receiver.WantsWindowUpdate(Mss));
    }

    [Theory]
    [InlineData(10_000, Mss)]
    [InlineData(2_000, 1_000)]
    [InlineData(100_000, Mss)]
    public void A_closed_window_reopens_at_the_first_worthwhile_step_of_an_application_that_reads_slowly(int buffer, int step)
    {
        var receiver = new TcpReceiver(ReceiveSequenceSpace.AfterSyn(Irs, Math.Min(buffer, 65535), 1), buffer, sack: false);
        receiver.Advertise(Mss);
        receiver.Queued = receiver.Space.Wnd;
        receiver.Advance(receiver.Space.Wnd);
        Assert.Equal(0, receiver.Advertise(Mss));
        for (int read = 0; read < step - 7; read += 7, receiver.Queued -= 7)
        {
            Assert.False(receiver.WantsWindowUpdate(Mss));
            Assert.Equal(0, receiver.Advertise(Mss));
        }
        receiver.Queued -= 7;
        Assert.True(receiver.WantsWindowUpdate(Mss));
        Assert.InRange(receiver.Advertise(Mss), step / 2, ushort.MaxValue);
    }

    [Fact]
    public void An_open_window_is_worth_an_update_when_it_doubles()
    {
        var receiver = new TcpReceiver(ReceiveSequenceSpace.AfterSyn(Irs, 60_000, 0), 60_000, sack: false) { Queued = 40_000 };
        receiver.Advance(40_000);
        receiver.Advertise(Mss);
        Assert.Equal(20_000, receiver.Space.Wnd);
        receiver.Queued = 20_001;
        Assert.False(receiver.WantsWindowUpdate(Mss));
        receiver.Queued = 20_000;
        Assert.True(receiver.WantsWindowUpdate(Mss));
    }

    [Fact]
    public void A_smaller_buffer_keeps_the_window_that_was_promised()
    {
        var receiver = new TcpReceiver(ReceiveSequenceSpace.AfterSyn(Irs, 60_000, 0), 60_000, sack: false);
        receiver.Fix(10_000);
        Assert.Equal(60_000, receiver.Advertise(Mss));
        receiver.Advance(55_000);
        Assert.Equal(5_000, receiver.Space.Wnd);
        Assert.Equal(10_000, receiver.Advertise(Mss));
    }

    [Fact]
    public void A_fin_takes_effect_once_and_only_after_all_text_before_it()
    {
        var receiver = new TcpReceiver(ReceiveSequenceSpace.AfterSyn(Irs, 1000, 0), 1000, sack: false);
        SeqNum first = receiver.Space.Nxt;
        Assert.False(receiver.TryAdvanceOverFin());
        receiver.SeeFin(first + 10);
        Assert.False(receiver.TryAdvanceOverFin());
        Assert.Equal(0, receiver.Keep(first + 5, new byte[5]));
        Assert.True(receiver.HasGap);
        receiver.Advance(5);
        Assert.True(receiver.TryTakeKept(out ReadOnlyMemory<byte> kept));
        receiver.Advance(kept.Length);
        Assert.True(receiver.TryAdvanceOverFin());
        Assert.True(receiver.FinReceived);
        Assert.Equal(first + 11, receiver.Space.Nxt);
        Assert.False(receiver.TryAdvanceOverFin()); // once
        Assert.Equal(first + 11, receiver.Space.Nxt);
    }

    [Fact]
    public void The_first_fin_counts()
    {
        var receiver = new TcpReceiver(ReceiveSequenceSpace.AfterSyn(Irs, 1000, 0), 1000, sack: false);
        SeqNum first = receiver.Space.Nxt;
        receiver.SeeFin(first + 1);
        receiver.SeeFin(first);
        Assert.False(receiver.TryAdvanceOverFin());
        receiver.Advance(1);
        Assert.True(receiver.TryAdvanceOverFin());
    }

    [Fact]
    public void A_fin_fits_although_the_window_is_full()
    {
        var receiver = new TcpReceiver(ReceiveSequenceSpace.AfterSyn(Irs, 10, 0), 10, sack: false);
        receiver.Advance(10);
        receiver.Queued = 10;
        receiver.SeeFin(receiver.Space.Nxt);
        Assert.True(receiver.TryAdvanceOverFin());
        Assert.Equal(0, receiver.Space.Wnd);
        Assert.Equal(0, receiver.Advertise(Mss));
    }
}
