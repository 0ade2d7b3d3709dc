using System.Net.NetworkInformation;
using ActorTcp.Device;

namespace ActorTcp.Tap;

/// <summary>Which TAP to open, and how to set it up. What is null stays as it is, or as the kernel makes it.</summary>
public sealed record TapOptions
{
    /// <summary>All that the kernel can take off the stack's hands.</summary>
    public const DeviceOffloads AllOffloads =
        DeviceOffloads.Checksum | DeviceOffloads.Tso4 | DeviceOffloads.Tso6 | DeviceOffloads.TsoEcn | DeviceOffloads.Uso;

    /// <summary>The interface's name, at most 15 bytes. One that exists is used (and left when done); else it is made.</summary>
    public string Name { get; init; } = "tap0";

    /// <summary>The network namespace in which the interface lies. <see cref="NetworkNamespace.Host"/> unless set.</summary>
    public NetworkNamespace Namespace { get; init; } = NetworkNamespace.Host;

    /// <summary>The kernel's own address on the link: the stack's neighbour.</summary>
    public InterfaceAddress? HostAddress { get; init; }

    /// <summary>The kernel's own hardware address on the link.</summary>
    public PhysicalAddress? HostHardwareAddress { get; init; }

    /// <summary>The link's MTU, 68 to 65521.</summary>
    public int? Mtu { get; init; }

    /// <summary>How many frames the kernel queues for us. An interface that is made here gets 1000 unless this says otherwise.</summary>
    public int? QueueLength { get; init; }

    /// <summary>
    /// The offloads to ask for; the device says what it got. Without <see cref="DeviceOffloads.Checksum"/> there is none at
    /// all, and frames are plain.
    /// </summary>
    public DeviceOffloads Offloads { get; init; } = AllOffloads;

    /// <summary>
    /// Whether to turn IPv6 off on the interface, so that the kernel sends no router solicitations. Null: if the interface is
    /// made here, in a namespace that was made here.
    /// </summary>
    public bool? DisableIPv6 { get; init; }

    /// <summary>
    /// How many received frames can be out at most; beyond that they are dropped. Memory is taken as it is needed: 64 KiB a
    /// frame with segmentation offload, else 2 KiB (more with a larger MTU).
    /// </summary>
    public int ReceiveBuffers { get; init; } = 1024;

    /// <summary>The name and the numbers, checked before anything is opened.</summary>
    internal void Validate()
    {
        if (!IsInterfaceName(Name))
            throw new TapException($"'{Name}' cannot name an interface: use 1 to 15 letters, digits, '-', '_' or '.'");
        if (Mtu is < 68 or > 65521) throw new TapException($"an MTU of {Mtu} is not possible: use 68 to 65521");
        if (HostHardwareAddress is { } mac && (mac.GetAddressBytes() is not { Length: 6 } bytes || (bytes[0] & 1) != 0))
            throw new TapException($"'{mac}' cannot be an interface's hardware address: use six bytes, the first of them even");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ReceiveBuffers);
        if (QueueLength is { } length) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        ArgumentNullException.ThrowIfNull(Namespace);
    }

    private static bool IsInterfaceName(string? name) =>
        name is { Length: > 0 and <= Interop.InterfaceRequest.LongestName } and not "." and not ".."
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
