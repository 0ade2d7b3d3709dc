using System.Buffers.Binary;
using ActorTcp.Protocol;

namespace ActorTcp.Device;

/// <summary>
/// Writes frames as a pcap file with nanosecond stamps (magic 0xa1b23c4d, little endian, LINKTYPE_ETHERNET), which Wireshark,
/// tshark and tcpdump open. Buffered. A stream that fails ends the capture, is counted, and disturbs nobody else.
/// </summary>
/// <remarks>Several devices may write to one file. Safe from any thread.</remarks>
public sealed class PcapWriter : IDisposable
{
    /// <summary>The longest frame that the file says it may hold; a super-frame is far below.</summary>
    public const int SnapLength = 262_144;

    private const uint NanosecondMagic = 0xA1B23C4D;
    private const int FileHeaderLength = 24;
    private const int RecordHeaderLength = 16;
    private const int LinkTypeEthernet = 1;

    private readonly Lock _lock = new();
    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly long _epoch;
    private readonly byte[] _buffer = new byte[SnapLength + RecordHeaderLength];
    private int _used;
    private bool _disposed;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Where the bytes go.</param>
    /// <param name="epoch">The wall clock at the loop's <see cref="Instant.Zero"/>, from 1970 to 2106.</param>
    /// <param name="leaveOpen">Whether the stream outlives the writer.</param>
    public PcapWriter(Stream stream, DateTimeOffset epoch, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _epoch = (epoch - DateTimeOffset.UnixEpoch).Ticks;
        ArgumentOutOfRangeException.ThrowIfNegative(_epoch, nameof(epoch));
        _stream = stream;
        _leaveOpen = leaveOpen;
        WriteFileHeader();
    }

    /// <summary>How many frames have been taken.</summary>
    public long Frames { get; private set; }

    /// <summary>How many frames came after the stream had failed.</summary>
    public long Lost { get; private set; }

    /// <summary>How often the stream failed: once at most, for the capture ends then.</summary>
    public int Failures { get; private set; }

    /// <summary>What the stream failed with.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Whether bytes wait to be flushed.</summary>
    public bool HasPending => _used > 0 && Failure is null;

    /// <summary>Appends a record.</summary>
    /// <param name="at">When the frame passed, on the loop's clock.</param>
    /// <param name="frame">The frame, as on a wire; longer than <see cref="SnapLength"/> it is cut.</param>
    public void Write(Instant at, ReadOnlySpan<byte> frame)
    {
        lock (_lock)
        {
            Span<byte> record = Begin(at, frame.Length);
            if (!record.IsEmpty) frame[..record.Length].CopyTo(record);
        }
    }

    /// <summary>Appends a device's frame, attached payload included, with the checksums completed that it leaves to others.</summary>
    /// <param name="at">When the frame passed, on the loop's clock.</param>
    /// <param name="frame">The frame; it is not changed.</param>
    public void Write(Instant at, Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        lock (_lock)
        {
            Span<byte> record = Begin(at, frame.TotalLength);
            if (record.Length != frame.TotalLength) return;
            frame.CopyTo(record);
            ChecksumOffload.TryComplete(record, frame.Offload);
        }
    }

    /// <summary>Writes out what is buffered.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            if (_disposed) return;
            Drain();
            Try(_stream.Flush);
        }
    }

    /// <summary>Writes out what is buffered and closes the stream.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed) return;
            _disposed = true;
            Drain();
            Try(_stream.Flush);
            if (!_leaveOpen) Attempt(_stream.Dispose); // also after a failure, and it may fail again
        }
    }

    /// <summary>Makes room for a record and writes its header.</summary>
    /// <returns>Where its bytes go; empty if there is nothing to write to.</returns>
    private Span<byte> Begin(Instant at, int length)
    {
        int captured = Math.Min(length, SnapLength);
        if (_used + RecordHeaderLength + captured > _buffer.Length) Drain();
        if (Failure is not null || _disposed)
        {
            Lost++;
            return default;
        }
        Frames++;
        long ticks = _epoch + at.Ticks;
        Span<byte> header = _buffer.AsSpan(_used, RecordHeaderLength);
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)(ticks / TimeSpan.TicksPerSecond));
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)(ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick));
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], captured);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], length);
        Span<byte> record = _buffer.AsSpan(_used + RecordHeaderLength, captured);
        _used += RecordHeaderLength + captured;
        return record;
    }

    private void WriteFileHeader()
    {
        Span<byte> header = _buffer.AsSpan(0, FileHeaderLength);
        BinaryPrimitives.WriteUInt32LittleEndian(header, NanosecondMagic);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2); // version 2.4
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], 0); // UTC; accuracy not said
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], SnapLength);
        BinaryPrimitives.WriteInt32LittleEndian(header[20..], LinkTypeEthernet);
        _used = FileHeaderLength;
    }

    private void Drain()
    {
        int used = _used;
        _used = 0;
        if (used > 0) Try(() => _stream.Write(_buffer, 0, used));
    }

    private void Try(Action write)
    {
        if (Failure is null) Attempt(write);
    }

    private void Attempt(Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            if (Failure is not null) return;
            Failure = failure; // a full disk, a closed pipe: the traffic goes on without a capture
            Failures++;
        }
    }
}
