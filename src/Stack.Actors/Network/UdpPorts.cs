using ActorTcp.Datagrams;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Network;

/// <summary>
/// Who gets an arriving datagram: the socket that is connected to its sender, else one bound to its address and port, else one bound to
/// the port alone; of equals the newest, or with SO_REUSEPORT the one that a hash of the sender chooses. Loop thread only.
/// </summary>
internal sealed class UdpPorts(SipKey key)
{
    private readonly Dictionary<ushort, List<DatagramEndpoint>> _ports = [];
    private readonly Dictionary<FlowKey, List<DatagramEndpoint>> _connected = [];
    private uint _chosen;

    /// <summary>How many sockets have a port.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// Whether a socket has the port and does not share it: both need SO_REUSEADDR, or both SO_REUSEPORT. All addresses overlap each.
    /// </summary>
    public bool Conflicts(Ipv4Address address, ushort port, PortSharing sharing)
    {
        if (!_ports.TryGetValue(port, out List<DatagramEndpoint>? sockets)) return false;
        foreach (DatagramEndpoint socket in sockets)
        {
            bool overlap = address.IsAny || socket.LocalAddress.IsAny || address == socket.LocalAddress;
            if (overlap && (socket.Settings.Sharing & sharing) == 0) return true;
        }
        return false;
    }

    /// <summary>RFC 6056 3.3.1: a free port, looked for from a place that nobody can foresee; 0: there is none.</summary>
    public ushort Choose(Ipv4Address address, in PortRange range)
    {
        uint start = (uint)SipHash.Hash(key, address.Value, _chosen++);
        for (uint i = 0; i < range.Count; i++)
        {
            ushort port = range.Candidate(start, i);
            if (!Conflicts(address, port, PortSharing.None)) return port;
        }
        return 0;
    }

    /// <summary>A socket has an address and a port from now on, and if it is connected a peer.</summary>
    public void Add(DatagramEndpoint socket)
    {
        Add(_ports, socket.LocalPort, socket);
        if (socket.IsConnected) Add(_connected, socket.Flow, socket);
        Count++;
    }

    /// <summary>Forgets a socket; its addresses must be those that it was added with.</summary>
    public void Remove(DatagramEndpoint socket)
    {
        Remove(_ports, socket.LocalPort, socket);
        if (socket.IsConnected) Remove(_connected, socket.Flow, socket);
        Count--;
    }

    /// <summary>The socket of a datagram to our own address; null: nobody's.</summary>
    public DatagramEndpoint? Find(in FlowKey flow)
    {
        if (_connected.Count > 0 && _connected.TryGetValue(flow, out List<DatagramEndpoint>? peers)) return peers[^1];
        if (!_ports.TryGetValue(flow.LocalPort, out List<DatagramEndpoint>? sockets)) return null;
        return Pick(sockets, flow.LocalAddress, flow) ?? Pick(sockets, Ipv4Address.Any, flow);
    }

    /// <summary>RFC 1122 4.1.3.6, 3.3.6: a broadcast is for all sockets of its port. The newest is first.</summary>
    public IEnumerable<DatagramEndpoint> FindAll(FlowKey flow)
    {
        if (!_ports.TryGetValue(flow.LocalPort, out List<DatagramEndpoint>? sockets)) yield break;
        for (int i = sockets.Count - 1; i >= 0; i--)
        {
            DatagramEndpoint socket = sockets[i];
            if (!socket.LocalAddress.IsAny && socket.LocalAddress != flow.LocalAddress) continue;
            if (!socket.IsConnected || socket.Remote == new DatagramAddress(flow.RemoteAddress, flow.RemotePort)) yield return socket;
        }
    }

    private DatagramEndpoint? Pick(List<DatagramEndpoint> sockets, Ipv4Address bound, in FlowKey flow)
    {
        DatagramEndpoint? newest = null;
        int group = 0;
        for (int i = sockets.Count - 1; i >= 0; i--)
        {
            DatagramEndpoint socket = sockets[i];
            if (socket.IsConnected || socket.LocalAddress != bound) continue;
            newest ??= socket;
            if ((socket.Settings.Sharing & PortSharing.ReusePort) != 0) group++;
        }
        if (group < 2 || (newest!.Settings.Sharing & PortSharing.ReusePort) == 0) return newest;
        ulong hash = SipHash.Hash(key, ((ulong)flow.RemoteAddress.Value << 32) | flow.LocalAddress.Value, ((uint)flow.RemotePort << 16) | flow.LocalPort);
        int chosen = (int)(hash % (uint)group);
        foreach (DatagramEndpoint socket in sockets)
        {
            if (socket.IsConnected || socket.LocalAddress != bound || (socket.Settings.Sharing & PortSharing.ReusePort) == 0) continue;
            if (chosen-- == 0) return socket;
        }
        return newest;
    }

    private static void Add<TKey>(Dictionary<TKey, List<DatagramEndpoint>> table, TKey at, DatagramEndpoint socket)
        where TKey : notnull
    {
        if (!table.TryGetValue(at, out List<DatagramEndpoint>? sockets)) table.Add(at, sockets = []);
        sockets.Add(socket);
    }

    private static void Remove<TKey>(Dictionary<TKey, List<DatagramEndpoint>> table, TKey at, DatagramEndpoint socket)
        where TKey : notnull
    {
        if (!table.TryGetValue(at, out List<DatagramEndpoint>? sockets) || !sockets.Remove(socket)) return;
        if (sockets.Count == 0) table.Remove(at);
    }
}
