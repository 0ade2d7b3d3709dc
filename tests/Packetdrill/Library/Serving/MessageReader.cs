using System.Buffers.Binary;

namespace ActorTcp.Packetdrill.Serving;

/// <summary>Messages on a stream: each has its length before it.</summary>
internal static class MessageReader
{
    /// <summary>The most data that one call carries, bytes.</summary>
    public const int DataLimit = 16 * 1024 * 1024;

    /// <summary>The longest message, its length field not counted.</summary>
    public const int Limit = DataLimit + 4096;

    /// <summary>The next message without its length field; null: the stream has ended.</summary>
    /// <exception cref="InvalidDataException">It is too long.</exception>
    public static byte[]? Read(Stream stream)
    {
        Span<byte> head = stackalloc byte[sizeof(uint)];
        if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length) return null;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(head);
        if (length > Limit) throw new InvalidDataException("a message is too long");
        byte[] message = new byte[length];
        return stream.ReadAtLeast(message, message.Length, throwOnEndOfStream: false) < message.Length ? null : message;
    }
}
