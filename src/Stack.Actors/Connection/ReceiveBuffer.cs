using ActorTcp.Api;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

/// <summary>How much text a connection may hold for its application, in bytes: at first, and when it has grown (RFC 9293 3.8.6).</summary>
/// <param name="Initial">At first.</param>
/// <param name="Max">At most; the same where the size is fixed.</param>
internal readonly record struct ReceiveBuffer(int Initial, int Max)
{
    /// <summary>RFC 7323 2.3: a window is at most this.</summary>
    public const int Largest = ushort.MaxValue << TcpOptions.MaxWindowScale;

    /// <summary>What the window's scale follows from, if it is more than <see cref="Max"/>: the buffer with its overhead.</summary>
    private int Whole { get; init; }

    /// <summary>Whether a SYN offers whole segments, as Linux's.</summary>
    private bool OffersSegments { get; init; }

    /// <summary>What our SYN has offered already; 0: nothing.</summary>
    private ushort Offered { get; init; }

    /// <summary>The window of our SYN, which is never scaled (RFC 7323 2.2).</summary>
    /// <param name="mss">Text in a segment of the peer's.</param>
    public ushort SynWindow(int mss)
    {
        if (Offered > 0) return Offered;
        int window = OffersSegments && Initial >= mss ? Initial / mss * mss : Initial;
        return (ushort)Math.Min(window, ushort.MaxValue);
    }

    /// <summary>The same buffer, of a connection that we open: our SYN leaves before the peer's options are known.</summary>
    /// <param name="mss">Text in a segment of the peer's.</param>
    public ReceiveBuffer Offering(int mss) => this with { Offered = SynWindow(mss) };

    /// <summary>Rcv.Wind.Shift: the least that the largest window needs.</summary>
    public byte Scale
    {
        get
        {
            byte scale = 0;
            while (scale < TcpOptions.MaxWindowScale && Math.Max(Max, Whole) >> scale > ushort.MaxValue) scale++;
            return scale;
        }
    }

    /// <summary>
    /// A socket's own size goes before the stack's (SO_RCVBUF, <see cref="StackOptions.ReceiveBufferSize"/>); both fix it. Else it begins
    /// with <c>tcp_rmem</c>'s default and grows to its maximum.
    /// </summary>
    public static ReceiveBuffer Of(StackOptions options, SocketSettings settings)
    {
        ReceiveBuffer whole = Unclamped(options, settings);
        int clamp = settings.ClampOrMax; // TCP_WINDOW_CLAMP
        return whole with { Initial = Math.Min(whole.Initial, clamp), Max = Math.Min(whole.Max, clamp), Whole = Math.Min(whole.Whole, clamp) };
    }

    private static ReceiveBuffer Unclamped(StackOptions options, SocketSettings settings)
    {
        int size = Math.Min(settings.ReceiveBuffer ?? options.ReceiveBufferSize, Largest);
        if (size > 0) return new ReceiveBuffer(size, size) { OffersSegments = options.TcpAdvWinScale > 0 };
        (int least, int initial, int most) = options.TcpRmem;
        initial = Math.Clamp(initial, Math.Max(least, 1), Largest);
        most = options.TcpModerateRcvbuf ? Math.Clamp(most, initial, Largest) : initial;
        if (options.TcpAdvWinScale == 0) return new ReceiveBuffer(initial, most);
        return new ReceiveBuffer(WithoutOverhead(initial, options), WithoutOverhead(most, options)) { Whole = most, OffersSegments = true };
    }

    private static int WithoutOverhead(int size, StackOptions options) => size - (size >> options.TcpAdvWinScale);
}
