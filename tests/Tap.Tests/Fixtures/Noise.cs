namespace Tap.Tests.Fixtures;

/// <summary>Bytes of which no part looks like another, so that none can be lost, doubled or moved unseen.</summary>
internal static class Noise
{
    public static byte[] Make(int length, int seed = 1)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Byte by byte; says where they part, instead of printing megabytes.</summary>
    public static void AssertSame(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> actual)
    {
        if (expected.Span.SequenceEqual(actual.Span)) return;
        int same = expected.Span.CommonPrefixLength(actual.Span);
        Assert.Fail($"{actual.Length} bytes came instead of {expected.Length}; the first {same} are right");
    }
}
