using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Datagrams;
using ActorTcp.Network;

namespace ActorTcp.Sockets;

// getsockopt(2), setsockopt(2).
internal sealed partial class DatagramSocketActor
{
    private const string SocketLevel = "SOL_SOCKET", IpLevel = "SOL_IP", Ioctl = "SIOC";

    private readonly GenericOptions _generic;

    private void Set(SetOptionOperation set)
    {
        SocketError error = Set(set.Option, set.Value);
        if (error == SocketError.Success) set.Complete(default);
        else set.Fail(error);
    }

    private SocketError Set(SocketOptionKey option, object? value)
    {
        if (option.Level is not (SocketLevel or IpLevel)) return SocketError.ProtocolOption; // TCP's: ENOPROTOOPT
        if (option.IsReadOnly) return SocketError.ProtocolOption;
        DatagramSettings settings = _endpoint.Settings;
        switch (value)
        {
            case bool on when option == SocketOptions.ReuseAddress: settings.Share(PortSharing.ReuseAddress, on); break;
            case bool on when option == SocketOptions.ReusePort: settings.Share(PortSharing.ReusePort, on); break;
            case bool on when option == SocketOptions.Broadcast: settings.Broadcast = on; break;
            case int size when option == SocketOptions.ReceiveBuffer: settings.SetReceiveBuffer(size); break;
            case int size when option == SocketOptions.SendBuffer: settings.SetSendBuffer(size); break;
            case int field when option == SocketOptions.TypeOfService: settings.TypeOfService = (byte)field; break;
            case -1 when option == SocketOptions.TimeToLive: settings.TimeToLive = _context.Options.IpTtl; break; // ip(7): the default again
            case int ttl when option == SocketOptions.TimeToLive:
                if (ttl is < 1 or > 255) return SocketError.InvalidArgument;
                settings.TimeToLive = (byte)ttl;
                break;
            case int how when option == SocketOptions.MtuDiscover:
                if (!Enum.IsDefined((PathMtuDiscovery)how)) return SocketError.InvalidArgument;
                settings.MtuDiscovery = (PathMtuDiscovery)how;
                break;
            default: return _generic.Set(option, value);
        }
        return SocketError.Success;
    }

    private void Get(GetOptionOperation get)
    {
        SocketOptionKey option = get.Option;
        if (option == SocketOptions.PathMtu && !_endpoint.IsConnected) get.Fail(SocketError.NotConnected);
        else if (Get(option) is { } value || (_generic.TryGet(option, out value!) && option.Level == SocketLevel)) get.Complete(value);
        else get.Fail(option.Level == Ioctl ? SocketError.InvalidArgument : SocketError.ProtocolOption);
    }

    private object? Get(SocketOptionKey option)
    {
        DatagramSettings settings = _endpoint.Settings;
        if (option == SocketOptions.ReuseAddress) return (settings.Sharing & PortSharing.ReuseAddress) != 0;
        if (option == SocketOptions.ReusePort) return (settings.Sharing & PortSharing.ReusePort) != 0;
        if (option == SocketOptions.Broadcast) return settings.Broadcast;
        if (option == SocketOptions.ReceiveBuffer) return settings.ReceiveBuffer;
        if (option == SocketOptions.SendBuffer) return settings.SendBuffer;
        if (option == SocketOptions.Error) return SocketErrno.Of(_endpoint.TakeError());
        if (option == SocketOptions.SocketType) return 2; // SOCK_DGRAM
        if (option == SocketOptions.AcceptsConnections) return false;
        if (option == SocketOptions.TypeOfService) return (int)settings.TypeOfService;
        if (option == SocketOptions.TimeToLive) return (int)settings.TimeToLive;
        if (option == SocketOptions.MtuDiscover) return (int)settings.MtuDiscovery;
        if (option == SocketOptions.PathMtu) return _endpoint.PathMtu;
        // udp(7), FIONREAD: of the first alone; an empty one looks like none.
        if (option == SocketOptions.BytesToRead) return _endpoint.TryPeek(out Datagram first) ? first.Data.Length : 0;
        if (option == SocketOptions.BytesUnacknowledged) return 0; // nothing waits to be sent
        return null;
    }

    /// <summary>Options that any socket takes, and that mean nothing, or little, to a datagram socket: they are kept to be read again.</summary>
    private sealed class GenericOptions
    {
        private readonly Dictionary<SocketOptionKey, object?> _values = new()
        {
            [SocketOptions.Linger] = null,
            [SocketOptions.KeepAlive] = false,
            [SocketOptions.OobInline] = false,
            [SocketOptions.ReceiveLowWater] = 1,
            [SocketOptions.ReceiveTimeout] = TimeSpan.Zero,
            [SocketOptions.SendTimeout] = TimeSpan.Zero,
        };

        public TimeSpan ReceiveTimeout => (TimeSpan)_values[SocketOptions.ReceiveTimeout]!;

        public SocketError Set(SocketOptionKey option, object? value)
        {
            if (!_values.ContainsKey(option)) return SocketError.InvalidArgument;
            bool fits = option == SocketOptions.Linger ? value is null or TimeSpan : option.Type.IsInstanceOfType(value);
            if (!fits || value is TimeSpan time && time < TimeSpan.Zero) return SocketError.InvalidArgument;
            _values[option] = value;
            return SocketError.Success;
        }

        public bool TryGet(SocketOptionKey option, out object? value) => _values.TryGetValue(option, out value);
    }
}
