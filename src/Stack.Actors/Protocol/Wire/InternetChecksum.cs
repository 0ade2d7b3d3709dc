using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorTcp.Protocol.Wire;

/// <summary>
/// The Internet checksum (RFC 1071): the ones' complement of the ones' complement sum of all 16-bit words.
/// </summary>
/// <remarks>
/// <para>
/// A partial sum is a <see cref="uint"/> that counts big-endian words; <see cref="Sum(ReadOnlySpan{byte}, uint)"/> returns it folded
/// to 16 bits. Partial sums are added by passing one as the next one's initial value, or with plain <c>+</c> (up to 65535 of them),
/// and <see cref="Finish"/> makes the field of their total.
/// </para>
/// <para>
/// RFC 1071 2 (B): a piece that begins at an odd offset of the whole has all its bytes in the other half of their words; its sum is
/// the byte-swapped one. So a scattered buffer is summed piece by piece with <see cref="Append"/>, which is given the offset.
/// </para>
/// </remarks>
public static class InternetChecksum
{
    /// <summary>The partial sum of bytes that begin at an even offset; an odd last byte is padded with zero (RFC 1071 section 1).</summary>
    /// <param name="bytes">Any bytes, at any alignment.</param>
    /// <param name="initial">A partial sum to add; need not be folded.</param>
    /// <returns>A partial sum, folded: at most 0xFFFF.</returns>
    public static uint Sum(ReadOnlySpan<byte> bytes, uint initial = 0)
    {
        uint sum = Fold(SumNative(bytes));
        // RFC 1071 2 (B): the sum does not depend on the byte order, save that it comes out swapped.
        if (BitConverter.IsLittleEndian) sum = BinaryPrimitives.ReverseEndianness((ushort)sum);
        return Fold((ulong)sum + initial);
    }

    /// <summary>Adds a piece that begins at some offset of the whole, even or odd.</summary>
    /// <param name="sum">The partial sum of what comes before.</param>
    /// <param name="offset">How many bytes come before.</param>
    /// <param name="piece">The piece.</param>
    /// <returns>A partial sum, folded: at most 0xFFFF.</returns>
    public static uint Append(uint sum, int offset, ReadOnlySpan<byte> piece)
    {
        uint next = Sum(piece);
        return Fold((ulong)sum + ((offset & 1) == 0 ? next : BinaryPrimitives.ReverseEndianness((ushort)next)));
    }

    /// <summary>A partial sum folded to 16 bits with end-around carry. It is 0 only if nothing but zeros was summed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Fold(uint sum)
    {
        sum = (sum & 0xFFFF) + (sum >> 16); // at most 0x1FFFE
        return (ushort)(sum + (sum >> 16));
    }

    /// <summary>What goes into the checksum's field: the folded sum's complement.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Finish(uint sum) => (ushort)~Fold(sum);

    /// <summary>
    /// What goes into UDP's field. RFC 768: "If the computed checksum is zero, it is transmitted as all ones"; zero says that there
    /// is none.
    /// </summary>
    public static ushort FinishUdp(uint sum) => Finish(sum) is var checksum and not 0 ? checksum : (ushort)0xFFFF;

    /// <summary>Whether bytes that hold their own checksum are intact: all words and the initial sum add up to 0xFFFF (RFC 1071 section 1).</summary>
    /// <param name="bytes">The bytes with the checksum in its place.</param>
    /// <param name="initial">The pseudo-header's sum, for TCP and UDP.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsValid(ReadOnlySpan<byte> bytes, uint initial = 0) => Sum(bytes, initial) == 0xFFFF;

    /// <summary>
    /// The partial sum of the pseudo-header: source, destination, zero and protocol, length (RFC 9293 3.1; UDP: RFC 768).
    /// </summary>
    /// <param name="source">The IP header's source.</param>
    /// <param name="destination">The IP header's destination.</param>
    /// <param name="protocol">TCP or UDP.</param>
    /// <param name="length">Bytes of transport header and payload, 0 to 65535. For a frame that is still to be segmented, that of the whole.</param>
    /// <returns>A partial sum, folded: at most 0xFFFF.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint PseudoHeader(Ipv4Address source, Ipv4Address destination, IpProtocol protocol, int length) =>
        Fold((ulong)source.Value + destination.Value + (byte)protocol + (uint)length);

    /// <summary>
    /// What has to be in the checksum's field when <see cref="VirtioNetFlags.NeedsChecksum"/> leaves the rest to the device (virtio 1.1,
    /// 5.1.6.2): the pseudo-header's sum, folded and NOT complemented. The device sums from the transport header on, this field included.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort ForDevice(uint pseudoHeader) => Fold(pseudoHeader);

    /// <summary>The checksum after a 16-bit word has changed. RFC 1624 eqn. 3: <c>HC' = ~(~HC + ~m + m')</c>.</summary>
    /// <param name="checksum">The field as it is: HC.</param>
    /// <param name="before">The word that was summed: m.</param>
    /// <param name="after">The word that takes its place: m'.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Update(ushort checksum, ushort before, ushort after) =>
        Finish((uint)(ushort)~checksum + (ushort)~before + after);

    /// <summary>The checksum after an aligned 32-bit word, as an address, has changed (RFC 1624 eqn. 3).</summary>
    /// <param name="checksum">The field as it is.</param>
    /// <param name="before">The word that was summed.</param>
    /// <param name="after">The word that takes its place.</param>
    public static ushort Update(ushort checksum, uint before, uint after) =>
        Finish((uint)(ushort)~checksum + (ushort)~(before >> 16) + (ushort)~before + (after >> 16) + (ushort)after);

    /// <summary>A total of 32-bit words folded to 16 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint FoldWords(ulong sum) => Fold(sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Fold(ulong sum)
    {
        sum = (uint)sum + (sum >> 32);  // 33 bits
        sum = (uint)sum + (sum >> 32);  // 32 bits
        return Fold((uint)sum);
    }

    /// <summary>
    /// The sum of all words in the machine's byte order. RFC 1071 2 (C): words of 32 bits add up as well as those of 16; here each
    /// goes into a 64-bit lane, which cannot overflow within the 2^31 bytes that a span may have, so there is no carry to look after.
    /// </summary>
    private static ulong SumNative(ReadOnlySpan<byte> bytes)
    {
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        nuint length = (uint)bytes.Length;
        nuint at = 0;
        ulong sum = 0;

        if (length >= 64 && Vector128.IsHardwareAccelerated) sum = SumVectors(ref first, length, out at);

        for (; at + 8 <= length; at += 8)
        {
            ulong words = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, at));
            sum += (uint)words + (words >> 32);
        }

        if ((length & 4) != 0)
        {
            sum += Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, at));
            at += 4;
        }

        if ((length & 2) != 0)
        {
            sum += Unsafe.ReadUnaligned<ushort>(ref Unsafe.Add(ref first, at));
            at += 2;
        }

        if ((length & 1) != 0)
        {
            // RFC 1071 section 1: the last byte is the upper half of a word padded with zero.
            uint last = Unsafe.Add(ref first, at);
            sum += BitConverter.IsLittleEndian ? last : last << 8;
        }

        return sum;
    }

    /// <summary>The sum of as many whole blocks as the widest vectors take; <paramref name="at"/> is where they end.</summary>
    private static ulong SumVectors(ref byte first, nuint length, out nuint at)
    {
        at = 0;
        if (Vector512.IsHardwareAccelerated && length >= 128)
        {
            var low = Vector512<ulong>.Zero;
            var high = Vector512<ulong>.Zero;
            var mask = Vector512.Create((ulong)uint.MaxValue);
            for (; at + 128 <= length; at += 128)
            {
                var a = Vector512.LoadUnsafe(ref first, at).AsUInt64();
                var b = Vector512.LoadUnsafe(ref first, at + 64).AsUInt64();
                low += (a & mask) + (b & mask);
                high += (a >>> 32) + (b >>> 32);
            }

            return Vector512.Sum(low + high);
        }

        if (Vector256.IsHardwareAccelerated)
        {
            var low = Vector256<ulong>.Zero;
            var high = Vector256<ulong>.Zero;
            var mask = Vector256.Create((ulong)uint.MaxValue);
            for (; at + 64 <= length; at += 64)
            {
                var a = Vector256.LoadUnsafe(ref first, at).AsUInt64();
                var b = Vector256.LoadUnsafe(ref first, at + 32).AsUInt64();
                low += (a & mask) + (b & mask);
                high += (a >>> 32) + (b >>> 32);
            }

            return Vector256.Sum(low + high);
        }
        else
        {
            var low = Vector128<ulong>.Zero;
            var high = Vector128<ulong>.Zero;
            var mask = Vector128.Create((ulong)uint.MaxValue);
            for (; at + 32 <= length; at += 32)
            {
                var a = Vector128.LoadUnsafe(ref first, at).AsUInt64();
                var b = Vector128.LoadUnsafe(ref first, at + 16).AsUInt64();
                low += (a & mask) + (b & mask);
                high += (a >>> 32) + (b >>> 32);
            }

            return Vector128.Sum(low + high);
        }
    }
}
