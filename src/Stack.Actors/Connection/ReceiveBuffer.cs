using ActorTcp.Api;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Connection;

/// <summary>How much text a connection may hold for its application, in bytes: at first, and when it has grown (RFC 9293 3.8.6).</summary>
/// <param name="Initial">At first.</param>
/// <param name="Max">At most; the same where the size is fixed.</param>
/// <param name="Offer">What of it a SYN offers (<c>tcp_adv_win_scale</c>).</param>
internal readonly record struct ReceiveBuffer(int Initial, int Max, int Offer)
{
    /// <summary>RFC 7323 2.3: a window is at most this.</summary>
    private const int Largest = ushort.MaxValue << TcpOptions.MaxWindowScale;

    /// <summary>The window of our SYN, which is never scaled (RFC 7323 2.2). As Linux, whole segments, unless all of the buffer is offered.</summary>
    /// <param name="mss">Text in a segment of the peer's.</param>
    public ushort SynWindow(int mss)
    {
        int window = Offer == Initial || Offer < mss ? Offer : Offer / mss * mss;
        return (ushort)Math.Min(window, ushort.MaxValue);
    }

    /// <summary>Rcv.Wind.Shift: the least that the largest window needs.</summary>
    public byte Scale
    {
        get
        {
            byte scale = 0;
            while (scale < TcpOptions.MaxWindowScale && Max >> scale > ushort.MaxValue) scale++;
            return scale;
        }
    }

    /// <summary>What is left of it where the peer does not scale windows.</summary>
    public ReceiveBuffer Unscaled => new(Math.Min(Initial, ushort.MaxValue), Math.Min(Max, ushort.MaxValue), Math.Min(Offer, ushort.MaxValue));

    /// <summary>
    /// A socket's own size goes before the stack's (SO_RCVBUF, <see cref="StackOptions.ReceiveBufferSize"/>); both fix it. Else it begins
    /// with <c>tcp_rmem</c>'s default and grows to its maximum.
    /// </summary>
    public static ReceiveBuffer Of(StackOptions options, SocketSettings settings)
    {
        ReceiveBuffer whole = Unclamped(options, settings);
        return new ReceiveBuffer(Math.Min(whole.Initial, settings.ClampOrMax), Math.Min(whole.Max, settings.ClampOrMax), Math.Min(whole.Offer, settings.ClampOrMax)); // TCP_WINDOW_CLAMP
    }

    private static ReceiveBuffer Unclamped(StackOptions options, SocketSettings settings)
    {
        int size = Math.Min(settings.ReceiveBuffer ?? options.ReceiveBufferSize, Largest);
        if (size > 0) return new ReceiveBuffer(size, size, size);
        (int least, int initial, int most) = options.TcpRmem;
        initial = Math.Clamp(initial, Math.Max(least, 1), Largest);
        return new ReceiveBuffer(initial, options.TcpModerateRcvbuf ? Math.Clamp(most, initial, Largest) : initial, Share(initial, options));
    }

    private static int Share(int size, StackOptions options) =>
        options.TcpAdvWinScale == 0 ? size : size - (size >> options.TcpAdvWinScale);
}
