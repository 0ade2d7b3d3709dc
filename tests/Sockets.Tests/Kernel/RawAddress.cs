using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ActorTcp.Sockets.Tests.Kernel;

/// <summary>struct sockaddr_in, or sockaddr_in6 for those who give the wrong one.</summary>
internal static class RawAddress
{
    public const int Size = 28;

    /// <summary>The end point as the kernel reads it.</summary>
    public static byte[] Of(IPEndPoint point)
    {
        bool v6 = point.AddressFamily == AddressFamily.InterNetworkV6;
        byte[] raw = new byte[v6 ? Size : 16];
        BinaryPrimitives.WriteUInt16LittleEndian(raw, (ushort)(v6 ? LibC.AfInet6 : LibC.AfInet));
        BinaryPrimitives.WriteUInt16BigEndian(raw.AsSpan(2), (ushort)point.Port);
        point.Address.GetAddressBytes().CopyTo(raw, v6 ? 8 : 4);
        return raw;
    }

    /// <summary>The end point that the kernel has written; null for 0.0.0.0:0.</summary>
    public static IPEndPoint? Read(ReadOnlySpan<byte> raw)
    {
        var point = new IPEndPoint(new IPAddress(raw.Slice(4, 4)), BinaryPrimitives.ReadUInt16BigEndian(raw[2..]));
        return point.Port == 0 && point.Address.Equals(IPAddress.Any) ? null : point;
    }
}
