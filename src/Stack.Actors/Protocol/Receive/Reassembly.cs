namespace ActorTcp.Protocol;

/// <summary>
/// Text that arrived ahead of its turn, in order and without overlap; what came first stays. Bounded in bytes and in pieces:
/// beyond that new text is refused, and the peer sends it again. It copies, so that frames return at once.
/// </summary>
/// <param name="byteLimit">How many bytes are kept at most.</param>
/// <param name="leastPieces">How many pieces are allowed at least; a large buffer has room for as many as its segments are.</param>
/// <param name="memory">What all connections share; null: nothing is counted.</param>
internal sealed class Reassembly(
    int byteLimit, int leastPieces = Reassembly.LeastPieces, MemoryBudget? memory = null) : IReclaimable
{
    /// <summary>How many pieces are kept at most in a small buffer: a flood of one-byte segments costs no more than this.</summary>
    public const int LeastPieces = 1024;

    /// <summary>A window of segments of this size, all but the first of which have arrived, is kept whole (RFC 9293 3.7.1: the default MSS is 536).</summary>
    private const int SmallSegment = 512;

    /// <summary>What a piece costs beside its bytes.</summary>
    public const int PieceOverhead = 64;

    private readonly List<Piece> _pieces = [];
    private readonly SeqRanges _blocks = new();
    private int _head; // pieces before it were taken: a queue, so that a window of them is taken in linear time
    private LinkedListNode<IReclaimable>? _registration;
    private int _byteLimit = byteLimit;

    private int PieceLimit => Math.Max(leastPieces, _byteLimit / SmallSegment);

    /// <summary>How many bytes are kept.</summary>
    public int Bytes { get; private set; }

    /// <summary>Lets more bytes be kept.</summary>
    public void Grow(int byteLimit) => _byteLimit = Math.Max(_byteLimit, byteLimit);

    /// <summary>How many pieces are kept.</summary>
    public int Pieces => _pieces.Count - _head;

    /// <inheritdoc cref="Insert(SeqNum, ReadOnlySpan{byte}, out SeqRange)"/>
    public int Insert(SeqNum start, ReadOnlySpan<byte> text) => Insert(start, text, out _);

    /// <summary>Keeps those bytes of the text that are not kept yet.</summary>
    /// <param name="start">The first byte's number.</param>
    /// <param name="text">The text.</param>
    /// <param name="duplicate">The first unbroken part of it that was kept already (RFC 2883 4); empty: there is none.</param>
    /// <returns>How many bytes were refused because a limit was reached.</returns>
    public int Insert(SeqNum start, ReadOnlySpan<byte> text, out SeqRange duplicate)
    {
        duplicate = default;
        SeqNum end = start + text.Length;
        int refused = 0;
        int at = FirstEndingAfter(start);
        SeqNum from = start;
        while (from < end)
        {
            if (at < _pieces.Count && _pieces[at].Start <= from)
            {
                SeqNum known = SeqNum.Min(end, _pieces[at].End); // already here
                if (duplicate.IsEmpty) duplicate = new SeqRange(from, known);
                else if (duplicate.End == from) duplicate = new SeqRange(duplicate.Start, known);
                from = SeqNum.Max(from, _pieces[at].End);
                at++;
                continue;
            }
            SeqNum to = at < _pieces.Count ? SeqNum.Min(end, _pieces[at].Start) : end;
            int length = to - from;
            if (Bytes + length > _byteLimit || Pieces >= PieceLimit)
            {
                refused += length;
            }
            else
            {
                _pieces.Insert(at, new Piece(from, text.Slice(from - start, length).ToArray()));
                Bytes += length;
                _blocks.Add(new SeqRange(from, to));
                Charge(length + PieceOverhead);
                at++;
            }
            from = to;
        }
        return refused;
    }

    /// <inheritdoc cref="TryTake(SeqNum, out ReadOnlyMemory{byte}, out SeqRange)"/>
    public bool TryTake(SeqNum next, out ReadOnlyMemory<byte> text) => TryTake(next, out text, out _);

    /// <summary>Takes the piece that begins at, or covers, the next expected number.</summary>
    /// <param name="next">RCV.NXT.</param>
    /// <param name="text">The piece, or what is left of it.</param>
    /// <param name="duplicate">The unbroken part of what was kept that has arrived once more, in order; empty: there is none.</param>
    /// <returns>Whether there is such a piece.</returns>
    public bool TryTake(SeqNum next, out ReadOnlyMemory<byte> text, out SeqRange duplicate)
    {
        text = default;
        duplicate = default;
        while (Pieces > 0 && _pieces[_head].Start <= next)
        {
            Piece first = TakeFirst();
            _blocks.RemoveBefore(first.End);
            Bytes -= first.Text.Length;
            Charge(-first.Text.Length - PieceOverhead);
            SeqNum known = SeqNum.Min(first.End, next);
            if (duplicate.IsEmpty) duplicate = new SeqRange(first.Start, known);
            else if (duplicate.End == first.Start) duplicate = new SeqRange(duplicate.Start, known);
            if (first.End <= next) continue; // delivered meanwhile by a retransmission that reached further
            text = first.Text.AsMemory(next - first.Start);
            return true;
        }
        return false;
    }

    /// <summary>
    /// Discards all: RFC 2018 8 lets a receiver do so with what it has reported, and the sender must be ready for it ("reneging").
    /// </summary>
    public void Reclaim()
    {
        int bytes = Bytes + (Pieces * PieceOverhead);
        _pieces.Clear();
        _blocks.Clear();
        _head = 0;
        Bytes = 0;
        Charge(-bytes);
    }

    /// <summary>The number behind the last of what is kept; meaningless when nothing is.</summary>
    public SeqNum End => _blocks.Highest;

    /// <summary>The unbroken range of kept text around a number: what a SACK block reports (RFC 2018 4).</summary>
    public bool TryFindBlock(SeqNum number, out SeqRange block) => _blocks.TryFind(number, out block);

    private Piece TakeFirst()
    {
        Piece first = _pieces[_head];
        _pieces[_head++] = default; // lets go of the text
        if (_head < _pieces.Count - _head) return first;
        _pieces.RemoveRange(0, _head);
        _head = 0;
        return first;
    }

    private void Charge(int bytes)
    {
        if (memory is null) return;
        memory.Charge(bytes);
        if (Pieces > 0)
        {
            _registration ??= memory.Register(this);
        }
        else if (_registration is { } registration)
        {
            memory.Forget(registration);
            _registration = null;
        }
    }

    private int FirstEndingAfter(SeqNum start)
    {
        int low = _head, high = _pieces.Count;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (_pieces[middle].End > start) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    private readonly record struct Piece(SeqNum Start, byte[] Text)
    {
        public SeqNum End => Start + Text.Length;
    }
}
