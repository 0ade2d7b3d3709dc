namespace ActorTcp.Protocol.Wire;

/// <summary>An address with a prefix length: a network (192.0.2.0/24), or an interface's address in its network (192.0.2.1/24).</summary>
public readonly record struct Ipv4Network
{
    /// <summary>The address and its network.</summary>
    /// <param name="address">An address; its host part may be zero or not.</param>
    /// <param name="prefixLength">Bits of the network, 0 to 32.</param>
    /// <exception cref="ArgumentOutOfRangeException">The prefix length is not 0 to 32.</exception>
    public Ipv4Network(Ipv4Address address, int prefixLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(prefixLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefixLength, 32);
        Address = address;
        PrefixLength = (byte)prefixLength;
    }

    /// <summary>0.0.0.0/0: every address, the default route's destination.</summary>
    public static Ipv4Network All => default;

    /// <summary>The address as it was given, host part and all.</summary>
    public Ipv4Address Address { get; }

    /// <summary>Bits of the network, 0 to 32.</summary>
    public byte PrefixLength { get; }

    /// <summary>The mask as an address: 255.255.255.0 for /24.</summary>
    public Ipv4Address Mask => new(MaskBits);

    /// <summary>The network's own address: the host part all zeros.</summary>
    public Ipv4Address NetworkAddress => new(Address.Value & MaskBits);

    /// <summary>
    /// The network's directed broadcast: the host part all ones (RFC 1122 3.2.1.3 d). A /31 or /32 has none (RFC 3021 2.1); see
    /// <see cref="HasBroadcast"/>.
    /// </summary>
    public Ipv4Address BroadcastAddress => new(Address.Value | ~MaskBits);

    /// <summary>Whether the network has a directed broadcast: it is shorter than /31 (RFC 3021 2.1).</summary>
    public bool HasBroadcast => PrefixLength < 31;

    private uint MaskBits => PrefixLength == 0 ? 0 : uint.MaxValue << (32 - PrefixLength);

    /// <summary>Whether an address is in the network.</summary>
    public bool Contains(Ipv4Address address) => ((address.Value ^ Address.Value) & MaskBits) == 0;

    /// <summary>Whether an address is this network's directed broadcast.</summary>
    public bool IsBroadcast(Ipv4Address address) => HasBroadcast && address == BroadcastAddress;

    /// <summary>The same network with the host part zero.</summary>
    public Ipv4Network ToNetwork() => new(NetworkAddress, PrefixLength);

    /// <summary>Parses <c>a.b.c.d/length</c>.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static Ipv4Network Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var network) ? network : throw new FormatException($"\"{text}\" is not an IPv4 network such as 192.0.2.1/24.");

    /// <summary>Parses <c>a.b.c.d/length</c>; allocates nothing.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Ipv4Network network)
    {
        network = default;
        int slash = text.IndexOf('/');
        if (slash < 0 || !Ipv4Address.TryParse(text[..slash], out var address)) return false;
        var digits = text[(slash + 1)..];
        if (digits.Length is < 1 or > 2 || !char.IsAsciiDigit(digits[0]) || !char.IsAsciiDigit(digits[^1])) return false;
        if (digits.Length == 2 && digits[0] == '0') return false;
        int length = digits.Length == 1 ? digits[0] - '0' : (digits[0] - '0') * 10 + digits[1] - '0';
        if (length > 32) return false;
        network = new(address, length);
        return true;
    }

    /// <summary>The address and the prefix length: <c>192.0.2.1/24</c>.</summary>
    public override string ToString() => $"{Address}/{PrefixLength}";
}
