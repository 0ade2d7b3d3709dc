using System.Runtime.CompilerServices;

namespace ActorTcp.Protocol;

/// <summary>
/// A TCP sequence number: 32 bits that wrap around, 0 to 2^32 - 1 (RFC 9293 3.4). All arithmetic is modulo 2^32 and every
/// comparison is right as long as the two numbers are less than 2^31 apart.
/// </summary>
/// <remarks>
/// The order is not transitive around the whole circle, so there is no <see cref="IComparable{T}"/>: sorting needs a common
/// reference point (compare distances from it). Two numbers exactly 2^31 apart are each before the other.
/// </remarks>
/// <param name="Value">The 32 bits as they are on the wire, in host order.</param>
public readonly record struct SeqNum(uint Value)
{
    /// <summary>Whether the left comes before the right: <c>(left - right) mod 2^32</c> is negative as a signed number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator <(SeqNum left, SeqNum right) => (int)(left.Value - right.Value) < 0;

    /// <summary>Whether the left comes after the right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator >(SeqNum left, SeqNum right) => (int)(right.Value - left.Value) < 0;

    /// <summary>Whether the left does not come after the right (RFC 9293's <c>=&lt;</c>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator <=(SeqNum left, SeqNum right) => (int)(right.Value - left.Value) >= 0;

    /// <summary>Whether the left does not come before the right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator >=(SeqNum left, SeqNum right) => (int)(left.Value - right.Value) >= 0;

    /// <summary>The number that many octets further on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SeqNum operator +(SeqNum from, uint octets) => new(unchecked(from.Value + octets));

    /// <summary>The number that many octets further on; further back if negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SeqNum operator +(SeqNum from, int octets) => new(unchecked(from.Value + (uint)octets));

    /// <summary>The number that many octets further back.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SeqNum operator -(SeqNum from, uint octets) => new(unchecked(from.Value - octets));

    /// <summary>The number that many octets further back; further on if negative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SeqNum operator -(SeqNum from, int octets) => new(unchecked(from.Value - (uint)octets));

    /// <summary>The signed distance in octets from the right to the left, -2^31 to 2^31 - 1; positive if the left is later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int operator -(SeqNum left, SeqNum right) => unchecked((int)(left.Value - right.Value));

    /// <summary>The next number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SeqNum operator ++(SeqNum number) => new(unchecked(number.Value + 1));

    /// <summary>
    /// Whether this number lies in the window <c>[left, left + length)</c>; right for every length up to 2^32 - 1, and never
    /// true for a length of 0.
    /// </summary>
    /// <param name="left">The window's first number.</param>
    /// <param name="length">Octets in the window.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsIn(SeqNum left, uint length) => unchecked(Value - left.Value) < length;

    /// <summary>Whether this number lies in the range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsIn(SeqRange range) => unchecked(Value - range.Start.Value) < range.Length;

    /// <summary>The later of two numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SeqNum Max(SeqNum a, SeqNum b) => a >= b ? a : b;

    /// <summary>The earlier of two numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SeqNum Min(SeqNum a, SeqNum b) => a <= b ? a : b;

    /// <summary>The number in decimal, as tcpdump prints it.</summary>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
