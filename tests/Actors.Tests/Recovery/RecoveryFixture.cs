using System.Globalization;
using System.Text.RegularExpressions;
using ActorTcp.Api;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tests.Connection;
using Akka.IO;

namespace ActorTcp.Tests.Recovery;

/// <summary>
/// A connection over a path with a round trip of 100 ms and segments of 1000 bytes, and traces of it in a packet capture's manner; times
/// are seconds since it was established, and hold to half a millisecond. SRTT is 100 ms and RTO 300 ms at first.
/// </summary>
/// <remarks>
/// <code>
/// 0.000 write 3000                  the application writes
/// 0.000 &gt; 1:3001 in 3             three segments of one size are sent: 1:1001, 1001:2001, 2001:3001
/// 0.100 &lt; ack 1 &lt;sack 1001:2001&gt;  the peer acknowledges; or any segment as ScriptedSegment reads it
/// 0.300 &gt; 1:1001                  one segment, whatever its PSH
/// 9.000 nothing                     what was not written here was not sent
/// </code>
/// </remarks>
public abstract partial class RecoveryFixture : TcpFixture
{
    private const int Mss = 1000;
    private static readonly TimeSpan Precision = TimeSpan.FromMilliseconds(0.5);

    private Instant _origin;
    private int _written = 1;

    /// <summary>Establishes the connection.</summary>
    /// <param name="sack">Whether the peer permits SACK (RFC 2018).</param>
    /// <param name="stamps">Whether it has timestamps (RFC 7323); its own are 1000 and the milliseconds.</param>
    /// <param name="scale">Its window scale.</param>
    /// <param name="options">The stack's options.</param>
    /// <param name="device">The link.</param>
    internal void Open(bool sack = true, bool stamps = false, int scale = 0, StackOptions? options = null, ScriptDevice? device = null)
    {
        Listen((options ?? DefaultOptions) with { TcpTimestamps = stamps }, device: device);
        int mss = Mss + (stamps ? TcpOptions.TimestampLength : 0);
        Peer($"S 0:0(0) win 65535 <mss {mss},wscale {scale}{(sack ? ",sackOK" : "")}{(stamps ? ",TS val 1000 ecr 0" : "")}>");
        Expect("S. 0:0(0) ack 1");
        Advance(0.1);
        Peer($". 1:1(0) ack 1 win 65535{(stamps ? " <TS val 1100 ecr 0>" : "")}");
        Handler.ExpectMsg<Akka.IO.Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Akka.IO.Tcp.Register(Handler.Ref));
        ExpectNothing();
        _origin = Loop.Now;
    }

    /// <summary>Plays a trace, and wants nothing more sent than it says.</summary>
    internal void Trace(string trace)
    {
        foreach (string line in trace.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string text = line.Split('#')[0].TrimEnd();
            if (text.Length == 0) continue;
            Match match = Line().Match(text);
            if (!match.Success) throw new FormatException($"not a line of a trace: {line}");
            Instant at = _origin + TimeSpan.FromSeconds(double.Parse(match.Groups["time"].Value, CultureInfo.InvariantCulture));
            string what = match.Groups["what"].Value;
            try
            {
                Play(at, match.Groups["verb"].Value, what);
            }
            catch (Exception failure) when (failure is not FormatException)
            {
                throw new Xunit.Sdk.XunitException($"at \"{line}\": {failure.Message}", failure);
            }
        }
        ExpectNothing();
    }

    /// <summary>What was counted, by Linux's name.</summary>
    internal long Count(string name) => Stack.Counters.Named().Single(counter => counter.Name == name).Value;

    /// <summary>Seconds since the connection was established.</summary>
    internal double Elapsed => (Loop.Now - _origin).TotalSeconds;

    private void Play(Instant at, string verb, string what)
    {
        if (verb == ">")
        {
            foreach (string segment in Segments(what)) Sent(at, segment);
            return;
        }
        if (at > Loop.Now) Loop.Advance(at - Loop.Now);
        ExpectNothing();
        switch (verb)
        {
            case "<":
                Peer(what.StartsWith("ack", StringComparison.Ordinal) ? $". 1:1(0) {what}" : what);
                break;
            case "write":
                int length = int.Parse(what, CultureInfo.InvariantCulture);
                Write(_written, length);
                _written += length;
                break;
        }
    }

    private void Sent(Instant at, string segment)
    {
        Run();
        while (Wire.FromStack.Count == 0 && Loop.Now < at + Precision)
        {
            if (!Loop.AdvanceToNext(at + Precision - Loop.Now)) break;
        }
        Assert.True(Wire.FromStack.Count > 0, $"{segment} was not sent; it is {Elapsed:F4}");
        ScriptedSegment sent = TakeOne();
        Assert.True((Loop.Now - at).Duration() <= Precision, $"{sent} was sent at {Elapsed:F4}");
        Match match = Short().Match(segment);
        bool same = match.Success ? $"{(int)sent.Seq}:{(int)(sent.Seq + (uint)sent.Length)}" == segment : ScriptedSegment.Parse(segment).Matches(sent);
        Assert.True(same, $"{sent} was sent");
    }

    private static IEnumerable<string> Segments(string what)
    {
        Match match = Many().Match(what);
        if (!match.Success) return [what];
        int start = int.Parse(match.Groups["start"].Value, CultureInfo.InvariantCulture);
        int count = int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture);
        int length = int.Parse(match.Groups["end"].Value, CultureInfo.InvariantCulture) - start;
        if (length % count != 0) throw new FormatException($"not segments of one size: {what}");
        return Enumerable.Range(0, count).Select(i => $"{start + i * length / count}:{start + (i + 1) * length / count}");
    }

    [GeneratedRegex(@"^(?<time>\d+(\.\d+)?)\s+(?<verb><|>|write|nothing)\s*(?<what>.*)$")]
    private static partial Regex Line();

    [GeneratedRegex(@"^\d+:\d+$")]
    private static partial Regex Short();

    [GeneratedRegex(@"^(?<start>\d+):(?<end>\d+) in (?<count>\d+)$")]
    private static partial Regex Many();
}
