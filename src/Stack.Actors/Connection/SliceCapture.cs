using Akka.IO;
using ActorTcp.Protocol;

namespace ActorTcp.Connection;

/// <summary>
/// Takes a <see cref="ByteString"/>'s buffers into a send buffer without copying: a byte string is immutable, and writes its
/// buffers to a stream as they are.
/// </summary>
internal sealed class SliceCapture : Stream
{
    private SendBuffer? _into;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public void Append(ByteString data, SendBuffer into)
    {
        _into = into;
        data.WriteTo(this);
        _into = null;
    }

    public override void Write(byte[] buffer, int offset, int count) => _into!.Append(buffer.AsMemory(offset, count));

    // A span may be anybody's memory: copied.
    public override void Write(ReadOnlySpan<byte> buffer) => _into!.Append(buffer.ToArray());

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
