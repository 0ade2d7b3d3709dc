using System.Globalization;
using ActorTcp.Apps.NodeStatus;
using ActorTcp.Connection;

namespace ActorTcp.Apps.EchoNode.Watch;

/// <summary>A frame as one plain line, and the parts that both views share.</summary>
internal static class WatchText
{
    public static string Line(WatchFrame frame)
    {
        string states = string.Join(' ', frame.States.OrderBy(each => each.Key).Select(each => $"{Ss.NameOf(each.Key)} {each.Value}"));
        string line = string.Create(CultureInfo.InvariantCulture, $"{frame.At.TotalSeconds:F0} s: {states}")
            + $" | in {PerSecond("InSegs")} segments/s, {Bits(frame.BitsPerSecond.In)}"
            + $", out {PerSecond("OutSegs")}/s, {Bits(frame.BitsPerSecond.Out)}"
            + $" | retransmitted {PerSecond("RetransSegs")}/s, listen drops {frame.Counter("ListenDrops").Value}";
        return frame.OldestLeak is null ? line : $"{line} | {Leak(frame)}";

        string PerSecond(string name) => frame.Counter(name).PerSecond.ToString("F0", CultureInfo.InvariantCulture);
    }

    public static string Leak(WatchFrame frame) => frame.OldestLeak is not { } oldest
        ? ""
        : $"{frame.Leaks} in {Ss.NameOf(TcpState.CloseWait)} for more than a minute, the peer has closed and the application has not; "
            + $"the oldest {oldest.Local} - {oldest.Remote} for {Ss.Age(oldest.InState)}";

    public static string Bits(double perSecond) => perSecond switch
    {
        >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"{perSecond / 1e9:F1} Gbit/s"),
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{perSecond / 1e6:F1} Mbit/s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{perSecond / 1e3:F1} kbit/s"),
    };
}
