namespace ActorTcp.Protocol;

/// <summary>How an application's write ends.</summary>
[Flags]
internal enum WriteEnd : byte
{
    /// <summary>As it is: pushed.</summary>
    Plain = 0,

    /// <summary>MSG_MORE: more follows, a segment that is not full can wait for it.</summary>
    More = 1,

    /// <summary>MSG_EOR: no segment has its last byte and a later one.</summary>
    EndOfRecord = 2,
}

/// <summary>
/// What was written and never sent, in the pieces that Linux's sendmsg makes of it: they decide where PSH is set and what no segment
/// joins. A piece is at most as large as what one frame carries, so a bulk write has few. Pure.
/// </summary>
/// <param name="start">SND.NXT.</param>
internal sealed class WriteQueue(SeqNum start)
{
    private Piece[] _ring = new Piece[4];
    private int _head;
    private SeqNum _start = start;  // of the first piece: SND.NXT
    private SeqNum _pushed = start; // where PSH was asked for last
    private int _records;           // pieces that end one

    /// <summary>The number behind the last byte that was taken in.</summary>
    public SeqNum End { get; private set; } = start;

    /// <summary>How many pieces there are.</summary>
    public int Count { get; private set; }

    /// <summary>How much the last piece still takes.</summary>
    /// <param name="goal">How large a piece becomes.</param>
    public int TailRoom(int goal)
    {
        if (Count == 0 || At(Count - 1).EndOfRecord) return 0;
        return Math.Max(0, goal - (End - (Count == 1 ? _start : At(Count - 2).End)));
    }

    /// <summary>Takes in text behind the last piece as far as it has room, or as a new one.</summary>
    /// <param name="length">Bytes, at least 1.</param>
    /// <param name="goal">How large a piece becomes.</param>
    /// <param name="begins">Whether a write begins with it: then the end of the one before asks for PSH no longer, if they share a piece.</param>
    /// <param name="full">Whether the piece is as large as it becomes.</param>
    /// <returns>How many bytes were taken.</returns>
    public int Add(int length, int goal, bool begins, out bool full)
    {
        int room = TailRoom(goal);
        int size = goal - room;
        if (room == 0)
        {
            if (Count == _ring.Length) Grow();
            At(Count++) = default;
            room = goal;
            size = 0;
        }
        int taken = Math.Min(length, room);
        ref Piece last = ref At(Count - 1);
        if (begins) last.Push = false;
        last.End = End += taken;
        full = size + taken >= goal;
        return taken;
    }

    /// <summary>Linux's forced_push: half of the largest window was written since PSH was asked for last.</summary>
    public bool MustPush(uint maxWindow) => End - _pushed > (int)Math.Min(maxWindow >> 1, int.MaxValue);

    /// <summary>The last piece's end asks for PSH.</summary>
    public void Push()
    {
        if (Count > 0) At(Count - 1).Push = true;
        _pushed = End;
    }

    /// <summary>The last piece ends a record.</summary>
    public void EndRecord()
    {
        if (Count == 0 || At(Count - 1).EndOfRecord) return;
        At(Count - 1).EndOfRecord = true;
        _records++;
    }

    /// <summary>What waited so long that it goes out as it is was pushed by that (Linux's tcp_write_wakeup).</summary>
    public void NotePushed(SeqNum end) => _pushed = SeqNum.Max(_pushed, end);

    /// <summary>Where the first piece ends; <see cref="End"/>: there is none.</summary>
    public SeqNum FirstEnd => Count > 0 ? At(0).End : End;

    /// <summary>Where the first record ends; <see cref="End"/>: nowhere before.</summary>
    public SeqNum RecordEnd
    {
        get
        {
            if (_records == 0) return End;
            int i = 0;
            while (!At(i).EndOfRecord) i++;
            return At(i).End;
        }
    }

    /// <summary>Text was sent: forgets it.</summary>
    /// <param name="next">SND.NXT, without a FIN's number.</param>
    /// <param name="record">Whether its last byte ends a record.</param>
    /// <returns>Whether a piece within it asks for PSH.</returns>
    public bool Take(SeqNum next, out bool record)
    {
        bool push = false;
        record = false;
        while (Count > 0 && At(0).End <= next)
        {
            push |= At(0).Push;
            if (At(0).EndOfRecord)
            {
                record = true;
                _records--;
            }
            _head = (_head + 1) & (_ring.Length - 1);
            Count--;
        }
        _start = next;
        // A comparison holds for half the sequence space only.
        if (_pushed < next - (1 << 30)) _pushed = next - (1 << 30);
        return push;
    }

    private ref Piece At(int index) => ref _ring[(_head + index) & (_ring.Length - 1)];

    private void Grow()
    {
        var ring = new Piece[_ring.Length * 2];
        for (int i = 0; i < Count; i++) ring[i] = At(i);
        _ring = ring;
        _head = 0;
    }

    private struct Piece
    {
        public SeqNum End;
        public bool Push;
        public bool EndOfRecord;
    }
}
