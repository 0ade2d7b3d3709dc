using System.Buffers.Binary;
using System.Text;

namespace ActorTcp.Packetdrill.Serving;

/// <summary>What a call returns.</summary>
/// <param name="Result">As the system call of the same name; -1: it failed.</param>
/// <param name="Error">Linux's errno where it failed.</param>
/// <param name="Extra">Of a receive msg_flags; of the run's end the exit code.</param>
/// <param name="Data">What goes with it.</param>
internal readonly record struct Reply(long Result, int Error, uint Extra, ReadOnlyMemory<byte> Data)
{
    /// <summary>Bytes of header, the length field included.</summary>
    public const int HeaderSize = 32;

    /// <summary>A result: the run is over; the data says why.</summary>
    public const long EndOfRun = long.MinValue;

    /// <summary>A call that returned 0.</summary>
    public static Reply Done => default;

    /// <summary>A call that returned a number, and perhaps data.</summary>
    public static Reply Of(long result, ReadOnlyMemory<byte> data = default, uint extra = 0) => new(result, 0, extra, data);

    /// <summary>A call that failed.</summary>
    public static Reply Failed(int errno) => new(-1, errno, 0, default);

    /// <summary>The run ends here.</summary>
    public static Reply End(int exitCode, string why) => new(EndOfRun, 0, (uint)exitCode, Encoding.UTF8.GetBytes(why));

    /// <summary>Reads a reply from a message without its length field.</summary>
    /// <exception cref="InvalidDataException">It is too short.</exception>
    public static (uint Id, long Time, Reply Reply) Parse(ReadOnlyMemory<byte> message)
    {
        const int rest = HeaderSize - sizeof(uint);
        if (message.Length < rest) throw new InvalidDataException("a reply is too short");
        ReadOnlySpan<byte> bytes = message.Span;
        var reply = new Reply(
            BinaryPrimitives.ReadInt64LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]),
            message[rest..]);
        return (BinaryPrimitives.ReadUInt32LittleEndian(bytes), BinaryPrimitives.ReadInt64LittleEndian(bytes[4..]), reply);
    }

    /// <summary>The reply as it is sent.</summary>
    /// <param name="id">The request's.</param>
    /// <param name="time">The virtual time at which the call returned, microseconds.</param>
    public byte[] ToBytes(uint id, long time)
    {
        byte[] bytes = new byte[HeaderSize + Data.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)(bytes.Length - sizeof(uint)));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), id);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), time);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), Result);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), Error);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(28), Extra);
        Data.Span.CopyTo(bytes.AsSpan(HeaderSize));
        return bytes;
    }
}
