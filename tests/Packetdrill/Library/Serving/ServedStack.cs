using System.Buffers.Binary;
using System.Net;
using ActorTcp.Api;
using ActorTcp.Loop;
using ActorTcp.Packetdrill.Running;
using ActorTcp.Packetdrill.SystemCalls;
using ActorTcp.Protocol.Wire;
using ActorTcp.Sockets;
using Akka.Actor;

namespace ActorTcp.Packetdrill.Serving;

/// <summary>A run's stack: on virtual time, with the run at the other end of its link and of its sockets.</summary>
internal sealed class ServedStack : ICallHost, IDisposable
{
    /// <summary>Bytes that may wait to be received; a stack that sends more without being asked is broken.</summary>
    private const long SentLimit = 256L << 20;

    private const int PeerLimit = 4096;

    private readonly LiveStack _live;
    private readonly Queue<byte[]> _sent = new();
    private readonly List<IPEndPoint> _peers = [];
    private readonly long _origin;
    private long _sentBytes;

    /// <summary>Starts it.</summary>
    /// <param name="system">Where its actors live.</param>
    /// <param name="options">Its addresses and tunables.</param>
    /// <param name="settings">What the script says.</param>
    /// <param name="now">The run's time, microseconds.</param>
    public ServedStack(ActorSystem system, StackOptions options, RunnerSettings settings, long now)
    {
        Settings = settings;
        _origin = now;
        _live = new LiveStack(system, options, settings);
        _live.Device.Sniffer = Keep;
    }

    public RunnerSettings Settings { get; }

    public StackHandle Stack => _live.Handle;

    public VirtualEventLoop Loop => _live.Loop;

    /// <summary>The script's own are packetdrill's affair.</summary>
    public Descriptors Descriptors { get; } = new();

    /// <summary>The run's time, microseconds.</summary>
    public long Now => _origin + _live.Now;

    /// <summary>What is wrong with the stack; null: nothing.</summary>
    public string? Complaint => _sentBytes > SentLimit ? "the stack sends without end" : null;

    /// <summary>Moves on to the next instant at which something happens, if that is not after a time.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Step(long end) => Left(end) is var left && left > TimeSpan.Zero && Loop.AdvanceToNext(left);

    /// <summary>Moves on to a time. What happens before it has happened.</summary>
    public void MoveTo(long time)
    {
        TimeSpan left = Left(time);
        if (left > TimeSpan.Zero) Loop.Advance(left);
    }

    /// <summary>Whether the link divides super-frames from now on.</summary>
    public void Divide(bool divides) => _live.Device.Divides = divides;

    /// <summary>Changes settings, as sysctl does.</summary>
    public void Apply(StackOptions options) => _live.Change(_ => options);

    /// <summary>Puts an IP packet on the link.</summary>
    public void Inject(ReadOnlySpan<byte> packet)
    {
        Note(packet);
        _live.Inject(packet);
    }

    /// <summary>
    /// accept(2) tells the peer of a connection that was reset meanwhile as well, of which the socket knows no more: it is the one that
    /// has waited longest.
    /// </summary>
    public IPEndPoint PeerOf(StackSocket accepted)
    {
        IPEndPoint? peer = accepted.RemoteEndPoint ?? _peers.FirstOrDefault();
        if (peer is not null) _peers.Remove(peer);
        return peer ?? new IPEndPoint(IPAddress.Any, 0);
    }

    /// <summary>The next packet that the stack sent, with its time before it; null: there is none.</summary>
    public Reply? TakePacket()
    {
        if (!_sent.TryDequeue(out byte[]? packet)) return null;
        _sentBytes -= packet.Length;
        return Reply.Of(packet.Length - sizeof(long), packet);
    }

    public void Dispose() => _live.Dispose();

    private TimeSpan Left(long time) => _live.Zero + TimeSpan.FromMicroseconds(time - _origin) - Loop.Now;

    // Whoever begins a connection.
    private void Note(ReadOnlySpan<byte> packet)
    {
        if (!Ipv4Header.TryRead(packet, out Ipv4Header ip, out _) || ip.Protocol != IpProtocol.Tcp) return;
        if (!TcpHeader.TryRead(ip.Payload, out TcpHeader tcp) || (tcp.Flags & (TcpFlags.Syn | TcpFlags.Ack)) != TcpFlags.Syn) return;
        var peer = new IPEndPoint(ip.Source.ToIPAddress(), tcp.SourcePort);
        if (_peers.Count < PeerLimit && !_peers.Contains(peer)) _peers.Add(peer);
    }

    private void Keep(ReadOnlyMemory<byte> packet)
    {
        if (_sentBytes > SentLimit) return;
        byte[] kept = new byte[sizeof(long) + packet.Length];
        BinaryPrimitives.WriteInt64LittleEndian(kept, Now);
        packet.Span.CopyTo(kept.AsSpan(sizeof(long)));
        _sent.Enqueue(kept);
        _sentBytes += kept.Length;
    }
}
