namespace ActorTcp.Protocol;

// Whether a little is sent now, or more of it with the next acknowledgment, in one burst (Linux's tcp_tso_should_defer).
internal sealed partial class TcpSender
{
    /// <summary>Where the divisor is zero: as many segments are never deferred.</summary>
    private const int NeverDeferred = 3;

    private static readonly TimeSpan Recent = TimeSpan.FromMilliseconds(1);

    private bool _oneBurst; // a write is being taken in, and one burst of it goes out, whatever follows

    /// <summary>
    /// Whether new text waits although cwnd and the peer's window have room for a part of it. An acknowledgment is underway that lets all
    /// of it out: nothing is deferred while nothing is in flight, or what is has been for less than half of a round trip.
    /// </summary>
    /// <param name="room">Segments that cwnd has room for; at least 1.</param>
    /// <param name="window">Bytes that the peer's window has room for.</param>
    /// <param name="available">Bytes that may be sent, up to a record's end.</param>
    /// <param name="last">Whether nothing follows those.</param>
    /// <param name="now">The time.</param>
    private bool ShouldDefer(int room, long window, int available, bool last, Instant now)
    {
        if (!_settings.Bursts.Defer || _override || _pushAll || _oneBurst || IsInBurst || now - _sentAt >= Recent) return false;
        // Not while losses are repaired; and, unlike Linux, not while limited transmit asks for new segments (RFC 3042).
        if (_recovery.State is not (RecoveryState.Open or RecoveryState.Cwr)) return false;
        int piece = Math.Min(available, Math.Max(_written.FirstEnd - _snd.Nxt, 0));
        if (piece <= Mss || window < Math.Min(piece, Mss)) return false; // Nagle's algorithm, and the silly window's avoidance, decide
        long congestion = (long)room * Mss;
        long limit = Math.Min(window, congestion);
        bool isTail = last && piece == available;
        if (limit >= (long)MostInBurst * Mss || (!isTail && limit >= piece)) return false;
        int divisor = _settings.Bursts.WindowDivisor;
        bool enough = divisor > 0
            ? limit >= Math.Min(_snd.Wnd, (long)CongestionWindow * Mss) / divisor
            : limit > NeverDeferred * Mss;
        if (enough || _recovery.Flight.Count == 0) return false;
        if (now - _recovery.Flight.First.SentAt < _rtt.Srtt / 2) return false; // the acknowledgment is far away
        if (congestion < window)
        {
            if (congestion <= piece)
            {
                _limited = true;
                return true;
            }
        }
        else if (window <= piece)
        {
            _closed = true;
            return true;
        }
        // There is room for all: it waits for more of it to be written, unless there will be none, or none that joins it.
        return isTail ? !IsFinPending : piece < available;
    }

    /// <summary>How many segments a burst has at most, whatever cwnd is.</summary>
    private int MostInBurst => _settings.Bursts.Least == 0
        ? Math.Max(1, LargestFrame / Mss)
        : Math.Max(_settings.Bursts.Least, TimelyBytes() / Mss);
}
