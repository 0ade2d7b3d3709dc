using System.Net;
using System.Net.Sockets;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Sockets;

// bind(2): the name, and with it a reservation of the port that binds of others conflict with.
internal sealed partial class StreamSocketActor
{
    private (FlowKey Key, PortSharing Sharing)? _reservation;
    private bool _portChosen; // by the caller: it outlives a failed connect

    private void Bind(BindOperation bind)
    {
        if (_phase != SocketPhase.Unconnected || _local is not null)
        {
            bind.Fail(SocketError.InvalidArgument); // EINVAL: bound already
            return;
        }
        if (!Ipv4Address.TryFrom(bind.Local.Address, out Ipv4Address address))
        {
            bind.Fail(SocketError.AddressFamilyNotSupported);
            return;
        }
        if (!address.IsAny && address != Own)
        {
            bind.Fail(SocketError.AddressNotAvailable);
            return;
        }
        SocketError error = Reserve(address, (ushort)bind.Local.Port);
        if (error == SocketError.Success) bind.Complete(default);
        else bind.Fail(error);
    }

    /// <summary>Takes a port; 0: any that is free.</summary>
    private SocketError Reserve(Ipv4Address address, ushort port)
    {
        PortSharing sharing = _settings.Sharing;
        _portChosen = port != 0;
        if (port == 0 && !Stack.TryChoosePort(address, out port)) return SocketError.AddressAlreadyInUse;
        if (_portChosen && Stack.Tcp.IsTaken(address, Own, port, sharing)) return SocketError.AddressAlreadyInUse;
        _local = new IPEndPoint(address.ToIPAddress(), port);
        Reserve();
        return SocketError.Success;
    }

    private void Reserve()
    {
        if (_reservation is not null || _local is not { } local) return;
        var key = new FlowKey(Own, (ushort)local.Port, Ipv4Address.Any, 0);
        _reservation = (key, _settings.Sharing);
        Stack.Tcp.Ports.Add(key, _settings.Sharing);
    }

    /// <summary>Somebody else has the port now: a listener, a connection; or nobody.</summary>
    private void ReleaseName()
    {
        if (_reservation is not { } reserved) return;
        Stack.Tcp.Ports.Remove(reserved.Key, reserved.Sharing);
        _reservation = null;
    }

    /// <summary>SO_REUSEADDR and SO_REUSEPORT count as they are now, not as they were at bind(2).</summary>
    private void RenewReservation()
    {
        if (_reservation is null) return;
        ReleaseName();
        Reserve();
    }
}
