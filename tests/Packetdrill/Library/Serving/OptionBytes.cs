using System.Buffers.Binary;
using System.Text;
using ActorTcp.Api;
using ActorTcp.Packetdrill.SystemCalls;
using ActorTcp.Sockets;

namespace ActorTcp.Packetdrill.Serving;

/// <summary>Options' values as setsockopt and getsockopt have them in memory.</summary>
internal static class OptionBytes
{
    private const int MicrosecondsPerSecond = 1_000_000;

    /// <summary>TCP_CA_NAME_MAX: getsockopt(TCP_CONGESTION) tells as many bytes, or as many as were asked for.</summary>
    private const int NameSize = 16;

    /// <summary>Stands for SO_LINGER's off, which has no value of its own.</summary>
    public static object Off { get; } = new();

    /// <summary>The value that a call sets; null: there are too few bytes, or no such value.</summary>
    public static object? Read(SocketOptionKey key, ReadOnlySpan<byte> bytes)
    {
        if (key.Type == typeof(string)) return Text(bytes);
        if (IsTimeValue(key)) return TimeValue(bytes);
        if (bytes.Length < sizeof(int)) return null;
        int value = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (key != SocketOptions.Linger) return OptionValue.FromInt(key, value);
        if (bytes.Length < 2 * sizeof(int)) return null;
        return value == 0 ? Off : TimeSpan.FromSeconds(BinaryPrimitives.ReadInt32LittleEndian(bytes[sizeof(int)..]));
    }

    /// <summary>A value as a call gets it.</summary>
    public static byte[] Write(SocketOptionKey key, object? value)
    {
        if (key == SocketOptions.Linger)
        {
            byte[] linger = new byte[2 * sizeof(int)];
            if (value is not TimeSpan lingers) return linger;
            BinaryPrimitives.WriteInt32LittleEndian(linger, 1);
            BinaryPrimitives.WriteInt32LittleEndian(linger.AsSpan(sizeof(int)), (int)lingers.TotalSeconds);
            return linger;
        }
        if (IsTimeValue(key))
        {
            byte[] time = new byte[2 * sizeof(long)];
            long microseconds = ((TimeSpan)value!).Ticks / TimeSpan.TicksPerMicrosecond;
            BinaryPrimitives.WriteInt64LittleEndian(time, microseconds / MicrosecondsPerSecond);
            BinaryPrimitives.WriteInt64LittleEndian(time.AsSpan(sizeof(long)), microseconds % MicrosecondsPerSecond);
            return time;
        }
        return value switch
        {
            string text => Name(text),
            TcpInfo info => TcpInfoBytes.Write(info),
            _ => Integer(unchecked((int)OptionValue.ToInt(key, value))),
        };
    }

    /// <summary>An int.</summary>
    public static byte[] Integer(int value)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static bool IsTimeValue(SocketOptionKey key) => key == SocketOptions.ReceiveTimeout || key == SocketOptions.SendTimeout;

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? bytes : bytes[..end]);
    }

    private static byte[] Name(string text)
    {
        byte[] bytes = new byte[NameSize];
        Encoding.ASCII.GetBytes(text.AsSpan(0, Math.Min(text.Length, bytes.Length)), bytes);
        return bytes;
    }

    private static object? TimeValue(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2 * sizeof(long)) return null;
        long seconds = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        long rest = BinaryPrimitives.ReadInt64LittleEndian(bytes[sizeof(long)..]);
        if (rest is < 0 or >= MicrosecondsPerSecond || seconds is < 0 or > int.MaxValue) return null;
        return TimeSpan.FromTicks((seconds * MicrosecondsPerSecond + rest) * TimeSpan.TicksPerMicrosecond);
    }
}
