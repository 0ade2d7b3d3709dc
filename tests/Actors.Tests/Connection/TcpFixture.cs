using System.Buffers.Binary;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Loop;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Connection;

/// <summary>
/// A stack at 198.51.100.2 on virtual time, and the test as its peer at 198.51.100.1. Segments are written with relative
/// numbers: the peer's SYN is 0 of its space, ours 0 of ours; both spaces wrap within the first kilobyte.
/// </summary>
public abstract partial class TcpFixture : TestKit
{
    internal const ushort ServerPort = 7;
    internal const ushort PeerPort = 40000;
    internal static readonly Ipv4Address Ours = Ipv4Address.Parse("198.51.100.2");
    internal static readonly Ipv4Address Theirs = Ipv4Address.Parse("198.51.100.1");
    private static readonly MacAddress OurMac = MacAddress.Parse("02:00:5e:00:00:02");
    private static readonly MacAddress TheirMac = MacAddress.Parse("02:00:5e:00:00:01");
    private static readonly SeqNum PeerIss = new(0xFFFF_FE00);
    private static readonly SeqNum OurIss = new(0xFFFF_FF00);

    private ushort _localPort = ServerPort;
    private ushort _peerPort = PeerPort;

    protected TcpFixture()
        : base("akka.loglevel = WARNING\nakka.log-dead-letters = off")
    {
    }

    internal VirtualEventLoop Loop { get; } = new();

    internal ScriptDevice Wire { get; private set; } = null!;

    internal StackHandle Stack { get; private set; } = null!;

    internal TestProbe Handler { get; set; } = null!;

    /// <summary>Who <see cref="Listen"/> made.</summary>
    internal IActorRef Listener { get; private set; } = ActorRefs.Nobody;

    /// <summary>Each state that a connection or half-open entry entered, in order.</summary>
    internal List<TcpState> States { get; } = [];

    /// <summary>The connection that the handler was told of.</summary>
    internal IActorRef Connection { get; set; } = ActorRefs.Nobody;

    internal static StackOptions DefaultOptions => new()
    {
        Address = Ipv4Network.Parse("198.51.100.2/24"),
        Seed = 1,
        FixedIss = OurIss,
        TcpTimestamps = false, // The scripts' SYNs are written without them.
    };

    internal void Start(StackOptions? options = null, ScriptDevice? device = null)
    {
        Wire = device ?? new ScriptDevice();
        Wire.Answer = AnswerArp;
        Handler = CreateTestProbe();
        TestProbe states = CreateTestProbe();
        Sys.EventStream.Subscribe(states.Ref, typeof(StateChanged));
        states.SetAutoPilot(new Recorder(States));
        Stack = TcpStack.Start(Sys, Loop, Wire, options ?? DefaultOptions);
        Loop.RunUntil(() => !Stack.Context.TcpManager.IsNobody());
        // An actor of ActorOf may take messages aside for a moment longer than it has run: once it answers, it takes them at once.
        Task<ActorIdentity> answer = Stack.Tcp.Ask<ActorIdentity>(new Identify(null));
        Loop.RunUntil(() => answer.IsCompleted);
        // The peer makes itself known, as a real one does before its first packet.
        Wire.Inject(ArpRequest());
        Run();
        Wire.FromStack.Clear();
    }

    /// <summary>Starts the stack and a listener on port 7.</summary>
    internal void Listen(StackOptions? options = null, int backlog = 100, bool pullMode = false, ScriptDevice? device = null)
    {
        Start(options, device);
        Stack.Tcp.Tell(new Akka.IO.Tcp.Bind(Handler.Ref, new System.Net.IPEndPoint(System.Net.IPAddress.Any, ServerPort), backlog, null, pullMode), Handler.Ref);
        Run();
        Handler.ExpectMsg<Akka.IO.Tcp.Bound>();
        Listener = Handler.LastSender;
    }

    /// <summary>A connection in ESTABLISHED with a registered handler; its peer's window is not scaled, its round trip is given in seconds.</summary>
    internal void Establish(
        bool keepOpen = false, StackOptions? options = null, bool register = true, ScriptDevice? device = null, string extra = "",
        double roundTrip = 0)
    {
        Listen(options, device: device);
        Peer($"S 0:0(0) win 65535 <mss 1460{extra}>");
        int buffer = (options ?? DefaultOptions).ReceiveBufferSize;
        Expect($"S. 0:0(0) ack 1 win {(buffer == 0 ? 65535 : Math.Min(65535, buffer))} <mss 1460{extra}>");
        if (roundTrip > 0) Advance(roundTrip);
        Peer(". 1:1(0) ack 1 win 65535");
        Handler.ExpectMsg<Akka.IO.Tcp.Connected>();
        Connection = Handler.LastSender;
        if (register) Tell(new Akka.IO.Tcp.Register(Handler.Ref, keepOpen));
        ExpectNothing();
    }

    /// <summary>One more connection to the listener, registered; the peer speaks from this port of its own from now on.</summary>
    internal void EstablishFrom(ushort peerPort)
    {
        UsePeerPort(peerPort);
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        Peer(". 1:1(0) ack 1 win 65535");
        Handler.ExpectMsg<Akka.IO.Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Akka.IO.Tcp.Register(Handler.Ref));
    }

    /// <summary>What the connection says of itself; the handler does not notice.</summary>
    internal TcpInfo Info()
    {
        TestProbe asker = CreateTestProbe();
        Connection.Tell(StackTcp.GetInfo.Instance, asker.Ref);
        Run();
        return asker.ExpectMsg<TcpInfo>();
    }

    internal void Tell(object command)
    {
        Connection.Tell(command, Handler.Ref);
        Run();
    }

    internal void Write(int position, int length, Akka.IO.Tcp.Event? ack = null) =>
        Tell(Akka.IO.Tcp.Write.Create(ByteString.FromBytes(ScriptedSegment.Stream(position, length)), ack ?? Akka.IO.Tcp.NoAck.Instance));

    internal void Run() => Loop.RunUntilIdle();

    internal void Advance(double seconds) => Loop.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>The peer's segments arrive, all at one instant; the stack handles them.</summary>
    internal void Peer(params string[] segments)
    {
        foreach (string segment in segments) Wire.Inject(Build(ScriptedSegment.Parse(segment).WithSackFrom(OurIss.Value)));
        Run();
    }

    /// <summary>A router says that it cannot deliver the segment of ours that began at a sequence number.</summary>
    internal void PeerUnreachable(IcmpUnreachableCode code, uint sequence) => PeerUnreachable(code, sequence, 0, 28);

    /// <summary>A router says that a packet of ours, which began at a sequence number, was too large for its next hop.</summary>
    internal void PeerTooLarge(uint sequence, int mtu, int length = 1500) =>
        PeerUnreachable(IcmpUnreachableCode.FragmentationNeeded, sequence, mtu, length);

    private void PeerUnreachable(IcmpUnreachableCode code, uint sequence, int mtu, int length)
    {
        byte[] frame = new byte[EthernetHeader.Size + Ipv4Header.MinLength + IcmpV4.HeaderSize + Ipv4Header.MinLength + 8];
        WriteEthernet(frame, EtherType.Ipv4);
        Span<byte> ip = frame.AsSpan(EthernetHeader.Size);
        WriteIpv4(ip, IpProtocol.Icmp, Theirs, Ours);
        Span<byte> icmp = ip[Ipv4Header.MinLength..];
        icmp[0] = (byte)IcmpType.DestinationUnreachable;
        icmp[1] = (byte)code;
        BinaryPrimitives.WriteUInt16BigEndian(icmp[6..], (ushort)mtu);
        Span<byte> quoted = icmp[IcmpV4.HeaderSize..];
        WriteIpv4(quoted, IpProtocol.Tcp, Ours, Theirs);
        BinaryPrimitives.WriteUInt16BigEndian(quoted[2..], (ushort)length);
        BinaryPrimitives.WriteUInt16BigEndian(quoted[20..], _localPort);
        BinaryPrimitives.WriteUInt16BigEndian(quoted[22..], _peerPort);
        BinaryPrimitives.WriteUInt32BigEndian(quoted[24..], (OurIss + sequence).Value);
        BinaryPrimitives.WriteUInt16BigEndian(icmp[2..], InternetChecksum.Finish(InternetChecksum.Sum(icmp)));
        Wire.Inject(frame);
        Run();
    }

    /// <summary>The next segment that the stack sent must be this one.</summary>
    internal void Expect(params string[] segments)
    {
        foreach (string expected in segments)
        {
            Assert.True(Wire.FromStack.Count > 0, $"expected {expected}, but nothing was sent");
            ScriptedSegment sent = Read(Wire.FromStack.Dequeue());
            Assert.True(ScriptedSegment.Parse(expected).Matches(sent), $"expected {expected}, sent {sent}");
        }
    }

    /// <summary>Takes the next segment that the stack sent; there must be one.</summary>
    internal ScriptedSegment TakeOne() => Read(Wire.FromStack.Dequeue());

    /// <summary>Takes everything that the stack sent from the current port, and leaves out what other ports sent.</summary>
    internal List<ScriptedSegment> TakeSent()
    {
        var sent = new List<ScriptedSegment>();
        while (Wire.FromStack.TryDequeue(out byte[]? frame))
        {
            ReadOnlySpan<byte> port = frame.AsSpan(EthernetHeader.Size + Ipv4Header.MinLength, sizeof(ushort));
            if (BinaryPrimitives.ReadUInt16BigEndian(port) == _localPort) sent.Add(Read(frame));
        }
        return sent;
    }

    /// <summary>The stack sent nothing that was not taken.</summary>
    internal void ExpectNothing()
    {
        Run();
        if (Wire.FromStack.TryDequeue(out byte[]? frame)) Assert.Fail($"expected nothing, sent {Read(frame)}");
    }

    /// <summary>The handler was given these bytes of the peer's stream, in one Received or several.</summary>
    internal void ExpectReceived(int position, int length)
    {
        var bytes = new List<byte>();
        while (bytes.Count < length) bytes.AddRange(Handler.ExpectMsg<Akka.IO.Tcp.Received>().Data.ToArray());
        Assert.Equal(ScriptedSegment.Stream(position, length), bytes);
    }

    /// <summary>The handler's command was refused; why.</summary>
    internal System.Net.Sockets.SocketError FailureOf() =>
        Assert.IsType<System.Net.Sockets.SocketException>(Handler.ExpectMsg<Akka.IO.Tcp.CommandFailed>().Cause.Value).SocketErrorCode;

    /// <summary>Everything the test took must be back, and nobody threw.</summary>
    protected override void AfterAll()
    {
        if (Stack is not null) StopStack();
        base.AfterAll();
        if (Stack is null) return;
        Assert.Equal(0, Wire.Pool.Rented);
        Assert.Equal(0, Stack.Context.Packets.Rented);
        Assert.Equal(0, Loop.Failures);
    }

    private void StopStack()
    {
        Task terminated = Sys.Terminate();
        Loop.RunUntil(() => terminated.IsCompleted);
    }

    /// <summary>For an active open: the peer speaks to this port of ours from now on.</summary>
    internal void UseLocalPort(ushort port) => _localPort = port;

    /// <summary>The peer speaks from this port of its own from now on.</summary>
    internal void UsePeerPort(ushort port) => _peerPort = port;

    private sealed class Recorder(List<TcpState> into) : AutoPilot
    {
        public override AutoPilot Run(IActorRef sender, object message)
        {
            // The listener's own coming and going is not a connection's.
            if (message is StateChanged changed && changed.Flow.RemotePort != 0) into.Add(changed.To);
            return KeepRunning;
        }
    }
}
