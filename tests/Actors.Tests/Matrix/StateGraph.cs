using System.Globalization;
using System.Text;
using ActorTcp.Connection;

namespace ActorTcp.Tests.Matrix;

/// <summary>The graph of the states that a stack was seen in, and what led from one to the next.</summary>
internal sealed class StateGraph
{
    private readonly SortedDictionary<Arrow, SortedSet<Happening>> _seen = [];

    /// <summary>What was seen.</summary>
    public IEnumerable<Arrow> Arrows => _seen.Keys;

    /// <summary>Whether an event took an arrow.</summary>
    public bool IsTaken(Arrow arrow, Happening happening) =>
        _seen.TryGetValue(arrow, out SortedSet<Happening>? events) && events.Contains(happening);

    /// <summary>Notes a change; the event is that of a row, null on the way to one.</summary>
    public void Note(StateChanged change, Happening? happening)
    {
        var arrow = new Arrow(change.From, change.To);
        if (!_seen.TryGetValue(arrow, out SortedSet<Happening>? events)) _seen.Add(arrow, events = []);
        if (happening is { } known) events.Add(known);
    }

    /// <summary>The page that is committed as docs/state-graph.md.</summary>
    public string ToPage()
    {
        var page = new StringBuilder();
        page.AppendLine("""
            # The state graph

            Drawn by a test from what it saw: a stack on virtual time took each of these arrows, and no other, while the matrix of
            states and events (`tests/Actors.Tests/Matrix`) was played. An arrow's label lists the events that took it; one segment
            may take two. Do not edit this page: the test `The_drawing_is_what_was_seen` says what is to stand here.

            ```mermaid
            stateDiagram-v2
                direction TB
            """);
        foreach ((Arrow arrow, SortedSet<Happening> events) in _seen)
        {
            string label = string.Join(", ", events.Select(happening => happening.Name()));
            page.AppendLine(CultureInfo.InvariantCulture, $"    {Arrow.Name(arrow.From)} --> {Arrow.Name(arrow.To)} : {label}");
        }
        page.AppendLine("""
            ```

            Compared with RFC 9293 3.3.2, figure 5, arrow by arrow:

            | figure 5 | its label | here |
            |---|---|---|
            """);
        foreach ((Arrow arrow, (_, string label)) in Figure5.Arrows.OrderBy(pair => pair.Key))
        {
            string here = _seen.ContainsKey(arrow) ? "seen" : "not there: " + Figure5.Missing.GetValueOrDefault(arrow);
            page.AppendLine(CultureInfo.InvariantCulture, $"| {arrow} | {label} | {here} |");
        }
        page.AppendLine("""

            Arrows that the figure leaves out:

            | here | why |
            |---|---|
            """);
        foreach (Arrow arrow in _seen.Keys.Where(arrow => !Figure5.Arrows.ContainsKey(arrow)))
            page.AppendLine(CultureInfo.InvariantCulture, $"| {arrow} | {Figure5.Additional.GetValueOrDefault(arrow)} |");
        page.AppendLine("""

            The half-open entry of a passive open is a socket of its own: where the figure returns to LISTEN the entry ends, and its
            listener has been in LISTEN all the while.
            """);
        return page.ToString();
    }
}
