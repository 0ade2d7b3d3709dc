using System.Globalization;
using ActorTcp.Loop;
using ActorTcp.Protocol;

namespace ActorTcp.Tests.Lost;

/// <summary>
/// All that happens, one line each: the segments as they leave (<c>&gt;</c> the client, <c>&lt;</c> the server), the states that the
/// ends enter (<c>*</c>), and what the applications are told (<c>!</c>). Of one instant the client's segments come first, then the
/// server's, then states, then words; the order between them is no part of the story.
/// </summary>
internal sealed class Storyline(VirtualEventLoop loop)
{
    private readonly List<(Instant At, string Text, string Note)> _lines = [];
    private Instant _origin;
    private SeqNum _serverIss = WireSegment.ServerIss;

    /// <summary>Whether the server's numbers are relative to what its last SYN said: a SYN cookie is not ours to choose.</summary>
    public bool FollowsServer { get; set; }

    /// <summary>Forgets what was; the time is zero now.</summary>
    public void Begin()
    {
        _lines.Clear();
        _origin = loop.Now;
    }

    /// <summary>What a frame says; null if it is no TCP segment.</summary>
    public string? TryDescribe(ReadOnlySpan<byte> frame) => WireSegment.TryDescribe(frame, ref _serverIss, FollowsServer);

    public void Add(string text, string note = "") => _lines.Add((loop.Now, text, note));

    /// <summary>What happened since the last call, as text.</summary>
    public string Take()
    {
        IEnumerable<string> lines = _lines
            .Select((line, index) => (line.At, line.Text, line.Note, Index: index))
            .OrderBy(line => line.At.Ticks).ThenBy(line => "><*!".IndexOf(line.Text[0], StringComparison.Ordinal))
            .ThenBy(line => line.Text[0] is '*' or '!' ? line.Text.Split(' ')[1] : "", StringComparer.Ordinal).ThenBy(line => line.Index)
            .Select(line => $"{Time(line.At)} {line.Text}{(line.Note.Length == 0 ? "" : $"  {line.Note}")}");
        string story = string.Join('\n', lines);
        _lines.Clear();
        return story;
    }

    private string Time(Instant at) => (at - _origin).TotalSeconds.ToString("F3", CultureInfo.InvariantCulture);
}
