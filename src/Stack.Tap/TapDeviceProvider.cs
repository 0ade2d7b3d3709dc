using ActorTcp.Device;
using ActorTcp.Loop;
using Akka.Configuration;

namespace ActorTcp.Tap;

/// <summary>Opens the TAP that <c>actor-tcp.device</c> describes: <c>name</c>, <c>host-address</c>, <c>mtu</c>.</summary>
public sealed class TapDeviceProvider : IFrameDeviceProvider
{
    /// <inheritdoc/>
    public ILoopWaiter CreateWaiter() => new PollWaiter();

    /// <inheritdoc/>
    /// <exception cref="TapException">The TAP cannot be opened: the message says what to do.</exception>
    /// <exception cref="ConfigurationException">A value is wrong: the message names it.</exception>
    public IFrameDevice Open(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        string host = config.GetString("host-address");
        InterfaceAddress address = default;
        if (!string.IsNullOrEmpty(host) && !InterfaceAddress.TryParse(host, out address))
            throw new ConfigurationException($"actor-tcp.device.host-address: \"{host}\" is not an address such as 198.51.100.1/24");
        int mtu = config.GetInt("mtu");
        return TapDevice.Open(new TapOptions
        {
            Name = config.GetString("name"),
            HostAddress = string.IsNullOrEmpty(host) ? null : address,
            Mtu = mtu == 0 ? null : mtu,
        });
    }
}
