using ActorTcp.Protocol;

namespace Protocol.Tests.Tcp;

public sealed class SendBufferTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_use_gives_the_bytes_of_a_plain_list(int seed)
    {
        var random = new Random(seed);
        var buffer = new SendBuffer();
        var model = new List<byte>();
        var onTheirWay = new Queue<(ReadOnlyMemory<byte> Slice, byte[] Bytes)>();
        for (int step = 0; step < 5_000; step++)
        {
            switch (random.Next(4))
            {
                case 0 or 1 when model.Count < 100_000:
                    byte[] data = new byte[random.Next(6) switch { 0 => random.Next(20_000), 1 => SendBuffer.GatherBelow - 1 + random.Next(3), _ => random.Next(300) }];
                    random.NextBytes(data);
                    model.AddRange(data);
                    byte[] given = [.. data];
                    buffer.Append(given);
                    if (given.Length < SendBuffer.GatherBelow) Array.Clear(given); // gathered: the writer may use its memory again
                    break;
                case 2 when model.Count > 0:
                    int offset = random.Next(model.Count), length = random.Next(1, model.Count - offset + 1);
                    ReadOnlyMemory<byte> slice = buffer.Slice(offset, length);
                    Assert.InRange(slice.Length, 1, length);
                    Assert.Equal(model.GetRange(offset, slice.Length), slice.ToArray());
                    onTheirWay.Enqueue((slice, slice.ToArray()));
                    break;
                default:
                    int acknowledged = random.Next(3) == 0 ? model.Count : random.Next(model.Count + 1);
                    buffer.Discard(acknowledged);
                    model.RemoveRange(0, acknowledged);
                    break;
            }
            Assert.Equal(model.Count, buffer.Length);
            // A segment that is still on its way never sees its bytes change.
            if (onTheirWay.Count > 50)
            {
                (ReadOnlyMemory<byte> slice, byte[] bytes) = onTheirWay.Dequeue();
                Assert.True(slice.Span.SequenceEqual(bytes));
            }
        }
    }

    [Fact]
    public void Large_writes_are_kept_by_reference_and_small_ones_together()
    {
        var buffer = new SendBuffer();
        byte[] large = new byte[SendBuffer.GatherBelow];
        buffer.Append(large);
        Assert.True(buffer.Slice(0, large.Length).Span == large.AsSpan());
        for (int i = 0; i < 100; i++) buffer.Append(new byte[] { (byte)i });
        Assert.Equal(100, buffer.Slice(large.Length, 100).Length); // one slice
    }

    [Fact]
    public void More_than_there_is_cannot_be_acknowledged()
    {
        var buffer = new SendBuffer();
        buffer.Append(new byte[10]);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Discard(11));
        buffer.Discard(10);
        Assert.Equal(0, buffer.Length);
    }
}
