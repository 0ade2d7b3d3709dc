using ActorTcp.Device;
using ActorTcp.Loop;

namespace ActorTcp.Tests.Lost;

/// <summary>
/// Loses, doubles or delays chosen segments that pass a device on their way out: the n-th that is written so. Every segment goes into
/// the story when it leaves, with what befell it.
/// </summary>
internal sealed class FilteredDevice(IFrameDevice inner, Storyline story, List<FilterRule> rules) : IFrameDevice
{
    private readonly FramePool _copies = new(FramePool.SmallBuffer, 64);
    private EventLoop? _loop;

    public string Name => inner.Name;

    public int Mtu => inner.Mtu;

    public DeviceOffloads Offloads => inner.Offloads;

    public DeviceCounters Counters => inner.Counters;

    /// <summary>Copies that wait for their time.</summary>
    public int Rented => _copies.Rented;

    public void Attach(EventLoop loop, Action readable)
    {
        _loop = loop;
        inner.Attach(loop, readable);
    }

    public int Receive(ref FrameChain into, int limit) => inner.Receive(ref into, limit);

    public void Send(ref FrameChain frames)
    {
        while (frames.TakeFirst() is { } frame)
        {
            byte[] bytes = new byte[frame.TotalLength];
            frame.CopyTo(bytes);
            if (story.TryDescribe(bytes) is not { } segment)
            {
                Pass(frame);
                continue;
            }
            FilterRule? rule = rules.Find(rule => rule.Strikes(segment));
            story.Add(segment, rule?.Note ?? "");
            if (rule is { Copies: true }) Later(bytes, rule.After, $"{segment}", "again");
            if (rule is { Moves: true }) Later(bytes, rule.After, $"{segment}", "late");
            if (rule is null or { Copies: true }) Pass(frame);
            else frame.Release();
        }
    }

    /// <summary>A segment from nowhere: an old one that the network held back.</summary>
    public void Inject(string segment)
    {
        story.Add(segment, "old");
        Pass(Copy(WireSegment.Build(segment)));
    }

    public void Dispose() => inner.Dispose();

    private void Later(byte[] bytes, TimeSpan after, string segment, string note)
    {
        LoopTimer timer = _loop!.CreateTimer(() =>
        {
            story.Add(segment, note);
            Pass(Copy(bytes));
        });
        timer.Arm(_loop.Now + after);
    }

    private Frame Copy(byte[] bytes)
    {
        Frame frame = _copies.TryRent() ?? throw new InvalidOperationException("the filter's frames leak");
        frame.SetRange(0, bytes.Length);
        bytes.CopyTo(frame.Bytes);
        return frame;
    }

    private void Pass(Frame frame)
    {
        var one = default(FrameChain);
        one.Append(frame);
        inner.Send(ref one);
    }
}

/// <summary>What befalls the segments that are written so.</summary>
/// <param name="Segment">As the story writes it; a last <c>*</c> stands for any rest.</param>
/// <param name="Times">How many of them.</param>
/// <param name="Note">What the story says.</param>
internal sealed record FilterRule(string Segment, int Times, string Note)
{
    private int _left = Times;

    /// <summary>A copy follows.</summary>
    public bool Copies { get; init; }

    /// <summary>It leaves later.</summary>
    public bool Moves { get; init; }

    public TimeSpan After { get; init; }

    public bool Strikes(string segment)
    {
        bool fits = Segment.EndsWith('*') ? segment.StartsWith(Segment[..^1], StringComparison.Ordinal) : segment == Segment;
        return fits && _left-- > 0;
    }
}
