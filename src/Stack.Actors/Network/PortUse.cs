using System.Runtime.CompilerServices;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Network;

/// <summary>
/// How many connections (TIME_WAIT included) use each local port, by what they share: what bind(2) looks at besides listeners. Loop
/// thread only.
/// </summary>
internal sealed class PortUse
{
    private readonly Dictionary<(Ipv4Address Address, ushort Port), Counts> _ports = [];

    public void Add(in FlowKey flow, PortSharing sharing)
    {
        (Ipv4Address, ushort) key = (flow.LocalAddress, flow.LocalPort);
        _ports.TryGetValue(key, out Counts counts);
        counts[(int)sharing]++;
        _ports[key] = counts;
    }

    public void Remove(in FlowKey flow, PortSharing sharing)
    {
        (Ipv4Address, ushort) key = (flow.LocalAddress, flow.LocalPort);
        if (!_ports.TryGetValue(key, out Counts counts)) return;
        counts[(int)sharing]--;
        if (counts.IsEmpty) _ports.Remove(key);
        else _ports[key] = counts;
    }

    /// <summary>
    /// Whether a connection has the port and does not share it (Linux's <c>inet_csk_bind_conflict</c>): both need SO_REUSEADDR, or both
    /// SO_REUSEPORT.
    /// </summary>
    public bool Conflicts(Ipv4Address address, ushort port, PortSharing sharing)
    {
        if (!_ports.TryGetValue((address, port), out Counts counts)) return false;
        for (int other = 0; other < Counts.Length; other++)
        {
            if (counts[other] > 0 && ((PortSharing)other & sharing) == 0) return true;
        }
        return false;
    }

    [InlineArray(Length)]
    private struct Counts
    {
        public const int Length = 4;

        private int _first;

        public readonly bool IsEmpty => this[0] == 0 && this[1] == 0 && this[2] == 0 && this[3] == 0;
    }
}
