using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorTcp.Api;
using ActorTcp.Connection;

namespace ActorTcp.Sockets.Tests.Kernel;

// getsockopt(2), setsockopt(2) and ioctl(2), with Linux's numbers and layouts.
internal sealed unsafe partial class KernelSocket
{
    private const int SolSocket = 1, SolIp = 0, SolTcp = 6, TcpInfoOption = 11;

    private static readonly Dictionary<string, (int Level, int Name, Layout Layout)> Numbers = new()
    {
        ["SO_REUSEADDR"] = (SolSocket, 2, Layout.Plain), ["SO_TYPE"] = (SolSocket, 3, Layout.Plain),
        ["SO_ERROR"] = (SolSocket, 4, Layout.Plain), ["SO_BROADCAST"] = (SolSocket, 6, Layout.Plain),
        ["SO_SNDBUF"] = (SolSocket, 7, Layout.Plain), ["SO_RCVBUF"] = (SolSocket, 8, Layout.Plain),
        ["SO_KEEPALIVE"] = (SolSocket, 9, Layout.Plain), ["SO_OOBINLINE"] = (SolSocket, 10, Layout.Plain),
        ["SO_LINGER"] = (SolSocket, 13, Layout.Linger), ["SO_REUSEPORT"] = (SolSocket, 15, Layout.Plain),
        ["SO_RCVLOWAT"] = (SolSocket, 18, Layout.Plain), ["SO_RCVTIMEO"] = (SolSocket, 20, Layout.TimeVal),
        ["SO_SNDTIMEO"] = (SolSocket, 21, Layout.TimeVal), ["SO_ACCEPTCONN"] = (SolSocket, 30, Layout.Plain),
        ["TCP_NODELAY"] = (SolTcp, 1, Layout.Plain), ["TCP_MAXSEG"] = (SolTcp, 2, Layout.Plain),
        ["TCP_CORK"] = (SolTcp, 3, Layout.Plain), ["TCP_KEEPIDLE"] = (SolTcp, 4, Layout.Seconds),
        ["TCP_KEEPINTVL"] = (SolTcp, 5, Layout.Seconds), ["TCP_KEEPCNT"] = (SolTcp, 6, Layout.Plain),
        ["TCP_SYNCNT"] = (SolTcp, 7, Layout.Plain), ["TCP_LINGER2"] = (SolTcp, 8, Layout.Seconds),
        ["TCP_DEFER_ACCEPT"] = (SolTcp, 9, Layout.Seconds), ["TCP_WINDOW_CLAMP"] = (SolTcp, 10, Layout.Plain),
        ["TCP_INFO"] = (SolTcp, TcpInfoOption, Layout.Plain), ["TCP_QUICKACK"] = (SolTcp, 12, Layout.Plain),
        ["TCP_CONGESTION"] = (SolTcp, 13, Layout.Text), ["TCP_USER_TIMEOUT"] = (SolTcp, 18, Layout.Milliseconds),
        ["TCP_NOTSENT_LOWAT"] = (SolTcp, 25, Layout.Plain), ["TCP_INQ"] = (SolTcp, 36, Layout.Plain),
        ["IP_TOS"] = (SolIp, 1, Layout.Plain), ["IP_TTL"] = (SolIp, 2, Layout.Plain),
        ["IP_MTU_DISCOVER"] = (SolIp, 10, Layout.Plain), ["IP_MTU"] = (SolIp, 14, Layout.Plain),
    };

    private static readonly Dictionary<string, nuint> Requests = new()
    {
        ["SIOCINQ"] = 0x541B, ["SIOCOUTQ"] = 0x5411, ["SIOCOUTQNSD"] = 0x894B, ["SIOCATMARK"] = 0x8905,
    };

    private enum Layout
    {
        Plain,
        Seconds,
        Milliseconds,
        TimeVal,
        Linger,
        Text,
    }

    public T Get<T>(SocketOptionKey<T> option)
    {
        if (Requests.TryGetValue(option.Name, out nuint request))
        {
            int told = 0;
            Errno.Check(LibC.Ioctl(Descriptor, request, &told));
            return As<T>(told);
        }
        (int level, int name, Layout layout) = Numbers[option.Name];
        Span<byte> raw = stackalloc byte[256];
        raw.Clear();
        int length = raw.Length;
        fixed (byte* value = raw) Errno.Check(LibC.GetOption(Descriptor, level, name, value, &length));
        if (typeof(T) == typeof(TcpInfo)) return (T)(object)ReadInfo(raw);
        int first = BinaryPrimitives.ReadInt32LittleEndian(raw);
        object result = layout switch
        {
            Layout.Seconds => TimeSpan.FromSeconds(first),
            Layout.Milliseconds => TimeSpan.FromMilliseconds(first),
            Layout.TimeVal => TimeSpan.FromSeconds(BinaryPrimitives.ReadInt64LittleEndian(raw))
                + TimeSpan.FromMicroseconds(BinaryPrimitives.ReadInt64LittleEndian(raw[8..])),
            Layout.Linger => first == 0 ? null! : TimeSpan.FromSeconds(BinaryPrimitives.ReadInt32LittleEndian(raw[4..])),
            Layout.Text => Encoding.ASCII.GetString(raw[..length]).TrimEnd('\0'),
            _ => first,
        };
        return result is int number ? As<T>(number) : (T)result;
    }

    public void Set<T>(SocketOptionKey<T> option, T value)
    {
        (int level, int name, Layout layout) = Numbers[option.Name];
        byte[] raw = layout switch
        {
            Layout.Seconds => Integers((int)((TimeSpan)(object)value!).TotalSeconds),
            Layout.Milliseconds => Integers((int)((TimeSpan)(object)value!).TotalMilliseconds),
            Layout.TimeVal => TimeVal((TimeSpan)(object)value!),
            Layout.Linger => value is TimeSpan time ? Integers(1, (int)time.TotalSeconds) : Integers(0, 0),
            Layout.Text => Encoding.ASCII.GetBytes((string)(object)value!),
            _ => Integers(Convert.ToInt32(value is TcpInfo ? 0 : value)),
        };
        fixed (byte* bytes = raw) Errno.Check(LibC.SetOption(Descriptor, level, name, bytes, raw.Length));
    }

    private static T As<T>(int number) => (T)Convert.ChangeType(number, typeof(T));

    private static byte[] Integers(params int[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    private static byte[] TimeVal(TimeSpan time) =>
        [.. BitConverter.GetBytes((long)time.TotalSeconds), .. BitConverter.GetBytes(time.Ticks % TimeSpan.TicksPerSecond / 10)];

    /// <summary>The beginning of struct tcp_info, as far as a test asks for it.</summary>
    private TcpInfo ReadInfo(ReadOnlySpan<byte> raw) => new()
    {
        Local = Local ?? new IPEndPoint(IPAddress.Any, 0),
        Remote = Remote ?? new IPEndPoint(IPAddress.Any, 0),
        State = StateOf(raw[0]),
        SndMss = BinaryPrimitives.ReadInt32LittleEndian(raw[16..]),
        Unacked = BinaryPrimitives.ReadInt32LittleEndian(raw[24..]),
        Sacked = BinaryPrimitives.ReadInt32LittleEndian(raw[28..]),
    };

    // include/net/tcp_states.h
    private static TcpState StateOf(byte number) => number switch
    {
        1 => TcpState.Established,
        2 => TcpState.SynSent,
        3 or 12 => TcpState.SynReceived,
        4 => TcpState.FinWait1,
        5 => TcpState.FinWait2,
        6 => TcpState.TimeWait,
        8 => TcpState.CloseWait,
        9 => TcpState.LastAck,
        10 => TcpState.Listen,
        11 => TcpState.Closing,
        _ => TcpState.Closed,
    };
}
