using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Netsim.Tests.Fuzz;

/// <summary>A peer with one connection who only wants its bytes echoed, and acknowledges what it gets.</summary>
internal sealed class HonestPeer(Forge forge, Action deliver, ushort port)
{
    private static readonly Ipv4Address Address = Ipv4Address.Parse("198.51.100.200");

    private readonly List<byte> _received = [];
    private SeqNum _next = new(0xFFFF_FF00);
    private SeqNum _theirs;
    private bool _synAcked;

    public bool IsReset { get; private set; }

    public void Connect()
    {
        Announce();
        Send(TcpFlags.Syn, []);
        Assert.True(_synAcked, "no SYN-ACK came");
        Send(TcpFlags.Ack, []);
    }

    /// <summary>Sends text; what comes back must be the same.</summary>
    public void Exchange(byte[] text)
    {
        Announce();
        _received.Clear();
        Send(TcpFlags.Ack | TcpFlags.Psh, text);
        Assert.Equal(text, _received);
    }

    public void See(ReadOnlySpan<byte> frame)
    {
        if (!EthernetHeader.TryRead(frame, out EthernetHeader ethernet) || ethernet.EtherType != EtherType.Ipv4) return;
        if (!Ipv4Header.TryRead(ethernet.Payload, out Ipv4Header ip, out _) || ip.Destination != Address || ip.Protocol != IpProtocol.Tcp) return;
        if (!TcpHeader.TryRead(ip.Payload, out TcpHeader tcp) || tcp.DestinationPort != port) return;
        IsReset |= (tcp.Flags & TcpFlags.Rst) != 0;
        if ((tcp.Flags & TcpFlags.Syn) != 0)
        {
            _synAcked = true;
            _theirs = tcp.Sequence + 1;
        }
        else if (tcp.Sequence == _theirs)
        {
            _received.AddRange(tcp.Payload);
            _theirs += tcp.Payload.Length;
        }
    }

    /// <summary>Whoever has claimed the address meanwhile: it is here.</summary>
    private void Announce()
    {
        forge.Arp(Address, ArpOperation.Request, Forge.Ours);
        deliver();
    }

    private void Send(TcpFlags flags, byte[] text)
    {
        forge.Tcp(Address, port, 8, _next, _theirs, flags, 60_000, default, text);
        _next += text.Length + ((flags & TcpFlags.Syn) != 0 ? 1 : 0);
        deliver();
        if (text.Length == 0) return;
        forge.Tcp(Address, port, 8, _next, _theirs, TcpFlags.Ack, 60_000, default, default);
        deliver();
    }
}
