using ActorTcp.Api;
using ActorTcp.Protocol;
using Netsim.Tests.Paths;

namespace Netsim.Tests.Goodput;

/// <summary>
/// Watches for times in which the receiving application gets nothing, and whether the sender's retransmission timeout explains them.
/// </summary>
/// <remarks>
/// Each timeout doubles the next, so all that have expired are together shorter than the one that is armed then (r + 2r + 4r &lt; 8r);
/// while it runs, it may have come to twice its length. What was sent at last takes a round trip or two.
/// </remarks>
internal sealed class StallWatch(PathSimulation path, Flow flow, TimeSpan longestRtt)
{
    private static readonly TimeSpan LeastRto = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan MostRto = TimeSpan.FromSeconds(120);

    private Instant _gapAt;
    private TimeSpan _rto;

    /// <summary>By how much the worst gap was longer than its explanation.</summary>
    public TimeSpan Unexplained { get; private set; }

    /// <summary>The longest RTO, with its back-off, that was seen in a gap.</summary>
    public TimeSpan LongestRto { get; private set; }

    /// <summary>To be called at each event.</summary>
    public void Look()
    {
        if (_gapAt != flow.LastAt)
        {
            // The gap that was watched has ended between the two times.
            if (_rto > TimeSpan.Zero) Compare(flow.LastAt - _gapAt, _rto);
            _gapAt = flow.LastAt;
            _rto = TimeSpan.Zero;
        }
        TimeSpan gap = path.Loop.Now - flow.LastAt;
        if (gap <= longestRtt * 2 + LeastRto) return;
        TcpInfo info = path.Ask(flow);
        TimeSpan rto = info.Rto;
        if (rto > LongestRto) LongestRto = rto;
        if (rto >= MostRto) rto *= info.Retransmits; // it grows no more: all that expired were no longer than it
        if (rto > _rto) _rto = rto;
        Compare(gap, _rto * 2);
    }

    private void Compare(TimeSpan gap, TimeSpan rto)
    {
        TimeSpan unexplained = gap - rto - longestRtt * 2;
        if (unexplained > Unexplained) Unexplained = unexplained;
    }
}
