using System.Net.Sockets;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using Akka.Actor;

namespace ActorTcp.Datagrams;

/// <summary>
/// A UDP socket (RFC 768, RFC 1122 4.1): its port, its peer if it is connected, what it has received, its pending error. What it decides,
/// and each error, is Linux's. An actor owns it and is told of news; everything is called on the loop.
/// </summary>
internal sealed partial class DatagramEndpoint(StackContext context, IActorRef owner)
{
    private readonly DatagramQueue _queue = new();
    private bool _told;
    private bool _isClosed;
    private bool _addressChosen; // by bind, not by connect
    private bool _portChosen;

    /// <summary>The options.</summary>
    public DatagramSettings Settings { get; } = new(context.Options);

    /// <summary>The address that datagrams must be for; <see cref="Ipv4Address.Any"/>: each of ours, broadcasts too.</summary>
    public Ipv4Address LocalAddress { get; private set; }

    /// <summary>The port; 0: not bound.</summary>
    public ushort LocalPort { get; private set; }

    /// <summary>Whether it is bound.</summary>
    public bool IsBound => LocalPort != 0;

    /// <summary>Whether it has one peer.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>The peer, if it is connected.</summary>
    public DatagramAddress Remote { get; private set; }

    /// <summary>Both ends, if it is connected.</summary>
    public FlowKey Flow => new(LocalAddress, LocalPort, Remote.Address, Remote.Port);

    /// <summary>Its own end, as getsockname(2) tells it.</summary>
    public DatagramAddress Local => new(LocalAddress, LocalPort);

    private Ipv4Address Own => context.Options.Address.Address;

    /// <summary>bind(2). Port 0: one that nobody has, and nobody can foresee.</summary>
    /// <returns>
    /// AddressNotAvailable: not one of ours. InvalidArgument: it has a port. AddressAlreadyInUse: another socket has it, or none is free.
    /// </returns>
    public SocketError Bind(DatagramAddress local)
    {
        Ipv4Address address = local.Address;
        // As Linux, a socket may be bound to a broadcast address, and then receives nothing else.
        if (!address.IsAny && address != Own && !IsBroadcast(address)) return SocketError.AddressNotAvailable;
        if (IsBound || IsConnected) return SocketError.InvalidArgument;
        if (local.Port != 0 && context.Udp.Conflicts(address, local.Port, Settings.Sharing)) return SocketError.AddressAlreadyInUse;
        if (!TryTakePort(address, local.Port)) return SocketError.AddressAlreadyInUse;
        _addressChosen = !address.IsAny;
        _portChosen = local.Port != 0;
        return SocketError.Success;
    }

    /// <summary>connect(2): datagrams go to, and come from, this peer alone; another call changes it. Binds the socket if it is not.</summary>
    /// <returns>NetworkUnreachable: no way leads there. AccessDenied: a broadcast address, without SO_BROADCAST.</returns>
    public SocketError Connect(DatagramAddress remote)
    {
        if (!TryBindForSending()) return SocketError.WouldBlock;
        Ipv4Address address = remote.Address.IsAny ? Own : remote.Address; // as Linux: 0.0.0.0 is this host
        SocketError error = CheckRoute(address, context.Ip.Resolve(address));
        if (error != SocketError.Success) return error;
        context.Udp.Remove(this);
        if (LocalAddress.IsAny) LocalAddress = Own;
        Remote = remote with { Address = address };
        IsConnected = true;
        context.Udp.Add(this);
        return SocketError.Success;
    }

    /// <summary>connect(2) with AF_UNSPEC: no peer any more. What bind did not choose is given up: address, port.</summary>
    public void Dissolve()
    {
        if (IsBound) context.Udp.Remove(this);
        IsConnected = false;
        Remote = default;
        if (!_addressChosen) LocalAddress = Ipv4Address.Any;
        if (!_portChosen) LocalPort = 0;
        if (IsBound) context.Udp.Add(this);
    }

    /// <summary>The socket is no more: its port is free, what it has received is gone. Again: nothing.</summary>
    public void Close()
    {
        if (_isClosed) return;
        _isClosed = true;
        if (IsBound) context.Udp.Remove(this);
        LocalPort = 0;
        _queue.Clear();
    }

    /// <summary>Gives a socket without a port one, as the first send or connect does.</summary>
    public bool TryBindForSending() => IsBound || TryTakePort(LocalAddress, 0);

    private bool TryTakePort(Ipv4Address address, ushort port)
    {
        if (_isClosed) return false;
        (ushort first, ushort last) = context.Options.IpLocalPortRange;
        if (port == 0) port = context.Udp.Choose(address, new PortRange(first, last));
        if (port == 0) return false;
        LocalAddress = address;
        LocalPort = port;
        context.Udp.Add(this);
        return true;
    }

    private bool IsBroadcast(Ipv4Address address) => address.IsBroadcast || context.Options.Address.IsBroadcast(address);

    /// <summary>Whether a datagram may go to an address.</summary>
    private SocketError CheckRoute(Ipv4Address to, NextHop hop)
    {
        if (hop.Kind == NextHopKind.Unroutable)
        {
            context.Counters.Ip.OutNoRoutes++;
            return SocketError.NetworkUnreachable;
        }
        // RFC 1122 3.3.6 leaves broadcasting to the application; socket(7): without SO_BROADCAST that is EACCES.
        return IsBroadcast(to) && !Settings.Broadcast ? SocketError.AccessDenied : SocketError.Success;
    }
}
