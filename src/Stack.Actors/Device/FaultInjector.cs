using Akka.Dispatch;
using ActorTcp.Loop;

namespace ActorTcp.Device;

/// <summary>
/// Loses, doubles, reorders, corrupts and delays the packets that pass a device, as its seed has it. In front of a device with
/// offloads it works on packets as on the wire: to the stack it offers none, so what the stack sends is of wire size, and
/// super-frames that the device receives are segmented in software first. So 1 % is 1 % of the packets.
/// </summary>
/// <remarks>Without any fault it stands aside: offloads and frames pass as they are.</remarks>
public sealed class FaultInjector : IFrameDevice
{
    private const int Batch = 64;

    private readonly IFrameDevice _inner;
    private readonly FaultOptions _sentOptions;
    private readonly FaultOptions _receivedOptions;
    private FaultPath? _sent;
    private FaultPath? _received;
    private EventLoop? _loop;
    private Action? _readable;
    private ActionRunnable? _pull;
    private bool _told;
    private volatile bool _disposed;

    /// <summary>The same faults both ways; each direction draws its own lots.</summary>
    /// <param name="inner">The device, the wrapper's to dispose.</param>
    /// <param name="both">What befalls packets.</param>
    public FaultInjector(IFrameDevice inner, FaultOptions both)
        : this(inner, both, both)
    {
    }

    /// <summary>Faults by direction.</summary>
    /// <param name="inner">The device, the wrapper's to dispose.</param>
    /// <param name="sent">What befalls packets that the stack sends.</param>
    /// <param name="received">What befalls packets that the device receives.</param>
    public FaultInjector(IFrameDevice inner, FaultOptions sent, FaultOptions received)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentNullException.ThrowIfNull(sent);
        ArgumentNullException.ThrowIfNull(received);
        sent.Check();
        received.Check();
        _inner = inner;
        _sentOptions = sent;
        _receivedOptions = received;
        IsActive = sent.IsActive || received.IsActive;
    }

    /// <summary>Whether there is any fault to inject.</summary>
    public bool IsActive { get; }

    /// <summary>What befell packets that the stack sent.</summary>
    public FaultCounters Sent { get; } = new();

    /// <summary>What befell packets that the device received.</summary>
    public FaultCounters Received { get; } = new();

    /// <summary>Buffers in use: held, on their way, or with the stack.</summary>
    public int Rented => (_sent?.Rented ?? 0) + (_received?.Rented ?? 0);

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public int Mtu => _inner.Mtu;

    /// <inheritdoc/>
    public DeviceOffloads Offloads => IsActive ? DeviceOffloads.None : _inner.Offloads;

    /// <inheritdoc/>
    public DeviceCounters Counters => _inner.Counters;

    /// <inheritdoc/>
    public void Attach(EventLoop loop, Action readable)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(readable);
        if (!IsActive)
        {
            _inner.Attach(loop, readable);
            return;
        }
        if (_loop is not null) throw new InvalidOperationException($"{Name} is attached already");
        _loop = loop;
        _readable = readable;
        _pull = new ActionRunnable(Pull);
        _sent = new FaultPath(_sentOptions, _sentOptions.Seed, Sent, Mtu, loop, SendPassed);
        // Another sequence than the other direction's, though the seed be the same.
        _received = new FaultPath(_receivedOptions, ~_receivedOptions.Seed, Received, Mtu, loop, TellReadable);
        _inner.Attach(loop, Pull);
    }

    /// <inheritdoc/>
    public int Receive(ref FrameChain into, int limit)
    {
        if (!IsActive) return _inner.Receive(ref into, limit);
        int taken = 0;
        while (taken < limit && _received is { } path && path.Passed.TakeFirst() is { } frame)
        {
            into.Append(frame);
            taken++;
        }
        if (taken < limit) _told = false;
        return taken;
    }

    /// <inheritdoc/>
    public void Send(ref FrameChain frames)
    {
        if (!IsActive)
        {
            _inner.Send(ref frames);
            return;
        }
        if (_sent is null) throw new InvalidOperationException($"{Name} is not attached to a loop");
        if (_disposed)
        {
            frames.Release();
            return;
        }
        _sent.Take(ref frames);
        SendPassed();
    }

    /// <summary>Ends both; what is held is released on the loop, where frames belong.</summary>
    public void Dispose()
    {
        _inner.Dispose();
        if (_disposed) return;
        _disposed = true;
        _loop?.Execute(new ActionRunnable(() =>
        {
            _sent?.Release();
            _received?.Release();
        }));
    }

    /// <summary>Takes what the device has when it says so, not when the stack asks: a packet's delay begins when it arrives.</summary>
    private void Pull()
    {
        if (_disposed) return;
        FrameChain frames = default;
        bool more = _inner.Receive(ref frames, Batch) == Batch;
        _received!.Take(ref frames);
        TellReadable();
        if (more) _loop!.Execute(_pull!); // in its turn: the stack works between two batches
    }

    private void TellReadable()
    {
        if (_told || _disposed || _received!.Passed.IsEmpty) return;
        _told = true;
        _readable!();
    }

    private void SendPassed()
    {
        if (!_sent!.Passed.IsEmpty) _inner.Send(ref _sent.Passed);
    }
}
