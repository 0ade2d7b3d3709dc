using System.Runtime.CompilerServices;

namespace ActorTcp.Protocol;

/// <summary>
/// A half-open stretch <c>[Start, End)</c> of sequence space. Its length is <c>(End - Start) mod 2^32</c>; the comparisons
/// between ranges ask, as those of <see cref="SeqNum"/> do, that all ends are less than 2^31 apart.
/// </summary>
/// <param name="Start">The first number in the range: a SACK block's left edge (RFC 2018 section 3).</param>
/// <param name="End">The first number after the range: a SACK block's right edge.</param>
public readonly record struct SeqRange(SeqNum Start, SeqNum End)
{
    /// <summary>The range that begins at a number and has a length in octets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SeqRange Of(SeqNum start, uint length) => new(start, start + length);

    /// <summary>Octets in the range, 0 to 2^32 - 1.</summary>
    public uint Length
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => unchecked(End.Value - Start.Value);
    }

    /// <summary>Whether the range has no octet.</summary>
    public bool IsEmpty => Start == End;

    /// <summary>Whether the end comes after the start by less than 2^31: what a peer's SACK block has to satisfy.</summary>
    public bool IsForward => Start < End;

    /// <summary>Whether a number lies in the range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(SeqNum number) => unchecked(number.Value - Start.Value) < Length;

    /// <summary>Whether the whole of another range lies in this one. An empty range lies in it if its place does, ends included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(SeqRange other) => Start <= other.Start && other.End <= End;

    /// <summary>Whether the two ranges have an octet in common; an empty range intersects nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Intersects(SeqRange other) => SeqNum.Max(Start, other.Start) < SeqNum.Min(End, other.End);

    /// <summary>Whether the two ranges overlap or one begins where the other ends, so that their union is one range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Touches(SeqRange other) => Start <= other.End && other.Start <= End;

    /// <summary>What the two ranges have in common; empty, at the later start, if they have nothing.</summary>
    public SeqRange Intersection(SeqRange other)
    {
        var start = SeqNum.Max(Start, other.Start);
        var end = SeqNum.Min(End, other.End);
        return start < end ? new(start, end) : new(start, start);
    }

    /// <summary>The smallest range that covers both; their union if they <see cref="Touches"/>.</summary>
    public SeqRange Cover(SeqRange other) => new(SeqNum.Min(Start, other.Start), SeqNum.Max(End, other.End));

    /// <summary>The part at or after a number; empty, at the number, if there is none.</summary>
    public SeqRange From(SeqNum number)
    {
        var start = SeqNum.Max(Start, number);
        return start < End ? new(start, End) : new(start, start);
    }

    /// <summary>The part before a number; empty, at <see cref="Start"/>, if there is none.</summary>
    public SeqRange Before(SeqNum number)
    {
        var end = SeqNum.Min(End, number);
        return Start < end ? new(Start, end) : new(Start, Start);
    }

    /// <summary>Start and end as tcpdump prints a SACK block: <c>{start:end}</c>.</summary>
    public override string ToString() => $"{{{Start}:{End}}}";
}
