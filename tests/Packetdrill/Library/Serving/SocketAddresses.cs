using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ActorTcp.Packetdrill.Serving;

/// <summary>End points as Linux's sockaddr_in and, mapped, as sockaddr_in6.</summary>
internal static class SocketAddresses
{
    public const int Unspecified = 0;          // AF_UNSPEC
    public const int Inet = 2;                 // AF_INET
    public const int Inet6 = 10;               // AF_INET6

    private const int InetSize = 16;
    private const int Inet6Size = 28;

    /// <summary>The family that an address says; -1: it is too short for one.</summary>
    public static int Family(ReadOnlySpan<byte> address) => address.Length < 2 ? -1 : BinaryPrimitives.ReadUInt16LittleEndian(address);

    /// <summary>An IPv4 end point, mapped or not.</summary>
    /// <exception cref="SocketException">It is another family's, or too short.</exception>
    public static IPEndPoint Parse(ReadOnlySpan<byte> address)
    {
        int family = Family(address);
        if (family == Inet && address.Length >= InetSize) return new IPEndPoint(new IPAddress(address.Slice(4, 4)), Port(address));
        if (family == Inet6 && address.Length >= Inet6Size)
        {
            var ip = new IPAddress(address.Slice(8, 16));
            if (ip.IsIPv4MappedToIPv6) return new IPEndPoint(ip.MapToIPv4(), Port(address));
            if (ip.Equals(IPAddress.IPv6Any)) return new IPEndPoint(IPAddress.Any, Port(address));
            throw new SocketException((int)SocketError.AddressNotAvailable);
        }
        throw new SocketException((int)(family is Inet or Inet6 ? SocketError.InvalidArgument : SocketError.AddressFamilyNotSupported));
    }

    /// <summary>An end point as a socket of a family tells it.</summary>
    public static byte[] Write(IPEndPoint endPoint, int family)
    {
        byte[] address = new byte[family == Inet6 ? Inet6Size : InetSize];
        BinaryPrimitives.WriteUInt16LittleEndian(address, (ushort)family);
        BinaryPrimitives.WriteUInt16BigEndian(address.AsSpan(2), (ushort)endPoint.Port);
        IPAddress ip = family == Inet6 ? endPoint.Address.MapToIPv6() : endPoint.Address;
        ip.TryWriteBytes(address.AsSpan(family == Inet6 ? 8 : 4), out _);
        return address;
    }

    private static int Port(ReadOnlySpan<byte> address) => BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
}
