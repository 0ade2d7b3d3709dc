using System.Buffers.Binary;

namespace ActorTcp.Packetdrill.Serving;

/// <summary>A request of packetdrill's shim.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Drives">Whether the thread that asks runs the script: where its call waits, time passes.</param>
/// <param name="Id">Goes into the reply.</param>
/// <param name="Descriptor">The descriptor that it is about.</param>
/// <param name="Time">The virtual time at which it is made, microseconds.</param>
/// <param name="A">First argument.</param>
/// <param name="B">Second argument.</param>
/// <param name="C">Third argument.</param>
/// <param name="Data">What goes with it.</param>
internal sealed record Request(
    RequestKind Kind, bool Drives, uint Id, int Descriptor, long Time, int A, int B, int C, ReadOnlyMemory<byte> Data)
{
    /// <summary>Bytes of header, the length field included.</summary>
    public const int HeaderSize = 40;

    private const int DrivesFlag = 1;

    /// <summary>Reads a request from a message without its length field.</summary>
    /// <exception cref="InvalidDataException">It is too short.</exception>
    public static Request Parse(ReadOnlyMemory<byte> message)
    {
        const int rest = HeaderSize - sizeof(uint);
        if (message.Length < rest) throw new InvalidDataException("a request is too short");
        ReadOnlySpan<byte> bytes = message.Span;
        return new Request(
            (RequestKind)BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            (BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]) & DrivesFlag) != 0,
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[28..]),
            message[rest..]);
    }

    /// <summary>The request as it is sent.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[HeaderSize + Data.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)(bytes.Length - sizeof(uint)));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(4), (ushort)Kind);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(6), (ushort)(Drives ? DrivesFlag : 0));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Id);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), Descriptor);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), Time);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), A);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), B);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(32), C);
        Data.Span.CopyTo(bytes.AsSpan(HeaderSize));
        return bytes;
    }
}
