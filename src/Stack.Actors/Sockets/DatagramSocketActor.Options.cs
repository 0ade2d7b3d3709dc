using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Datagrams;
using ActorTcp.Network;
using ActorTcp.Protocol;

namespace ActorTcp.Sockets;

// getsockopt(2), setsockopt(2).
internal sealed partial class DatagramSocketActor
{
    /// <summary>What any socket takes, and what means nothing to a datagram socket: kept to be read again.</summary>
    private readonly Dictionary<SocketOptionKey, object> _kept = new()
    {
        [SocketOptions.Linger] = StreamOptions.NoTime,
        [SocketOptions.KeepAlive] = false,
        [SocketOptions.OobInline] = false,
        [SocketOptions.ReceiveLowWater] = 1,
        [SocketOptions.SendTimeout] = TimeSpan.Zero, // no send waits
    };

    private TimeSpan _receiveTimeout;

    private SocketError SetOption(SocketOptionKey option, object? value)
    {
        if (option.IsReadOnly || option.Level is not ("SOL_SOCKET" or "SOL_IP")) return SocketError.ProtocolOption; // TCP's: ENOPROTOOPT
        DatagramSettings settings = _endpoint.Settings;
        switch (value)
        {
            case bool on when option == SocketOptions.ReuseAddress: settings.Share(PortSharing.ReuseAddress, on); break;
            case bool on when option == SocketOptions.ReusePort: settings.Share(PortSharing.ReusePort, on); break;
            case bool on when option == SocketOptions.Broadcast: settings.Broadcast = on; break;
            case int size when option == SocketOptions.ReceiveBuffer: settings.SetReceiveBuffer(size); break;
            case int size when option == SocketOptions.SendBuffer: settings.SetSendBuffer(size); break;
            case int field when option == SocketOptions.TypeOfService: settings.TypeOfService = (byte)field; break;
            case -1 when option == SocketOptions.TimeToLive: settings.TimeToLive = Stack.Options.IpTtl; break; // ip(7): the default again
            case >= 1 and <= 255 and int ttl when option == SocketOptions.TimeToLive: settings.TimeToLive = (byte)ttl; break;
            case int how when option == SocketOptions.MtuDiscover && Enum.IsDefined((PathDiscovery)how):
                settings.MtuDiscovery = (PathDiscovery)how;
                break;
            case TimeSpan time when option == SocketOptions.ReceiveTimeout: _receiveTimeout = time < TimeSpan.Zero ? TimeSpan.Zero : time; break;
            default: return Keep(option, value);
        }
        return SocketError.Success;
    }

    private SocketError Keep(SocketOptionKey option, object? value)
    {
        bool fits = option == SocketOptions.Linger ? value is null or TimeSpan : option.Type.IsInstanceOfType(value);
        if (!fits || !_kept.ContainsKey(option)) return SocketError.InvalidArgument;
        _kept[option] = value ?? StreamOptions.NoTime;
        return SocketError.Success;
    }

    private void GetOption(GetOptionOperation get)
    {
        SocketOptionKey option = get.Option;
        if (option == SocketOptions.PathMtu && !_endpoint.IsConnected) get.Fail(SocketError.NotConnected);
        else if (_kept.TryGetValue(option, out object? kept)) get.Complete(kept);
        else if (Read(option) is { } value) get.Complete(value);
        else get.Fail(Unknown(option));
    }

    private object? Read(SocketOptionKey option)
    {
        DatagramSettings settings = _endpoint.Settings;
        if (option == SocketOptions.ReuseAddress) return (settings.Sharing & PortSharing.ReuseAddress) != 0;
        if (option == SocketOptions.ReusePort) return (settings.Sharing & PortSharing.ReusePort) != 0;
        if (option == SocketOptions.Broadcast) return settings.Broadcast;
        if (option == SocketOptions.ReceiveBuffer) return settings.ReceiveBuffer;
        if (option == SocketOptions.SendBuffer) return settings.SendBuffer;
        if (option == SocketOptions.ReceiveTimeout) return _receiveTimeout;
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

    // As Linux: ioctl(2) says EINVAL, and getsockopt(2), unlike setsockopt(2), EOPNOTSUPP of another protocol's level.
    private static SocketError Unknown(SocketOptionKey option) => option.Level switch
    {
        "SIOC" => SocketError.InvalidArgument,
        "SOL_TCP" => SocketError.OperationNotSupported,
        _ => SocketError.ProtocolOption,
    };
}
