using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>
/// One connection's view of its path: how large its segments may be, and which of the routers' reports it believes (RFC 1191, RFC 5927 7).
/// </summary>
/// <remarks>
/// Linux acts on every report whose quoted sequence number is in flight. So do we while a size is new to the path (RFC 5927 7.2's
/// initial discovery), where nothing but the report can be right. But once the peer has acknowledged larger segments, a report that
/// denies them may be forged: it waits for the retransmission timer, and is forgotten if what it quotes is acknowledged. A path that
/// really has shrunk costs one timeout.
/// </remarks>
internal sealed class PeerPath
{
    private readonly PathMtuCache _cache;
    private readonly Ipv4Address _peer;
    private readonly int _linkMtu;
    private readonly SegmentSize _size;
    private PathDiscovery _discovery = PathDiscovery.Want;
    private int _version;
    private Instant _expires;

    private bool _sentText;
    private SeqNum _end;             // after the last text that was sent
    private int _largestAcked;       // text of the largest segment that has arrived (maxsizeacked)
    private int _candidate;          // a larger one that is underway, 0 for none
    private SeqNum _candidateEnd;
    private int _heldMtu;            // a report that is not believed yet, 0 for none
    private SeqNum _heldSeq;

    /// <param name="cache">What the stack knows of paths.</param>
    /// <param name="peer">The destination.</param>
    /// <param name="linkMtu">The largest packet that the link carries, in bytes.</param>
    /// <param name="size">What both ends allow.</param>
    /// <param name="now">The time.</param>
    public PeerPath(PathMtuCache cache, Ipv4Address peer, int linkMtu, SegmentSize size, Instant now)
    {
        (_cache, _peer, _linkMtu, _size) = (cache, peer, linkMtu, size);
        LookUp(now);
    }

    /// <summary>The largest packet that the path carries, as far as is known, in bytes.</summary>
    public int Mtu { get; private set; }

    /// <summary>Whether packets go without DF.</summary>
    public bool MayFragment { get; private set; }

    /// <summary>The most text in one segment.</summary>
    public int Mss { get; private set; }

    /// <summary>The bytes of options on every segment.</summary>
    public int OptionLength => _size.Options;

    /// <summary>From now on the path's size is found so.</summary>
    public void Discover(PathDiscovery how, Instant now)
    {
        _discovery = how;
        LookUp(now);
    }

    /// <summary>Whether anything has changed, by a report to any connection or by time.</summary>
    public bool Refresh(Instant now)
    {
        if (_cache.Version == _version && now < _expires) return false;
        (int mtu, bool mayFragment) = (Mtu, MayFragment);
        LookUp(now);
        return mtu != Mtu || mayFragment != MayFragment;
    }

    /// <summary>A router reports a packet too large whose sequence number is in flight.</summary>
    /// <param name="report">What it says.</param>
    /// <param name="seq">The number that it quotes.</param>
    /// <param name="timedOut">Whether the retransmission timer has expired since the last progress.</param>
    /// <param name="now">The time.</param>
    /// <returns>What becomes of it; if it is taken, <see cref="Refresh"/> shows the difference.</returns>
    public MtuVerdict OnReport(in MtuReport report, SeqNum seq, bool timedOut, Instant now)
    {
        MtuVerdict verdict = report.Check(Mtu, out int mtu);
        if (_discovery is PathDiscovery.Dont or PathDiscovery.Probe) return MtuVerdict.Ignored;
        if (verdict != MtuVerdict.Taken) return verdict;
        if (_size.For(mtu) < _largestAcked && !timedOut)
        {
            (_heldMtu, _heldSeq) = (mtu, seq);
            return MtuVerdict.Held;
        }
        Take(mtu, now);
        return MtuVerdict.Taken;
    }

    /// <summary>The retransmission timer has expired: what was held is believed.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool OnTimeout(Instant now)
    {
        if (_heldMtu == 0) return false;
        int mtu = _heldMtu;
        _heldMtu = 0;
        if (mtu < Mtu) Take(mtu, now);
        return true;
    }

    /// <summary>Text is sent.</summary>
    /// <param name="seq">SEG.SEQ.</param>
    /// <param name="length">Bytes, more than a segment's if the device divides it.</param>
    /// <param name="mss">The most text in a segment.</param>
    public void OnSent(SeqNum seq, int length, int mss)
    {
        bool isNew = !_sentText || seq >= _end;
        if (!_sentText || seq + length > _end) _end = seq + length;
        _sentText = true;
        if (!isNew)
        {
            _candidate = 0; // which of the two sizes arrives will not be known
            return;
        }
        int size = Math.Min(length, mss);
        if (size <= _largestAcked || size <= _candidate) return;
        _candidate = size;
        _candidateEnd = seq + size;
    }

    /// <summary>SND.UNA has moved, or may have.</summary>
    public void OnAcknowledged(SeqNum una)
    {
        if (_candidate != 0 && una >= _candidateEnd)
        {
            _largestAcked = _candidate;
            _candidate = 0;
        }
        // RFC 5927 7.2: the segment has arrived, and so the report was wrong.
        if (_heldMtu != 0 && una > _heldSeq) _heldMtu = 0;
    }

    private void Take(int mtu, Instant now)
    {
        _cache.Learn(_peer, mtu, Mtu, now);
        _largestAcked = Math.Min(_largestAcked, _size.For(mtu)); // when larger ones are tried again the first report counts at once
        _candidate = 0;
        _heldMtu = 0;
    }

    private void LookUp(Instant now)
    {
        _version = _cache.Version;
        PathMtu? known = _cache.Find(_peer, now);
        _expires = known?.Expires ?? Instant.Never;
        // As Linux: what others have learned counts, unless the connection probes; what it is told itself is another matter.
        Mtu = _discovery == PathDiscovery.Probe ? _linkMtu : Math.Min(_linkMtu, known?.Mtu ?? _linkMtu);
        MayFragment = _discovery == PathDiscovery.Dont || (_discovery == PathDiscovery.Want && known is { MayFragment: true });
        Mss = _size.For(Mtu);
    }
}
