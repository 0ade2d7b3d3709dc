namespace ActorTcp.Device;

/// <summary>Reads a frame whose bytes lie partly in attached slices.</summary>
internal static class FrameBytes
{
    /// <summary>Copies a range of the whole frame.</summary>
    /// <returns>How many bytes were copied: less than asked for where the frame ends.</returns>
    public static int CopyRange(this Frame frame, int offset, Span<byte> destination)
    {
        int copied = Take(frame.Bytes, ref offset, destination);
        for (int i = 0; i < frame.SliceCount && copied < destination.Length; i++)
            copied += Take(frame.Slice(i).Span, ref offset, destination[copied..]);
        return copied;
    }

    /// <summary>Copies a frame whole into another, and how it is offloaded.</summary>
    public static void CopyTo(this Frame frame, Frame other)
    {
        other.SetRange(0, frame.TotalLength);
        frame.CopyTo(other.Bytes);
        other.Offload = frame.Offload;
    }

    private static int Take(ReadOnlySpan<byte> piece, ref int skip, Span<byte> destination)
    {
        if (skip >= piece.Length)
        {
            skip -= piece.Length;
            return 0;
        }
        int length = Math.Min(piece.Length - skip, destination.Length);
        piece.Slice(skip, length).CopyTo(destination);
        skip = 0;
        return length;
    }
}
