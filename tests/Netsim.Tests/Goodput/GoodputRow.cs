using System.Globalization;
using ActorTcp.Device;
using Netsim.Tests.Paths;

namespace Netsim.Tests.Goodput;

/// <summary>A path and an algorithm.</summary>
/// <param name="Mbits">The bottleneck, in Mbit/s of line rate, Ethernet's framing included.</param>
/// <param name="RttMs">The path's round trip without any queue, in ms.</param>
/// <param name="Loss">The share of data packets that are lost.</param>
/// <param name="Bursty">Whether they are lost in bursts of <see cref="BurstLength"/> on average.</param>
/// <param name="Reordered">Whether <see cref="ReorderShare"/> of the data packets take an eighth of the round trip longer.</param>
/// <param name="Algorithm">The congestion control.</param>
internal sealed record GoodputRow(int Mbits, int RttMs, double Loss, bool Bursty, bool Reordered, string Algorithm)
{
    public const double BurstLength = 3;
    public const double ReorderShare = 0.03;

    private static readonly int[] Bandwidths = [1, 10, 100, 1000, 10_000];
    private static readonly int[] RoundTrips = [1, 10, 100, 300];
    private static readonly double[] Losses = [0, 0.0001, 0.001, 0.01, 0.05];
    private static readonly string[] Algorithms = ["reno", "cubic"];

    /// <summary>All of them, in the table's order.</summary>
    public static IEnumerable<GoodputRow> All =>
        from mbits in Bandwidths
        from rtt in RoundTrips
        from loss in Losses
        from bursty in loss == 0 ? new[] { false } : [false, true]
        from reordered in new[] { false, true }
        from algorithm in Algorithms
        select new GoodputRow(mbits, rtt, loss, bursty, reordered, algorithm);

    /// <summary>Jumbo frames where there are so many packets.</summary>
    public int Mtu => Mbits >= 1000 ? 9000 : 1500;

    /// <summary>The text of a full segment that carries timestamps.</summary>
    public int Mss => Mtu - 40 - PathOptions.TimestampBytes;

    public TimeSpan Rtt => TimeSpan.FromMilliseconds(RttMs);

    public bool IsClean => Loss == 0;

    /// <summary>Losses of one burst are one event: how many there are a packet.</summary>
    public double LossEvents => Bursty ? Loss / BurstLength : Loss;

    /// <summary>The row's first cells, which name it.</summary>
    public string Key => string.Create(
        CultureInfo.InvariantCulture,
        $"{Speed} | {RttMs} ms | {Loss * 100:0.##} %{(IsClean ? "" : Bursty ? " bursty" : " random")} | {(Reordered ? "3 %" : "none")} | {Algorithm}");

    private string Speed => Mbits >= 1000 ? $"{Mbits / 1000} Gbit/s" : $"{Mbits} Mbit/s";

    /// <summary>The same for the same row in every run and version: not the hash of .NET.</summary>
    public ulong Seed => Key.Aggregate(14695981039346656037, (hash, letter) => (hash ^ letter) * 1099511628211); // FNV-1a

    /// <summary>The path: losses and reordering befall data, not acknowledgments; queues hold one bandwidth-delay product.</summary>
    public PathOptions Path
    {
        get
        {
            var clean = new LinkOptions { BitsPerSecond = Mbits * 1_000_000L, Delay = Rtt / 2, Seed = Seed };
            const double Leave = 1 / BurstLength;
            return new PathOptions
            {
                Seed = Seed,
                Mtu = Mtu,
                Back = clean,
                There = clean with
                {
                    Loss = Bursty ? 0 : Loss,
                    Burst = Bursty ? new BurstLoss(Loss * Leave / (1 - Loss), Leave, Pause: Rtt / 2) : null, // bad for a share of Loss
                    Reorder = Reordered ? ReorderShare : 0,
                    ReorderDelay = Rtt / 8,
                },
            };
        }
    }
}
