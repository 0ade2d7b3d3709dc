using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ActorTcp.Protocol.Wire;

/// <summary>Why an option list is malformed.</summary>
public enum MalformedOption : byte
{
    /// <summary>It is not.</summary>
    None = 0,

    /// <summary>The list ends after a kind that needs a length.</summary>
    LengthMissing,

    /// <summary>A length is 0 or 1: it cannot cover its own kind and length (RFC 9293 3.1, MUST-7).</summary>
    LengthTooShort,

    /// <summary>An option reaches beyond the header's end.</summary>
    BeyondHeader,

    /// <summary>A known kind has a length that it cannot have.</summary>
    WrongLength,
}

/// <summary>The two values of a timestamps option (RFC 7323 3.2).</summary>
/// <param name="Value">TSval: the sender's timestamp clock.</param>
/// <param name="EchoReply">TSecr: what the sender echoes; significant with the ACK bit.</param>
public readonly record struct TcpTimestamp(uint Value, uint EchoReply);

/// <summary>
/// A TCP header's options, parsed or to be written. Holds everything inline; nothing is allocated.
/// </summary>
public record struct TcpOptions
{
    /// <summary>The most bytes that options take in a header.</summary>
    public const int MaxLength = TcpHeader.MaxLength - TcpHeader.MinLength;

    /// <summary>The largest shift that a window scale may ask for (RFC 7323 2.3).</summary>
    public const byte MaxWindowScale = 14;

    /// <summary>Bytes of a timestamps option with its padding: NOP, NOP, TS (RFC 7323 appendix A).</summary>
    public const int TimestampLength = 12;

    // RFC 7323 appendix A: NOP, NOP, kind 8, length 10, as one word. Nearly every segment of a connection with timestamps begins so.
    private const uint NopNopTimestamps = 0x0101080A;

    /// <summary>The maximum segment size in bytes; a value of 0 on the wire counts as absent, as in Linux.</summary>
    public ushort? Mss { readonly get; set; }

    /// <summary>The window's shift, 0 to 14.</summary>
    public byte? WindowScale { readonly get; set; }

    /// <summary>
    /// Whether the peer asked for a shift over 14. RFC 7323 2.3: "the TCP SHOULD log the error but MUST use 14 instead of the
    /// specified value"; <see cref="WindowScale"/> is 14 then.
    /// </summary>
    public bool WindowScaleExceeded { readonly get; set; }

    /// <summary>Whether SACK is permitted.</summary>
    public bool SackPermitted { readonly get; set; }

    /// <summary>The timestamps.</summary>
    public TcpTimestamp? Timestamp { readonly get; set; }

    /// <summary>The SACK blocks as the peer sent them, not validated against the send window.</summary>
    public SackBlocks Sack;

    /// <summary>
    /// Whether the options are exactly NOP, NOP, timestamps: the layout of almost every segment. Says nothing else of them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadTimestampOnly(ReadOnlySpan<byte> options, out TcpTimestamp timestamp)
    {
        if (options.Length == TimestampLength && NetworkOrder.UInt32(options, 0) == NopNopTimestamps)
        {
            timestamp = new(NetworkOrder.UInt32(options, 4), NetworkOrder.UInt32(options, 8));
            return true;
        }

        timestamp = default;
        return false;
    }

    /// <summary>
    /// Parses a header's options. Unknown kinds are skipped; of a kind that is there twice the last one counts.
    /// </summary>
    /// <remarks>
    /// Whatever the answer, <paramref name="options"/> holds what Linux's <c>tcp_parse_options</c> would have taken: options before a
    /// broken length, and around a known kind of a wrong length. A caller may so be as strict, or as lenient, as it likes.
    /// </remarks>
    /// <param name="bytes">The options: <see cref="TcpHeader.Options"/>.</param>
    /// <param name="options">What they say.</param>
    /// <param name="malformed">The first thing that is wrong with them.</param>
    /// <returns><see langword="false"/> if a length is malformed.</returns>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out TcpOptions options, out MalformedOption malformed)
    {
        options = default;
        malformed = MalformedOption.None;
        if (bytes.Length >= TimestampLength && NetworkOrder.UInt32(bytes, 0) == NopNopTimestamps)
        {
            options.Timestamp = new(NetworkOrder.UInt32(bytes, 4), NetworkOrder.UInt32(bytes, 8));
            bytes = bytes[TimestampLength..];
        }

        while (!bytes.IsEmpty)
        {
            var kind = (TcpOptionKind)bytes[0];
            if (kind == TcpOptionKind.EndOfList) break; // RFC 9293 3.1: what follows is padding
            if (kind == TcpOptionKind.NoOperation)
            {
                bytes = bytes[1..];
                continue;
            }

            // RFC 9293 3.1, MUST-7: "TCP implementations MUST be prepared to handle an illegal option length (e.g., zero)".
            if (bytes.Length < 2) return Stop(MalformedOption.LengthMissing, ref malformed);
            int length = bytes[1];
            if (length < 2) return Stop(MalformedOption.LengthTooShort, ref malformed);
            if (length > bytes.Length) return Stop(MalformedOption.BeyondHeader, ref malformed);

            if (!options.Take(kind, bytes[2..length]) && malformed == MalformedOption.None) malformed = MalformedOption.WrongLength;
            bytes = bytes[length..];
        }

        return malformed == MalformedOption.None;

        static bool Stop(MalformedOption reason, ref MalformedOption malformed)
        {
            if (malformed == MalformedOption.None) malformed = reason;
            return false;
        }
    }

    /// <summary>Takes one option; <see langword="false"/> if its length is wrong.</summary>
    private bool Take(TcpOptionKind kind, ReadOnlySpan<byte> value)
    {
        switch (kind)
        {
            case TcpOptionKind.MaximumSegmentSize:
                if (value.Length != 2) return false;
                ushort mss = BinaryPrimitives.ReadUInt16BigEndian(value);
                if (mss != 0) Mss = mss;
                return true;

            case TcpOptionKind.WindowScale:
                if (value.Length != 1) return false;
                WindowScaleExceeded = value[0] > MaxWindowScale; // RFC 7323 2.3: "MUST use 14 instead of the specified value"
                WindowScale = Math.Min(value[0], MaxWindowScale);
                return true;

            case TcpOptionKind.SackPermitted:
                if (value.Length != 0) return false;
                SackPermitted = true;
                return true;

            case TcpOptionKind.Sack:
                if (value.Length == 0 || value.Length % 8 != 0) return false;
                for (; value.Length > 0; value = value[8..])
                {
                    var start = new SeqNum(BinaryPrimitives.ReadUInt32BigEndian(value));
                    var end = new SeqNum(BinaryPrimitives.ReadUInt32BigEndian(value[4..]));
                    if (!Sack.TryAdd(new(start, end))) break; // more than four need a second SACK option: the rest is of no use
                }

                return true;

            case TcpOptionKind.Timestamps:
                if (value.Length != 8) return false;
                Timestamp = new(BinaryPrimitives.ReadUInt32BigEndian(value), BinaryPrimitives.ReadUInt32BigEndian(value[4..]));
                return true;

            default:
                return true; // RFC 9293 3.1, MUST-6: "MUST ignore without error any TCP Option it does not implement"
        }
    }

    /// <summary>
    /// Bytes that <see cref="Write"/> writes, padding included: 0 to 40, a multiple of 4. SACK blocks count as far as they fit.
    /// </summary>
    public readonly int EncodedLength
    {
        get
        {
            int length = LengthWithoutSack;
            int blocks = FittingBlocks(length, Sack.Count);
            return blocks == 0 ? length : length + 4 + 8 * blocks;
        }
    }

    private readonly int LengthWithoutSack =>
        (Mss.HasValue ? 4 : 0)
        + (Timestamp.HasValue ? TimestampLength : SackPermitted ? 4 : 0) // SACK permitted takes the place of the two NOPs
        + (WindowScale.HasValue ? 4 : 0);

    /// <summary>How many SACK blocks fit behind that many bytes of other options: 4, with timestamps 3.</summary>
    private static int FittingBlocks(int length, int wanted) => Math.Clamp((MaxLength - length - 4) / 8, 0, wanted);

    /// <summary>
    /// Writes the options in Linux's order and padding (<c>tcp_options_write</c>): MSS; SACK permitted and timestamps, or NOP NOP
    /// timestamps; NOP NOP SACK permitted; NOP window scale; NOP NOP SACK.
    /// </summary>
    /// <param name="bytes">At least <see cref="EncodedLength"/> bytes.</param>
    /// <param name="order">Whether the window scale stands behind, or before SACK permitted and the timestamps.</param>
    /// <returns>Bytes written: <see cref="EncodedLength"/>.</returns>
    public readonly int Write(Span<byte> bytes, TcpOptionOrder order = TcpOptionOrder.Linux)
    {
        int at = 0;
        if (Mss is { } mss)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, 0x02040000u | mss);
            at = 4;
        }

        if (order == TcpOptionOrder.Rfc) WriteScale(bytes, ref at);
        if (Timestamp is { } timestamp)
        {
            WriteTimestamp(bytes[at..], timestamp);
            if (SackPermitted) BinaryPrimitives.WriteUInt16BigEndian(bytes[at..], 0x0402);
            at += TimestampLength;
        }
        else if (SackPermitted)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes[at..], 0x01010402);
            at += 4;
        }

        if (order == TcpOptionOrder.Linux) WriteScale(bytes, ref at);
        int blocks = FittingBlocks(at, Sack.Count);
        return blocks == 0 ? at : at + WriteSack(bytes[at..], Sack.AsSpan()[..blocks]);
    }

    private readonly void WriteScale(Span<byte> bytes, ref int at)
    {
        if (WindowScale is not { } scale) return;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[at..], 0x01030300u | Math.Min(scale, MaxWindowScale));
        at += 4;
    }

    /// <summary>Writes NOP, NOP, timestamps (RFC 7323 appendix A): <see cref="TimestampLength"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteTimestamp(Span<byte> bytes, TcpTimestamp timestamp)
    {
        bytes = bytes[..TimestampLength];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, NopNopTimestamps);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], timestamp.Value);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], timestamp.EchoReply);
    }

    /// <summary>Writes NOP, NOP, SACK with one to four blocks: 4 + 8 bytes a block.</summary>
    /// <returns>Bytes written.</returns>
    public static int WriteSack(Span<byte> bytes, ReadOnlySpan<SeqRange> blocks)
    {
        int length = 4 + 8 * blocks.Length;
        bytes = bytes[..length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, 0x01010500u | (uint)(length - 2));
        for (int i = 0; i < blocks.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes[(4 + 8 * i)..], blocks[i].Start.Value);
            BinaryPrimitives.WriteUInt32BigEndian(bytes[(8 + 8 * i)..], blocks[i].End.Value);
        }

        return length;
    }

    /// <summary>The options in tcpdump's words: <c>mss 1460,sackOK,TS val 1 ecr 0,wscale 7,sack 1 {5:9}</c>.</summary>
    public override readonly string ToString()
    {
        var text = new System.Text.StringBuilder();
        if (Mss is { } mss) Next().Append("mss ").Append(mss);
        if (SackPermitted) Next().Append("sackOK");
        if (Timestamp is { } timestamp) Next().Append("TS val ").Append(timestamp.Value).Append(" ecr ").Append(timestamp.EchoReply);
        if (WindowScale is { } scale) Next().Append("wscale ").Append(scale);
        if (Sack.Count > 0)
        {
            Next().Append("sack ").Append(Sack.Count).Append(' ');
            foreach (var block in Sack.AsSpan()) text.Append(block.ToString());
        }

        return text.ToString();

        System.Text.StringBuilder Next() => text.Length == 0 ? text : text.Append(',');
    }
}
