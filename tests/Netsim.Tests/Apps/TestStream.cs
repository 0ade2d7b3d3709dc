using ActorTcp.Device;

namespace Netsim.Tests.Apps;

/// <summary>A stream without end in which every place looks different: a misplaced, lost or doubled byte shows.</summary>
internal sealed class TestStream
{
    // A prime: no segment size divides it.
    private const int Period = 65521;

    private static readonly TestStream[] Streams = [.. Enumerable.Range(0, 4).Select(i => new TestStream((ulong)i))];

    private readonly byte[] _bytes = new byte[Period];

    private TestStream(ulong seed)
    {
        var random = new SplitMix64(seed);
        for (int i = 0; i < _bytes.Length; i++) _bytes[i] = (byte)random.Next(256);
    }

    public static TestStream Of(ulong number) => Streams[number];

    public byte[] Read(long position, int length)
    {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length;)
        {
            ReadOnlySpan<byte> piece = At(position + at, length - at);
            piece.CopyTo(bytes.AsSpan(at));
            at += piece.Length;
        }
        return bytes;
    }

    /// <summary>Where the bytes stop being those of the stream from a position on; null: nowhere.</summary>
    public long? FindDifference(long position, ReadOnlySpan<byte> bytes)
    {
        for (int at = 0; at < bytes.Length;)
        {
            ReadOnlySpan<byte> piece = At(position + at, bytes.Length - at);
            int same = piece.CommonPrefixLength(bytes[at..]);
            at += same;
            if (same < piece.Length) return position + at;
        }
        return null;
    }

    private ReadOnlySpan<byte> At(long position, int length)
    {
        int at = (int)(position % Period);
        return _bytes.AsSpan(at, Math.Min(length, Period - at));
    }
}
