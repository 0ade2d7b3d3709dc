using System.Buffers.Binary;
using ActorTcp.Device;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Netsim.Tests.Fuzz;

/// <summary>
/// A peer that knows the sequence numbers of its connections and means ill: it opens connections and sends what fits, nearly
/// fits and does not fit, then damages part of it and makes the checksums right again in half of the cases.
/// </summary>
internal sealed class Attacker
{
    private const int FirstHost = 64;
    private const int Hosts = 4;
    private const int Ports = 16;

    private readonly SplitMix64 _random;
    private readonly Forge _forge;
    private readonly Dictionary<(Ipv4Address, ushort, ushort), Flow> _known = [];
    private readonly List<Flow> _flows = [];
    private readonly byte[] _text = new byte[1500];

    public Attacker(SplitMix64 random, Forge forge)
    {
        _random = random;
        _forge = forge;
        for (int i = 0; i < Hosts * Ports; i++) Add(Address(i % Hosts), (ushort)(5000 + i / Hosts), 7);
        for (int i = 0; i < _text.Length; i++) _text[i] = (byte)i;
    }

    /// <summary>Where the stack's own connections may lead.</summary>
    public Ipv4Address SomeHost => Address(_random.Next(Hosts));

    /// <summary>How many connections were seen to be open.</summary>
    public long Opened { get; private set; }

    private static Ipv4Address Address(int host) => new((Forge.Ours.Value & 0xFFFF_FF00) | (uint)(FirstHost + host));

    /// <summary>Learns from what the stack sends. True: the stack asks for an address of ours.</summary>
    public bool See(ReadOnlySpan<byte> frame, out Ipv4Address wanted)
    {
        wanted = default;
        if (!EthernetHeader.TryRead(frame, out EthernetHeader ethernet)) return false;
        if (ethernet.EtherType == EtherType.Arp)
        {
            if (!ArpPacket.TryRead(ethernet.Payload, out ArpPacket arp, out _) || arp.Operation != ArpOperation.Request) return false;
            wanted = arp.TargetAddress;
            return (wanted.Value & 255) is >= FirstHost and < FirstHost + Hosts;
        }
        if (!Ipv4Header.TryRead(ethernet.Payload, out Ipv4Header ip, out _) || ip.Protocol != IpProtocol.Tcp) return false;
        if (!TcpHeader.TryRead(ip.Payload, out TcpHeader tcp)) return false;
        (Ipv4Address, ushort, ushort) key = (ip.Destination, tcp.DestinationPort, tcp.SourcePort);
        bool syn = (tcp.Flags & TcpFlags.Syn) != 0;
        if (!_known.TryGetValue(key, out Flow? flow))
        {
            if (!syn || (tcp.Flags & TcpFlags.Ack) != 0 || _flows.Count > 200) return false;
            flow = Add(ip.Destination, tcp.DestinationPort, tcp.SourcePort); // the stack opens it
        }
        if ((tcp.Flags & TcpFlags.Rst) != 0)
        {
            flow.IsOpen = false;
            if (flow.To != 7 && _known.Remove(key)) _flows.Remove(flow); // the stack's own port will not come again
            return false;
        }
        if (syn && !flow.IsOpen) Opened++;
        flow.IsOpen = true;
        flow.WantsSynAck = syn && (tcp.Flags & TcpFlags.Ack) == 0;
        flow.Theirs = tcp.Sequence + tcp.Payload.Length + (syn ? 1 : 0);
        if ((tcp.Flags & TcpFlags.Ack) != 0) flow.Next = tcp.Acknowledgment;
        return false;
    }

    /// <summary>The next frame, in the forge.</summary>
    public void Make()
    {
        switch (_random.Next(20))
        {
            case 0: Noise(); return;
            case 1: _forge.Arp(SomeHost, _random.Chance(0.5) ? ArpOperation.Request : ArpOperation.Reply, Forge.Ours); break;
            case 2: _forge.Icmp(SomeHost, 8, 0, 1, _text.AsSpan(0, _random.Next(1000))); break;
            case 3: IcmpError(); break;
            case 4: _forge.Udp(SomeHost, 9, (ushort)_random.Next(100), _text.AsSpan(0, _random.Next(1000))); break;
            case 5: SynFromAnywhere(); break;
            default: Segment(); break;
        }
        if (_random.Chance(0.03)) _forge.Fragment(_random.Next(600), 1 + _random.Next(600), _random.Chance(0.7));
        if (_random.Chance(0.4)) Damage();
    }

    private Flow Add(Ipv4Address address, ushort port, ushort to)
    {
        var flow = new Flow(address, port, to);
        _flows.Add(flow);
        _known.Add((address, port, to), flow);
        return flow;
    }

    private void Segment()
    {
        Flow flow = _flows[_random.Next(_flows.Count)];
        if (!flow.IsOpen && _random.Chance(0.9))
        {
            flow.Next = new SeqNum(0) - _random.Next(3000);
            Send(flow, flow.Next, default, TcpFlags.Syn, 0);
            return;
        }
        TcpFlags flags = TcpFlags.Ack;
        if (flow.WantsSynAck && _random.Chance(0.7)) flags |= TcpFlags.Syn;
        SeqNum seq = flow.Next, ack = flow.Theirs;
        int length = _random.Chance(0.5) ? _random.Next(1400) : 0;
        switch (_random.Next(24))
        {
            case 0 or 1: seq += Near(); break;
            case 2 or 3: ack += Near(); break;
            case 4: flags |= TcpFlags.Fin; break;
            case 5: (flags, seq) = (TcpFlags.Rst, seq + Near()); break;
            case 6: flags |= TcpFlags.Syn; break;
            case 7: flags |= TcpFlags.Urg; break;
            case 8: flags = (TcpFlags)_random.Next(256); break;
            case 9: seq += _random.Next(60_000); break; // ahead of its turn
            case 10: (flags, seq, ack) = (TcpFlags.Fin | TcpFlags.Ack, seq + Near(), ack + Near()); break;
            case 11: ack -= _random.Next(2000); break;
        }
        Send(flow, seq, ack, flags, length);
    }

    private void Send(Flow flow, SeqNum seq, SeqNum ack, TcpFlags flags, int length)
    {
        Span<byte> options = stackalloc byte[40];
        options = (flags & TcpFlags.Syn) != 0 || _random.Chance(0.05) ? options[..Options(options)] : default;
        ushort window = _random.Next(8) switch { 0 => 0, 1 => 1, 2 => 0xFFFF, _ => (ushort)_random.Next(20_000) };
        _forge.Tcp(flow.Address, flow.Port, flow.To, seq, ack, flags, window, options, _text.AsSpan(0, length));
    }

    private int Options(Span<byte> into)
    {
        int length = _random.Next(4) * 4;
        if (_random.Chance(0.2))
        {
            length = _random.Next(11) * 4;
            for (int i = 0; i < length; i++) into[i] = (byte)_random.Next(_random.Chance(0.7) ? 10 : 256);
            return length;
        }
        if (length >= 4) (into[0], into[1], into[2], into[3]) = (2, 4, (byte)_random.Next(6), (byte)_random.Next(256)); // MSS
        if (length >= 8) (into[4], into[5], into[6], into[7]) = (3, 3, (byte)_random.Next(20), 1); // window scale
        if (length >= 12) (into[8], into[9], into[10], into[11]) = (4, 2, 1, 0); // SACK permitted
        return length;
    }

    private void IcmpError()
    {
        Flow flow = _flows[_random.Next(_flows.Count)];
        Span<byte> quote = stackalloc byte[28];
        Ipv4Header.Write(quote, 40, IpProtocol.Tcp, Forge.Ours, flow.Address, 7, 64, true, 0);
        BinaryPrimitives.WriteUInt16BigEndian(quote[20..], flow.To);
        BinaryPrimitives.WriteUInt16BigEndian(quote[22..], flow.Port);
        BinaryPrimitives.WriteUInt32BigEndian(quote[24..], (flow.Theirs + Near()).Value);
        _forge.Icmp(flow.Address, (byte)(_random.Chance(0.7) ? 3 : _random.Next(20)), (byte)_random.Next(16), (uint)_random.Next(1600), quote);
    }

    private void SynFromAnywhere() => _forge.Tcp(
        Address(36 + _random.Next(90)), (ushort)(1 + _random.Next(65535)), 7, new SeqNum((uint)_random.NextUInt64()), default,
        TcpFlags.Syn, 1000, default, default);

    private int Near() => _random.Next(10) switch
    {
        0 => -1, 1 => 1, 2 => 65535, 3 => 65536, 4 => -65536, 5 => int.MaxValue, 6 => int.MinValue, 7 => 1 << 20, 8 => _random.Next(100_000),
        _ => -_random.Next(3000),
    };

    private void Noise()
    {
        _forge.Length = _random.Next(200);
        for (int i = 0; i < _forge.Length; i++) _forge.Buffer[i] = (byte)_random.Next(256);
        if (_forge.Length < 14 || _random.Chance(0.3)) return;
        EthernetHeader.Write(_forge.Frame, Forge.OurMac, Forge.MacOf(SomeHost), _random.Chance(0.5) ? EtherType.Ipv4 : EtherType.Arp);
    }

    private void Damage()
    {
        switch (_random.Next(5))
        {
            case 0:
                for (int i = 1 + _random.Next(4); i > 0; i--) _forge.Buffer[_random.Next(_forge.Length)] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                _forge.Length = _random.Next(_forge.Length + 1);
                break;
            case 2: // longer than it says
                _forge.Length = Math.Min(1514, _forge.Length + _random.Next(100));
                break;
            default:
                Replace(_random.Next(Math.Min(_forge.Length, 74)), 1 << _random.Next(3));
                break;
        }
        if (_random.Chance(0.5)) _forge.Repair();
    }

    private void Replace(int at, int width)
    {
        uint value = _random.Next(8) switch
        {
            0 => 0, 1 => 1, 2 => 0x7F, 3 => 0x80, 4 => 0xFFFF_FFFF, 5 => 0x8000_0000, 6 => 0x7FFF_FFFF, _ => (uint)_random.NextUInt64(),
        };
        for (int i = 0; i < width && at + i < _forge.Length; i++) _forge.Buffer[at + i] = (byte)(value >> (8 * (width - 1 - i)));
    }

    private sealed class Flow(Ipv4Address address, ushort port, ushort to)
    {
        public Ipv4Address Address => address;

        public ushort Port => port;

        public ushort To => to;

        /// <summary>What the stack expects next of us, as far as it has said.</summary>
        public SeqNum Next { get; set; }

        /// <summary>What comes next of the stack.</summary>
        public SeqNum Theirs { get; set; }

        public bool IsOpen { get; set; }

        /// <summary>The stack has sent a SYN of its own.</summary>
        public bool WantsSynAck { get; set; }
    }
}
