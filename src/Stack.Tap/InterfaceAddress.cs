using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ActorTcp.Tap;

/// <summary>An interface's IPv4 address and the length of its network's prefix: <c>198.51.100.1/24</c>.</summary>
public readonly record struct InterfaceAddress
{
    /// <summary>From its parts.</summary>
    /// <exception cref="TapException">It is no IPv4 address that an interface can have, or the prefix is not 1 to 32 bits.</exception>
    public InterfaceAddress(IPAddress address, int prefixLength)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!IsUsable(address) || prefixLength is < 1 or > 32) throw Bad($"{address}/{prefixLength}");
        Address = address;
        PrefixLength = prefixLength;
    }

    /// <summary>The address.</summary>
    public IPAddress Address { get; }

    /// <summary>How many leading bits name the network.</summary>
    public int PrefixLength { get; }

    internal uint AddressBits => BinaryPrimitives.ReadUInt32BigEndian(Address.GetAddressBytes());

    internal uint Mask => uint.MaxValue << (32 - PrefixLength);

    /// <summary>Reads <c>198.51.100.1/24</c>.</summary>
    /// <exception cref="TapException">It is not written so.</exception>
    public static InterfaceAddress Parse(string text) => TryParse(text, out InterfaceAddress address) ? address : throw Bad(text);

    /// <summary>Reads <c>198.51.100.1/24</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out InterfaceAddress address)
    {
        address = default;
        if (text?.Split('/') is not [var host, var prefix]) return false;
        if (host.Count(c => c == '.') != 3 || !IPAddress.TryParse(host, out IPAddress? parsed) || !IsUsable(parsed)) return false;
        if (!int.TryParse(prefix, NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length is < 1 or > 32) return false;
        address = new InterfaceAddress(parsed, length);
        return true;
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => $"{Address}/{PrefixLength}";

    private static bool IsUsable(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] is not 0 and < 224;

    private static TapException Bad(string text) =>
        new($"'{text}' is not an address for an interface: write an IPv4 address and its prefix length, such as 198.51.100.1/24");
}
