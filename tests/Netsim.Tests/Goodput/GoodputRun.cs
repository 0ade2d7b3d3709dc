using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Protocol;
using Akka.Actor;
using Netsim.Tests.Paths;

namespace Netsim.Tests.Goodput;

/// <summary>Runs a row: one connection that sends without end, watched until it is over its start, then measured.</summary>
internal sealed class GoodputRun : IDisposable
{
    /// <summary>A row is measured for at least so many round trips, packets and losses …</summary>
    private const int LeastRtts = 200;
    private const int LeastPackets = 5_000;
    private const int LeastLosses = 60;

    /// <summary>… and at most so many packets; and so many may pass before the window is open.</summary>
    private const int MostPackets = 200_000;
    private const int MostPacketsOfClean = 1_000_000;
    private const int MostWarmUp = 4_000_000;

    /// <summary>Round trips between the end of the start, or the first recovery, and the measurement.</summary>
    private const int Settling = 20;

    private readonly GoodputRow _row;
    private readonly PathSimulation _path;
    private readonly StackHandle _sender;
    private readonly Flow _flow;
    private readonly StallWatch _stalls;

    public GoodputRun(ActorSystem system, GoodputRow row)
    {
        _row = row;
        // Two products, queue and path, are in flight at most; as much again lies ready or out of order.
        long product = (long)(row.Mbits * 1e6 / 8 * row.Rtt.TotalSeconds);
        int buffer = (int)Math.Max(4 * 1024 * 1024, Math.Min(3 * product, 1 << 30));
        PathOptions options = row.Path with
        {
            Configure = stack => stack with
            {
                ReceiveBufferSize = buffer, SendBufferSize = buffer, PacketLimit = 1 << 18, TcpCongestionControl = row.Algorithm,
                TcpPushRule = TcpPushRule.EmptyQueue, TcpReceiveSlowStart = false,
            },
        };
        _path = new PathSimulation(system, options);
        _sender = _path.AddSender();
        _flow = _path.Begin(_sender, row.Key);
        _stalls = new StallWatch(_path, _flow, MostRtt(options));
        Assert.True(_path.RunUntil(() => _flow.Received > 0, TimeSpan.FromMinutes(5)), $"{row.Key}: no byte arrives");
    }

    private int Most => _row.IsClean ? MostPacketsOfClean : MostPackets;

    private LinkCounters There => _path.Link.There;

    public GoodputResult Run()
    {
        bool opened = WarmUp();
        Instant from = _path.Loop.Now;
        long received = _flow.Received, packets = There.Packets;
        Instant atLeast = from + _row.Rtt * LeastRtts;
        double enough = Math.Max(LeastPackets, _row.LossEvents > 0 ? LeastLosses / _row.LossEvents : 0);
        Watch(() => There.Packets - packets is var sent && (sent >= Most || (sent >= enough && _path.Loop.Now >= atLeast)));
        _path.AssertSound();
        TimeSpan measured = _path.Loop.Now - from;
        double rate = (_flow.Received - received) / measured.TotalSeconds;
        return new GoodputResult
        {
            Share = rate / _row.Path.PayloadRate,
            Goodput = rate * 8,
            Measured = measured,
            Packets = There.Packets - packets,
            Lost = There.AllLost,
            Again = _sender.Counters.Tcp.RetransSegs,
            Timeouts = _sender.Counters.Tcp.TcpTimeouts,
            LongestGap = _flow.LongestGap,
            LongestRto = _stalls.LongestRto,
            Unexplained = _stalls.Unexplained,
            Opened = opened,
        };
    }

    public void Dispose() => _path.Dispose();

    /// <summary>A packet's round trip through a full queue.</summary>
    private static TimeSpan MostRtt(PathOptions options) => options.There.Delay * 2
        + TimeSpan.FromSeconds((options.There.QueueLimit(options.Mtu) + 2.0 * options.There.WireBytes(options.Mtu)) * 8 / options.There.BitsPerSecond);

    /// <summary>
    /// On a clean path until the line is always busy, on a lossy one until the first loss is behind. Both then have a few round trips
    /// to find their balance.
    /// </summary>
    private bool WarmUp()
    {
        bool opened = Watch(IsOpen);
        Instant settled = _path.Loop.Now + _row.Rtt * Settling;
        long packets = There.Packets;
        Watch(() => _path.Loop.Now >= settled || There.Packets - packets > Most);
        return opened;
    }

    private bool IsOpenOrDisordered => _path.Ask(_flow).CaState is RecoveryState.Open or RecoveryState.Disorder;

    private Func<bool> IsOpen
    {
        get
        {
            if (!_row.IsClean) return () => _sender.Counters.Tcp.RetransSegs > 0 && IsOpenOrDisordered;
            long lastBytes = There.LineBytes;
            Instant last = _path.Loop.Now, next = last + _row.Rtt;
            double full = _row.Path.There.BitsPerSecond / 8.0;
            return () =>
            {
                // A round trip, and ten packets' time, in which the line never rested.
                TimeSpan passed = _path.Loop.Now - last;
                if (_path.Loop.Now < next || There.LineBytes - lastBytes < 10 * _row.Mtu) return false;
                bool busy = There.LineBytes - lastBytes >= full * passed.TotalSeconds * 0.98;
                lastBytes = There.LineBytes;
                last = _path.Loop.Now;
                next = last + _row.Rtt;
                return busy && IsOpenOrDisordered;
            };
        }
    }

    private bool Watch(Func<bool> done)
    {
        long most = There.Packets + MostWarmUp;
        bool came = false;
        Assert.True(
            _path.RunUntil(
                () =>
                {
                    _stalls.Look();
                    Assert.True(_flow.End is null, $"{_row.Key}: the connection ended: {_flow.End}");
                    return (came = done()) || There.Packets > most;
                },
                TimeSpan.FromDays(2)),
            $"{_row.Key}: nothing moves any more after {_path.Loop.Now}: {_flow.Received} bytes received");
        return came;
    }
}
