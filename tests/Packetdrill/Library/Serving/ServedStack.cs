using ActorTcp.Api;
using ActorTcp.Loop;
using ActorTcp.Packetdrill.Running;
using ActorTcp.Packetdrill.SystemCalls;
using Akka.Actor;
using System.Buffers.Binary;

namespace ActorTcp.Packetdrill.Serving;

/// <summary>A run's stack: on virtual time, with the run at the other end of its link and of its sockets.</summary>
internal sealed class ServedStack : ICallHost, IDisposable
{
    /// <summary>Bytes that may wait to be received; a stack that sends more without being asked is broken.</summary>
    private const long SentLimit = 256L << 20;

    private readonly LiveStack _live;
    private readonly Queue<byte[]> _sent = new();
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
    public void Inject(ReadOnlySpan<byte> packet) => _live.Inject(packet);

    /// <summary>The next packet that the stack sent, with its time before it; null: there is none.</summary>
    public Reply? TakePacket()
    {
        if (!_sent.TryDequeue(out byte[]? packet)) return null;
        _sentBytes -= packet.Length;
        return Reply.Of(packet.Length - sizeof(long), packet);
    }

    public void Dispose() => _live.Dispose();

    private TimeSpan Left(long time) => _live.Zero + TimeSpan.FromMicroseconds(time - _origin) - Loop.Now;

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
