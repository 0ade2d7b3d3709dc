using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>The receiving half of a connection: sequence space, window and reassembly. Pure; the actor moves the bytes.</summary>
/// <param name="space">The receive sequence space after the peer's SYN.</param>
/// <param name="bufferSize">The receive buffer, in bytes.</param>
/// <param name="sack">Whether both sides permit SACK (RFC 2018).</param>
/// <param name="dsack">Whether what arrives twice is reported (RFC 2883; <c>tcp_dsack</c>); only with SACK.</param>
internal sealed class TcpReceiver(ReceiveSequenceSpace space, int bufferSize, bool sack, bool dsack = false)
{
    private readonly Reassembly _reassembly = new(bufferSize);
    private ReceiveSequenceSpace _rcv = space;
    private SackReporter _reporter;
    private SeqNum _finAt;
    private bool _finSeen;

    /// <summary>The receive sequence space.</summary>
    public ref readonly ReceiveSequenceSpace Space => ref _rcv;

    /// <summary>How many bytes wait for the application; they narrow the window.</summary>
    public int Queued { get; set; }

    /// <summary>Whether everything up to the peer's FIN, and the FIN, has arrived.</summary>
    public bool FinReceived { get; private set; }

    /// <summary>Whether text is missing before what is kept.</summary>
    public bool HasGap => _reassembly.Pieces > 0;

    /// <summary>Keeps text that is ahead of its turn.</summary>
    /// <returns>How many bytes were refused.</returns>
    public int Keep(SeqNum start, ReadOnlySpan<byte> text)
    {
        int refused = _reassembly.Insert(start, text, out SeqRange duplicate);
        NoteDuplicate(duplicate);
        if (_reassembly.TryFindBlock(start, out SeqRange block)) _reporter.Note(block);
        return refused;
    }

    /// <summary>What the next acknowledgment reports to have arrived twice (RFC 2883, D-SACK); empty: nothing.</summary>
    public SeqRange Duplicate => _reporter.Duplicate;

    /// <summary>A segment, or its beginning, lies below RCV.NXT: it arrived before. Nothing if D-SACK is off.</summary>
    public void NoteOld(SeqNum start, SeqNum end)
    {
        if (start < _rcv.Nxt) NoteDuplicate(new SeqRange(start, SeqNum.Min(end, _rcv.Nxt)));
    }

    /// <summary>
    /// The SACK blocks for the next acknowledgment; none if the peer does not permit them, or nothing is missing and nothing came twice.
    /// </summary>
    public SackBlocks Sack() => sack && (HasGap || !_reporter.Duplicate.IsEmpty) ? _reporter.Report(_reassembly) : default;

    /// <summary>Moves RCV.NXT past text that was taken in order.</summary>
    public void Advance(int length) => _rcv.Nxt += length;

    /// <summary>Takes kept text whose turn has come; the caller then calls <see cref="Advance"/>.</summary>
    public bool TryTakeKept(out ReadOnlyMemory<byte> text)
    {
        bool taken = _reassembly.TryTake(_rcv.Nxt, out text, out SeqRange duplicate);
        NoteDuplicate(duplicate);
        return taken;
    }

    /// <summary>Notes where the peer's FIN is; the first word counts.</summary>
    public void SeeFin(SeqNum at)
    {
        if (_finSeen) return;
        _finSeen = true;
        _finAt = at;
    }

    /// <summary>RFC 9293 3.10.7.4, eighth: if all before the FIN is here, RCV.NXT moves over it, once.</summary>
    /// <returns>Whether the FIN took effect now.</returns>
    public bool TryAdvanceOverFin()
    {
        if (!_finSeen || FinReceived || _rcv.Nxt != _finAt) return false;
        _rcv.Nxt += 1;
        _rcv.Edge = SeqNum.Max(_rcv.Edge, _rcv.Nxt);
        FinReceived = true;
        return true;
    }

    /// <summary>
    /// The window to put into the next segment, scaled; moves the edge. The edge never moves left, and moves right only by a
    /// step worth having (RFC 9293 3.8.6.2.2, receiver's silly-window avoidance).
    /// </summary>
    /// <param name="mss">The peer's segment size, in bytes.</param>
    public ushort Advertise(int mss)
    {
        SeqNum edge = _rcv.Nxt + Math.Max(0, bufferSize - Queued);
        int step = edge - _rcv.Edge;
        if (step >= Math.Min(bufferSize / 2, mss) || (step > 0 && _rcv.Wnd >= mss)) _rcv.Edge = edge;
        return Scaled(_rcv.Wnd);
    }

    /// <summary>The same window for a segment that acknowledges less than RCV.NXT: the edge is the same.</summary>
    /// <param name="number">SEG.ACK.</param>
    /// <param name="mss">The peer's segment size, in bytes.</param>
    public ushort AdvertiseFrom(SeqNum number, int mss)
    {
        Advertise(mss);
        return Scaled(_rcv.Edge - number);
    }

    /// <summary>Whether the window could open by a step that the peer should hear of without being asked.</summary>
    public bool WantsWindowUpdate(int mss)
    {
        int open = Math.Max(0, bufferSize - Queued);
        int told = _rcv.Wnd;
        return open - told >= Math.Min(bufferSize / 2, 2 * mss) && told < bufferSize / 2;
    }

    private ushort Scaled(int window) => (ushort)Math.Min(window >> _rcv.Scale, ushort.MaxValue);

    private void NoteDuplicate(SeqRange range)
    {
        if (sack && dsack) _reporter.NoteDuplicate(range);
    }
}
