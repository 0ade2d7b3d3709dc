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

    /// <summary>The value that a call sets.</summary>
    /// <returns>0, or the number of the error that Linux has for these bytes.</returns>
    public static int Read(SocketOptionKey key, ReadOnlySpan<byte> bytes, out object? value)
    {
        value = null;
        if (key.Type == typeof(string))
        {
            value = Text(bytes);
            return 0;
        }
        if (IsTimeValue(key)) return TimeValue(bytes, out value);
        // IP's options may be a single byte.
        if (key.Level == "SOL_IP" && bytes.Length is > 0 and < sizeof(int))
        {
            value = OptionValue.FromInt(key, bytes[0]);
            return 0;
        }
        if (bytes.Length < (key == SocketOptions.Linger ? 2 : 1) * sizeof(int)) return Errno.EINVAL;
        int first = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (key != SocketOptions.Linger) value = OptionValue.FromInt(key, first);
        else if (first != 0) value = TimeSpan.FromSeconds(BinaryPrimitives.ReadInt32LittleEndian(bytes[sizeof(int)..]));
        return 0;
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

    private static int TimeValue(ReadOnlySpan<byte> bytes, out object? value)
    {
        value = null;
        if (bytes.Length < 2 * sizeof(long)) return Errno.EINVAL;
        long seconds = BinaryPrimitives.ReadInt64LittleEndian(bytes);
        long rest = BinaryPrimitives.ReadInt64LittleEndian(bytes[sizeof(long)..]);
        if (rest is < 0 or >= MicrosecondsPerSecond) return Errno.EDOM;
        value = TimeSpan.FromTicks((Math.Clamp(seconds, 0, int.MaxValue) * MicrosecondsPerSecond + rest) * TimeSpan.TicksPerMicrosecond);
        return 0;
    }
}
