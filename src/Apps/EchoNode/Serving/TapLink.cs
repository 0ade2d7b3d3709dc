using System.Net.NetworkInformation;
using ActorTcp.Apps.EchoNode.Options;
using ActorTcp.Device;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tap;

namespace ActorTcp.Apps.EchoNode.Serving;

/// <summary>The TAP, in the namespace that was made for it or in the process's own.</summary>
internal sealed class TapLink : IDisposable
{
    /// <summary>
    /// How many frames the kernel holds for us on an interface made here: room for the first windows of several hundred
    /// connections that all begin at once. What does not fit is lost, as on any full queue.
    /// </summary>
    private const int QueueLength = 8192;

    private TapLink(NetworkNamespace where, TapDevice device, Ipv4Address? hostAddress)
    {
        Namespace = where;
        Device = device;
        HostAddress = hostAddress;
    }

    public NetworkNamespace Namespace { get; }

    public TapDevice Device { get; }

    /// <summary>The kernel's address that was set here; null: the interface came with its own.</summary>
    public Ipv4Address? HostAddress { get; }

    /// <exception cref="TapException">It cannot be had.</exception>
    public static TapLink Open(NodeOptions options)
    {
        NetworkNamespace where = options.InHostNamespace ? NetworkNamespace.Host : NetworkNamespace.Create(options.Namespace);
        try
        {
            // Somebody's own TAP keeps its addresses.
            bool exists = where.IsHost && NetworkInterface.GetAllNetworkInterfaces().Any(each => each.Name == options.Tap);
            Ipv4Address? host = exists ? null : options.Neighbour;
            TapDevice device = TapDevice.Open(new TapOptions
            {
                Name = options.Tap,
                Namespace = where,
                QueueLength = exists ? null : QueueLength,
                HostAddress = host is { } address ? new InterfaceAddress(address.ToIPAddress(), options.Address.PrefixLength) : null,
                Offloads = options.Offload ? TapOptions.AllOffloads : DeviceOffloads.None,
            });
            return new TapLink(where, device, host);
        }
        catch
        {
            where.Dispose();
            throw;
        }
    }

    /// <summary>Removes what was made here. The stack, which disposes the device too, has stopped.</summary>
    public void Dispose()
    {
        Device.Dispose();
        Namespace.Dispose();
    }
}
