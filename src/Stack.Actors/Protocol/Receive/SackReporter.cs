using System.Runtime.CompilerServices;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>
/// Which blocks to report (RFC 2018 4): first the one that the segment just arrived is in, then the most recently reported others.
/// </summary>
internal struct SackReporter
{
    private Recent _recent; // a number in each block, the most recent first
    private int _count;

    /// <summary>Text that begins at this number has been kept.</summary>
    public void Note(SeqNum start)
    {
        int at = 0;
        while (at < _count && _recent[at] != start) at++;
        if (at == _count && _count < SackBlocks.Capacity) _count++;
        for (int i = Math.Min(at, _count - 1); i > 0; i--) _recent[i] = _recent[i - 1];
        _recent[0] = start;
    }

    /// <summary>The blocks to report now.</summary>
    public SackBlocks Report(Reassembly kept)
    {
        var blocks = default(SackBlocks);
        int alive = 0;
        for (int i = 0; i < _count; i++)
        {
            if (!kept.TryFindBlock(_recent[i], out SeqRange block) || Holds(blocks, block)) continue; // delivered, or merged
            blocks.TryAdd(block);
            _recent[alive++] = _recent[i];
        }
        _count = alive;
        return blocks;
    }

    private static bool Holds(in SackBlocks blocks, SeqRange block)
    {
        for (int i = 0; i < blocks.Count; i++)
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
