using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>The receiving half of a connection: sequence space, window and reassembly. Pure; the actor moves the bytes.</summary>
/// <param name="space">The receive sequence space after the peer's SYN.</param>
/// <param name="bufferSize">The receive buffer at first, in bytes.</param>
/// <param name="sack">Whether both sides permit SACK (RFC 2018).</param>
/// <param name="dsack">Whether what arrives twice is reported (RFC 2883; <c>tcp_dsack</c>); only with SACK.</param>
/// <param name="tuning">What lets the buffer grow; null: its size is fixed.</param>
/// <param name="memory">What all connections share; null: there is no limit.</param>
internal sealed class TcpReceiver(
    ReceiveSequenceSpace space, int bufferSize, bool sack, bool dsack = false, ReceiveTuning? tuning = null, MemoryBudget? memory = null)
{
    private const int SegmentsUnderPressure = 4;
    private const int LeastGrowth = 128; // text below this is no sign of a transfer

    private Reassembly? _reassembly; // most connections never need one
    private ReceiveTuning? _tuning = tuning;
    private ReceiveSequenceSpace _rcv = space;
    private SackReporter _reporter;
    private SeqNum _finAt;
    private bool _finSeen;

    /// <summary>The receive sequence space.</summary>
    public ref readonly ReceiveSequenceSpace Space => ref _rcv;

    /// <summary>How many bytes may wait for the application.</summary>
    public int BufferSize { get; private set; } = bufferSize;

    /// <summary>
    /// The largest window that is offered until more has arrived (Linux's <c>rcv_ssthresh</c>); <see cref="int.MaxValue"/>: the buffer alone
    /// decides.
    /// </summary>
    public int SlowStartThreshold { get; set; } = int.MaxValue;

    /// <summary>TCP_WINDOW_CLAMP: the largest window, whatever the buffer.</summary>
    public int Clamp { get; set; } = int.MaxValue;

    /// <summary>What lets the buffer grow; null: its size is fixed.</summary>
    public ReceiveTuning? Tuning => _tuning;

    /// <summary>How many bytes wait for the application; they narrow the window.</summary>
    public int Queued { get; set; }

    /// <summary>Whether everything up to the peer's FIN, and the FIN, has arrived.</summary>
    public bool FinReceived { get; private set; }

    /// <summary>Whether text is missing before what is kept.</summary>
    public bool HasGap => _reassembly is { Pieces: > 0 };

    /// <summary>Keeps text that is ahead of its turn.</summary>
    /// <returns>How many bytes were refused.</returns>
    public int Keep(SeqNum start, ReadOnlySpan<byte> text)
    {
        if (memory is { IsExhausted: true }) return text.Length;
        _reassembly ??= new Reassembly(BufferSize, Reassembly.LeastPieces, memory);
        int refused = _reassembly.Insert(start, text, out SeqRange duplicate);
        NoteDuplicate(duplicate);
        if (_reassembly.TryFindBlock(start, out SeqRange block)) _reporter.Note(block);
        return refused;
    }

    /// <summary>What the next acknowledgment reports to have arrived twice (RFC 2883, D-SACK); empty: nothing.</summary>
    public SeqRange Duplicate => _reporter.Duplicate;

    /// <summary>What arrived twice is not reported.</summary>
    public void ForgetDuplicate() => _reporter.ForgetDuplicate();

    /// <summary>A segment, or its beginning, lies below RCV.NXT: it arrived before. Nothing if D-SACK is off.</summary>
    public void NoteOld(SeqNum start, SeqNum end)
    {
        if (start < _rcv.Nxt) NoteDuplicate(new SeqRange(start, SeqNum.Min(end, _rcv.Nxt)));
    }

    /// <summary>
    /// The SACK blocks for the next acknowledgment; none if the peer does not permit them, or nothing is missing and nothing came twice.
    /// </summary>
    public SackBlocks Sack() => sack && (HasGap || !_reporter.Duplicate.IsEmpty) ? _reporter.Report(_reassembly) : default;

    /// <summary>Text has arrived: more of the buffer is offered, twice of what came at least (Linux's <c>tcp_grow_window</c>).</summary>
    public void Offer(int length, int mss)
    {
        if (length < LeastGrowth || SlowStartThreshold == int.MaxValue || memory is { IsUnderPressure: true }) return;
        int room = Free() - SlowStartThreshold;
        if (room > 0) SlowStartThreshold += Math.Min(room, 2 * Math.Max(length, mss));
    }

    /// <summary>Whether a number is the end of the last block that SACK reports.</summary>
    public bool IsReportedEnd(SeqNum number) => sack && _reassembly is { Pieces: > 0 } kept && kept.End == number;

    /// <summary>Moves RCV.NXT past text that was taken in order.</summary>
    public void Advance(int length) => _rcv.Nxt += length;

    /// <summary>Takes kept text whose turn has come; the caller then calls <see cref="Advance"/>.</summary>
    public bool TryTakeKept(out ReadOnlyMemory<byte> text)
    {
        text = default;
        if (_reassembly is null) return false;
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
        int step = Room(mss) - _rcv.Wnd;
        if (step >= Step(mss) || (step > 0 && _rcv.Wnd >= mss)) _rcv.Edge += step;
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

    /// <summary>
    /// Whether the window could open by a step that the peer should hear of without being asked: from less than a segment to what silly
    /// windows begin with (RFC 9293 3.8.6.2.2), or to twice what it was.
    /// </summary>
    /// <param name="mss">The peer's segment size, in bytes.</param>
    public bool WantsWindowUpdate(int mss)
    {
        int step = Room(mss) - _rcv.Wnd;
        return _rcv.Wnd < mss ? step >= Step(mss) : step >= _rcv.Wnd;
    }

    /// <summary>Whether an acknowledgment now would offer no less than the last did.</summary>
    /// <param name="owed">How much has arrived since.</param>
    /// <param name="mss">The peer's segment size, in bytes.</param>
    public bool KeepsWindow(int owed, int mss) => Room(mss) >= _rcv.Wnd + owed;

    /// <summary>The application has taken text: perhaps it is worth a larger buffer.</summary>
    public void OnRead(Instant now, int bytes)
    {
        if (_tuning?.OnRead(now, bytes) is { } wanted && memory is not { IsUnderPressure: true }) Grow(wanted);
    }

    /// <summary>SO_RCVBUF: the buffer has this size from now on. A window that was promised is kept.</summary>
    public void Fix(int size)
    {
        _tuning = null;
        Grow(size);
        BufferSize = size;
    }

    /// <summary>Lets the buffer hold so many bytes, if it does not yet.</summary>
    public void Grow(int size)
    {
        BufferSize = Math.Max(BufferSize, size);
        _reassembly?.Grow(BufferSize);
    }

    /// <summary>Discards what is kept ahead of its turn: the connection is over.</summary>
    public void Discard() => _reassembly?.Reclaim();

    /// <summary>
    /// What the peer could be allowed to send from RCV.NXT on. As Linux: where memory is scarce a few segments, so that nobody stalls; a
    /// larger window that was promised stays.
    /// </summary>
    private int Room(int mss)
    {
        int room = Free();
        // Rounded up, so that the scale takes nothing away from it.
        if (SlowStartThreshold < room) room = Math.Min(room, (SlowStartThreshold + (1 << _rcv.Scale) - 1) >> _rcv.Scale << _rcv.Scale);
        return memory is { IsUnderPressure: true } ? Math.Min(room, SegmentsUnderPressure * mss) : room;
    }

    // The buffer may hold more than one window: RFC 7323 2.2, without scaling no window is larger than 65,535.
    private int Free() => Math.Min(Math.Max(0, BufferSize - Queued), Math.Min(Clamp, ushort.MaxValue << _rcv.Scale));

    // RFC 9293 3.8.6.2.2: "RCV.BUFF - RCV.USER - RCV.WND >= min(Fr * RCV.BUFF, Eff.snd.MSS)", Fr = 1/2.
    private int Step(int mss) => Math.Max(1, Math.Min(BufferSize / 2, mss));

    private ushort Scaled(int window) => (ushort)Math.Min(window >> _rcv.Scale, ushort.MaxValue);

    private void NoteDuplicate(SeqRange range)
    {
        if (sack && dsack) _reporter.NoteDuplicate(range);
    }
}
