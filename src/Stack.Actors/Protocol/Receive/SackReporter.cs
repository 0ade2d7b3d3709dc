using System.Runtime.CompilerServices;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>
/// Which blocks to report (RFC 2018 4): first the one that the segment just arrived is in, then the most recently reported others; and
/// before them, once, what has arrived twice (RFC 2883 4, D-SACK).
/// </summary>
internal struct SackReporter
{
    private Recent _recent; // where each block begins, the most recent first
    private int _count;
    private SeqRange _duplicate;

    /// <summary>What the next report says to have arrived twice; empty: nothing.</summary>
    public readonly SeqRange Duplicate => _duplicate;

    /// <summary>Text has been kept, or was kept already; this is the block that it is in now.</summary>
    public void Note(SeqRange block)
    {
        // Blocks that this one has swallowed are not reported beside it, and must not push others out.
        int alive = 0;
        for (int i = 0; i < _count; i++)
        {
            if (!block.Contains(_recent[i])) _recent[alive++] = _recent[i];
        }
        _count = Math.Min(alive + 1, SackBlocks.Capacity);
        for (int i = _count - 1; i > 0; i--) _recent[i] = _recent[i - 1];
        _recent[0] = block.Start;
    }

    /// <summary>
    /// Something arrived twice. RFC 2883 4: only the first contiguous sequence of a segment is reported, and what has not been reported
    /// yet grows only if the two touch.
    /// </summary>
    public void NoteDuplicate(SeqRange range)
    {
        if (range.IsEmpty) return;
        if (_duplicate.IsEmpty) _duplicate = range;
        else if (_duplicate.Touches(range)) _duplicate = _duplicate.Cover(range);
    }

    /// <summary>Nothing arrived twice that is to be reported.</summary>
    public void ForgetDuplicate() => _duplicate = default;

    /// <summary>The blocks to report now. RFC 2883 4 (2): each duplicate is reported in one acknowledgment only.</summary>
    /// <param name="kept">What is kept ahead of a gap; null: nothing ever was.</param>
    public SackBlocks Report(Reassembly? kept)
    {
        var blocks = default(SackBlocks);
        int first = 0;
        if (!_duplicate.IsEmpty)
        {
            blocks.TryAdd(_duplicate);
            // RFC 2883 4 (4): a duplicate of text above the acknowledgment is followed by the block that it is a part of.
            if (kept is not null && kept.TryFindBlock(_duplicate.Start, out SeqRange around)) blocks.TryAdd(around);
            first = 1;
            _duplicate = default;
        }
        int alive = 0;
        for (int i = 0; i < _count; i++)
        {
            if (!kept!.TryFindBlock(_recent[i], out SeqRange block)) continue; // delivered
            _recent[alive++] = _recent[i];
            if (!Holds(blocks, first, block)) blocks.TryAdd(block);
        }
        _count = alive;
        return blocks;
    }

    private static bool Holds(in SackBlocks blocks, int first, SeqRange block)
    {
        for (int i = first; i < blocks.Count; i++)
        {
            if (blocks[i] == block) return true;
        }
        return false;
    }

    [InlineArray(SackBlocks.Capacity)]
    private struct Recent
    {
        private SeqNum _first;
    }
}
