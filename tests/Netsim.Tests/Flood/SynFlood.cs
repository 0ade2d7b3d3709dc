using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using Netsim.Tests.Fuzz;

namespace Netsim.Tests.Flood;

/// <summary>A station that sends SYNs from random addresses and ports, evenly spread over time, and reads nothing.</summary>
internal sealed class SynFlood
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly IFrameDevice _device;
    private readonly EventLoop _loop;
    private readonly SplitMix64 _random;
    private readonly LoopTimer _timer;
    private readonly Forge _forge = new();
    private readonly FramePool _pool = new(FramePool.SmallBuffer, 4096);
    private readonly ushort _port;
    private readonly int _perTick;

    public SynFlood(IFrameDevice device, EventLoop loop, SplitMix64 random, ushort port, int perSecond)
    {
        _device = device;
        _loop = loop;
        _random = random;
        _port = port;
        _perTick = (int)(perSecond * Tick.TotalSeconds);
        _timer = loop.CreateTimer(Send);
        device.Attach(loop, Drop);
    }

    /// <summary>How many SYNs it has sent.</summary>
    public long Sent { get; private set; }

    public void Start() => _timer.Arm(_loop.Now + Tick);

    public void Stop() => _timer.Cancel();

    private void Send()
    {
        // As Linux's: MSS 1460, SACK permitted, timestamps, window scale 7.
        ReadOnlySpan<byte> options = [2, 4, 5, 0xB4, 4, 2, 8, 10, 0, 1, 2, 3, 0, 0, 0, 0, 1, 3, 3, 7];
        var frames = default(FrameChain);
        for (int i = 0; i < _perTick; i++)
        {
            if (_pool.TryRent() is not { } frame) break;
            var from = new Ipv4Address(0x0A00_0001 | (uint)_random.Next(1 << 24));
            var port = (ushort)(1024 + _random.Next(64_512));
            var seq = new SeqNum((uint)_random.Next(int.MaxValue));
            _forge.Tcp(from, port, _port, seq, default, TcpFlags.Syn, 64240, options, []);
            _forge.Frame.CopyTo(frame.Buffer);
            frame.SetRange(0, _forge.Length);
            frames.Append(frame);
            Sent++;
        }
        _device.Send(ref frames);
        _timer.Arm(_loop.Now + Tick);
    }

    private void Drop()
    {
        FrameChain frames = default;
        while (_device.Receive(ref frames, 64) == 64) frames.Release();
        frames.Release();
    }
}
