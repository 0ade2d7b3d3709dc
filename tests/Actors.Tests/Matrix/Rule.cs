using ActorTcp.Connection;

namespace ActorTcp.Tests.Matrix;

/// <summary>
/// One line of a state's table: an event, where in the window, and what comes of it. What a line does not say does not happen: a
/// line without <see cref="Sends"/> sends nothing, one without <see cref="Becomes"/> stays, one without <see cref="Tells"/> tells
/// nothing.
/// </summary>
internal sealed class Rule(Happening happening)
{
    public Happening Happening => happening;

    public IReadOnlyList<Position> Positions { get; private set; } = [Position.None];

    /// <summary>What distinguishes the line from the others of the same event.</summary>
    public string Variant { get; private set; } = "";

    /// <summary>What comes before the event.</summary>
    public Action<MatrixWorld>? Preparation { get; private set; }

    /// <summary>The event itself, if it is not the usual one.</summary>
    public Action<MatrixWorld>? Action { get; private set; }

    public IReadOnlyList<string> Sent { get; private set; } = [];

    public TcpState? Next { get; private set; }

    public IReadOnlyList<string> Told { get; private set; } = [];

    /// <summary>How much of ours is not acknowledged afterwards, in numbers; null: not looked at.</summary>
    public long? Unacknowledged { get; private set; }

    public string Reason { get; private set; } = "";

    /// <summary>The event has no meaning here; what is said of it is the proof.</summary>
    public bool Impossible { get; private set; }

    /// <summary>How many messages the stack is to count as unexpected.</summary>
    public int Unexpected { get; private set; }

    public static Rule On(Happening happening) => new(happening);

    public Rule At(params Position[] positions)
    {
        Positions = positions;
        return this;
    }

    /// <summary>A line beside the product's: the same event under another circumstance.</summary>
    public Rule When(string variant, Action<MatrixWorld>? preparation = null, Action<MatrixWorld>? action = null)
    {
        Variant = variant;
        Preparation = preparation;
        Action = action;
        return this;
    }

    /// <summary>The product's line with a preparation of its own.</summary>
    public Rule After(Action<MatrixWorld> preparation)
    {
        Preparation = preparation;
        return this;
    }

    /// <summary>The product's line with another way to cause the event.</summary>
    public Rule By(Action<MatrixWorld> action)
    {
        Action = action;
        return this;
    }

    public Rule Sends(params string[] segments)
    {
        Sent = segments;
        return this;
    }

    public Rule SendsTimes(int times, string segment)
    {
        Sent = [.. Enumerable.Repeat(segment, times)];
        return this;
    }

    public Rule Becomes(TcpState next)
    {
        Next = next;
        return this;
    }

    public Rule Tells(params string[] events)
    {
        Told = events;
        return this;
    }

    public Rule Leaves(long unacknowledged)
    {
        Unacknowledged = unacknowledged;
        return this;
    }

    public Rule Because(string reason)
    {
        Reason = reason;
        return this;
    }

    public Rule CannotOccur(string reason)
    {
        Impossible = true;
        Reason = reason;
        return this;
    }

    /// <summary>As <see cref="CannotOccur"/>, and there is no way to try.</summary>
    public Rule Never(string reason)
    {
        Action = _ => { };
        return CannotOccur(reason);
    }

    /// <summary>As <see cref="CannotOccur"/>: who causes it all the same is not answered, and counted.</summary>
    public Rule IsUnexpected(string reason)
    {
        Unexpected = 1;
        return CannotOccur(reason);
    }
}

/// <summary>A rule at one position.</summary>
internal sealed record Row(Place Place, Rule Rule, Position Position)
{
    /// <summary>The row's name: <c>RST at the left edge in FIN-WAIT-2</c>.</summary>
    public string Name
    {
        get
        {
            string variant = Rule.Variant.Length > 0 ? $", {Rule.Variant}," : "";
            return $"{Rule.Happening.Name()}{variant}{Names.Of(Position)} in {Names.Of(Place)}";
        }
    }

    public override string ToString() => Name;
}
