namespace ActorTcp.Connection;

/// <summary>Text that waits to be copied out, in pieces.</summary>
internal static class TextPieces
{
    /// <summary>Copies the beginning; it stays.</summary>
    /// <returns>How many bytes.</returns>
    public static int Peek(List<ArraySegment<byte>> pieces, Span<byte> into)
    {
        int copied = 0;
        foreach (ArraySegment<byte> piece in pieces)
        {
            if (copied == into.Length) break;
            int some = Math.Min(piece.Count, into.Length - copied);
            piece.AsSpan(0, some).CopyTo(into[copied..]);
            copied += some;
        }
        return copied;
    }

    /// <summary>Copies the beginning and takes it out.</summary>
    /// <returns>How many bytes.</returns>
    public static int Take(List<ArraySegment<byte>> pieces, Span<byte> into)
    {
        int copied = Peek(pieces, into);
        int left = copied;
        int whole = 0;
        while (left > 0 && pieces[whole].Count <= left) left -= pieces[whole++].Count;
        pieces.RemoveRange(0, whole);
        if (left > 0) pieces[0] = pieces[0][left..];
        return copied;
    }
}
