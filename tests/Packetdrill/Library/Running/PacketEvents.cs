using System.Globalization;
using ActorTcp.Packetdrill.Language;
using ActorTcp.Packetdrill.Packets;
using ActorTcp.Packetdrill.SystemCalls;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Packetdrill.Running;

/// <summary>Packets that a script injects, and those that it expects.</summary>
internal sealed class PacketEvents(ScriptClock clock, LiveStack stack, RunnerSettings settings, Descriptors descriptors, Action<string> trace)
{
    /// <summary>How long after its time a packet is waited for, to be told as late rather than as missing; microseconds.</summary>
    private const long Patience = 2_000_000;

    /// <summary>How long a packet is waited for that may come at any time: longer than any timer of the stack's.</summary>
    private const long Eternity = 24L * 3600 * 1_000_000;

    private const ushort FirstPeerPort = 40001;

    private readonly PacketBuilder _builder = new(settings.TimestampEchoScaled);
    private ushort _nextPeerPort = FirstPeerPort;

    /// <summary>Puts a packet on the link.</summary>
    public void Inject(PacketSpec spec)
    {
        Flow flow = FindFlow(spec);
        if (spec is TcpPacketSpec tcp) Note(tcp, flow);
        else if (settings.AnyIp) Complete(flow);
        if (flow.RemoteAddress.IsAny || flow.LocalAddress.IsAny)
            throw new ScriptFailureException("the addresses of the socket's packets are not known: it must connect or send before, or --is_anyip be set");
        byte[] packet = _builder.Build(spec, flow);
        trace($"inbound injected packet: {clock.Now / 1e6,9:F6} {PacketText.Of(PacketVerifier.Expected(spec, 0))}");
        stack.Inject(packet);
    }

    /// <summary>Waits for a packet and compares it.</summary>
    /// <exception cref="ScriptFailureException">It does not come, or differs.</exception>
    public void Expect(TimedEvent timed, TimedEvent? last, PacketSpec spec)
    {
        if (spec.Encapsulation is { } outer) throw new ScriptSkipException($"needs encapsulation ({outer}): not implemented");
        Flow flow = FindFlow(spec);
        WirePacket expected = PacketVerifier.Expected(spec, timed.Start);
        bool isSynAck = spec is TcpPacketSpec { Flags: var flags } && (flags & (TcpFlags.Syn | TcpFlags.Ack)) == (TcpFlags.Syn | TcpFlags.Ack);
        if (isSynAck && flow.State == FlowState.PacketReceived) flow.ScriptLocalIsn = expected.Sequence;
        var pieces = new List<WirePacket>();
        int length = 0;
        do
        {
            WirePacket piece = Next(timed, last, spec, flow)
                ?? throw Differs("Timed out waiting for packet", spec, timed, expected, [.. pieces]);
            if (isSynAck && flow.State == FlowState.PacketReceived)
            {
                flow.State = FlowState.SynAckSent;
                flow.LocalIsn = piece.Sequence;
            }
            trace($"outbound sniffed packet: {piece.Time / 1e6,9:F6} {PacketText.Of(piece)}");
            if (piece.Protocol == IpProtocol.Tcp) flow.ToScript(piece);
            if (pieces.Count > 0 && Fragment(pieces[^1], piece, expected.PayloadLength, length) is { } wrong)
                throw Differs(wrong, spec, timed, expected, [.. pieces, piece]);
            pieces.Add(piece);
            length += piece.PayloadLength;
        }
        while (length < expected.PayloadLength && !settings.StrictSegments);
        Compare(timed, last, spec, flow, expected, pieces);
    }

    /// <summary>What was sent and nobody expected; null: nothing.</summary>
    public string? Unexpected()
    {
        while (stack.Device.Sent.TryDequeue(out WirePacket? packet))
        {
            if (descriptors.UnderTest is not { } flow || !(flow.IsOutbound(packet) || Connects(flow, packet))) continue;
            if (packet.Protocol == IpProtocol.Tcp) flow.ToScript(packet);
            return $"unexpected packet before the end of the script\nactual packet: {packet.Time / 1e6,9:F6} {PacketText.Of(packet)}";
        }
        return null;
    }

    private void Compare(TimedEvent timed, TimedEvent? last, PacketSpec spec, Flow flow, WirePacket expected, List<WirePacket> pieces)
    {
        WirePacket actual = WirePacket.Merge(pieces);
        string? wrong = stack.Device.Complaint;
        if (wrong is null && expected.Protocol != IpProtocol.Icmp)
        {
            if (actual.PayloadLength != expected.PayloadLength)
            {
                throw Differs(
                    string.Create(CultureInfo.InvariantCulture, $"live packet payload: expected {expected.PayloadLength} bytes vs actual {actual.PayloadLength} bytes"),
                    spec, timed, expected, [.. pieces]);
            }
            if (expected.Protocol == IpProtocol.Tcp) PacketVerifier.MapTimestamp(expected, actual, flow);
        }
        wrong ??= PacketVerifier.Compare(spec, expected, actual)
            ?? (spec is TcpPacketSpec { Options: not null } ? PacketVerifier.CompareOptions(expected.Options, actual.Options) ?? CompareTimestamp(timed, expected, actual) : null)
            ?? (actual.IsPayloadZero ? null : "incorrect outbound data payload")
            ?? TimeCheck.Verify(settings, timed.Kind, timed.Start, timed.End, timed.Offset, actual.Time, last?.Start, "outbound packet");
        if (wrong is null) return;
        ScriptFailureException failure = Differs(wrong, spec, timed, expected, [actual]);
        if (!settings.NonFatalPackets) throw failure;
        trace($"warning handling packet: {failure.Message}");
    }

    // The tolerance is that of the time since the script's beginning: differences add up.
    private string? CompareTimestamp(TimedEvent timed, WirePacket expected, WirePacket actual)
    {
        int tick = settings.TimestampTickMicroseconds;
        if (tick == 0 || PacketVerifier.TimestampDifference(expected, actual) is not { } difference) return null;
        long tolerance = Math.Max(settings.StrictTime ? tick : 0, settings.Tolerance(timed.Start));
        return difference * tick > tolerance ? $"bad outbound TCP timestamp value, tolerance {tolerance}" : null;
    }

    private static string? Fragment(WirePacket previous, WirePacket next, int expected, int before)
    {
        if (previous.Protocol == IpProtocol.Tcp && PacketVerifier.Follows(previous, next) is { } wrong) return wrong;
        if (next.PayloadLength >= expected - before || next.PayloadLength == previous.PayloadLength) return null;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"fragment payload: expected {previous.PayloadLength} bytes vs actual {next.PayloadLength} bytes; total payload: expected {expected} bytes vs actual {next.PayloadLength + before} bytes");
    }

    private WirePacket? Next(TimedEvent timed, TimedEvent? last, PacketSpec spec, Flow flow)
    {
        long limit = timed.Kind == TimeKind.Any ? Eternity : Math.Max(0, Math.Max(timed.Start, timed.End) - (last?.Start ?? 0)) + Patience;
        long end = clock.Now + limit;
        while (true)
        {
            while (stack.Device.Sent.TryDequeue(out WirePacket? packet))
            {
                if (flow.IsOutbound(packet) && (packet.Protocol == flow.Protocol)) return packet;
                if (Connects(flow, packet)) return packet;
                // ICMP is of no port: it is looked at where it is expected.
                if (packet.Protocol == IpProtocol.Icmp && spec is IcmpPacketSpec && packet.Source == settings.LocalAddress) return packet;
            }
            if (!clock.AdvanceTo(end, () => stack.Device.Sent.Count > 0)) return null;
        }
    }

    // A packet of a socket that has called connect() tells its own address.
    private static bool Connects(Flow flow, WirePacket packet)
    {
        bool matches = packet.Protocol == flow.Protocol && packet.Protocol switch
        {
            IpProtocol.Udp => flow.State == FlowState.Connecting,
            IpProtocol.Tcp => flow.State == FlowState.SynSent && packet.IsSyn && !packet.HasAck,
            _ => false,
        };
        if (!matches || packet.Destination != flow.RemoteAddress || packet.DestinationPort != flow.RemotePort) return false;
        flow.LocalAddress = packet.Source;
        flow.LocalPort = packet.SourcePort;
        flow.LocalIsn = packet.Sequence;
        return true;
    }

    private Flow FindFlow(PacketSpec spec)
    {
        Flow? flow = descriptors.UnderTest;
        if (spec is TcpPacketSpec tcp)
        {
            if (spec.Direction == Direction.Inbound && flow is null or { State: FlowState.Listening }) return Accepting(tcp, flow);
            bool isSyn = (tcp.Flags & (TcpFlags.Syn | TcpFlags.Ack)) == TcpFlags.Syn;
            if (spec.Direction == Direction.Outbound && isSyn && flow is { State: FlowState.Connecting })
            {
                flow.State = FlowState.SynSent;
                flow.ScriptLocalIsn = tcp.Sequence;
                return flow;
            }
        }
        bool matches = flow is not null && (spec is IcmpPacketSpec || (spec is TcpPacketSpec ? IpProtocol.Tcp : IpProtocol.Udp) == flow.Protocol);
        bool isForeign = spec.SourcePort is > 0 || spec.DestinationPort is > 0;
        return (matches || isForeign ? flow : null) ?? throw new ScriptFailureException("no matching socket for script packet");
    }

    // A peer's first packet for a listener, or for nobody, is a connection's beginning.
    private Flow Accepting(TcpPacketSpec spec, Flow? listener)
    {
        var flow = new Flow
        {
            State = FlowState.PacketReceived,
            RemoteAddress = settings.RemoteAddress,
            RemotePort = _nextPeerPort++,
            RemoteIsn = spec.Sequence,
            LocalAddress = settings.LocalAddress,
            LocalPort = listener is { LocalPort: > 0 } bound ? bound.LocalPort : settings.BindPort,
        };
        descriptors.Flows.Add(flow);
        descriptors.UnderTest = flow;
        return flow;
    }

    private static void Note(TcpPacketSpec spec, Flow flow)
    {
        if ((spec.Flags & TcpFlags.Ack) == 0) return;
        if (flow.State == FlowState.SynAckSent)
        {
            flow.State = FlowState.SynAckAcked;
        }
        else if (flow.State == FlowState.SynSent && (spec.Flags & TcpFlags.Syn) != 0)
        {
            flow.State = FlowState.SynAcked;
            flow.RemoteIsn = spec.Sequence;
        }
    }

    private void Complete(Flow flow)
    {
        flow.RemoteAddress = settings.RemoteAddress;
        flow.LocalAddress = settings.LocalAddress;
        if (flow.RemotePort == 0) flow.RemotePort = settings.ConnectPort;
        if (flow.LocalPort == 0) flow.LocalPort = settings.BindPort;
    }

    private static ScriptFailureException Differs(string wrong, PacketSpec spec, TimedEvent timed, WirePacket expected, WirePacket[] actual)
    {
        bool showAce = spec is TcpPacketSpec { Ace: not null };
        bool showWindow = spec is not TcpPacketSpec { Window: null };
        string script = $"script packet: {timed.Start / 1e6,9:F6} {PacketText.Of(expected, showAce, showWindow)}";
        IEnumerable<string> live = actual.Select((each, i) =>
            $"actual{(actual.Length > 1 ? $" #{i}" : "")} packet: {each.Time / 1e6,9:F6} {PacketText.Of(each, showAce)}");
        return new ScriptFailureException(string.Join('\n', [wrong, script, .. live]));
    }
}
