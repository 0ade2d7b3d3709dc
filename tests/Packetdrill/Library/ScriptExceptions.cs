namespace ActorTcp.Packetdrill;

/// <summary>A script fails: the stack, or the script itself, does not do what it should.</summary>
public sealed class ScriptFailureException : Exception
{
    /// <summary>An unexplained failure.</summary>
    public ScriptFailureException()
    {
    }

    /// <summary>A failure.</summary>
    public ScriptFailureException(string message)
        : base(message)
    {
    }

    /// <summary>A failure that another explains.</summary>
    public ScriptFailureException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>The script's line, where it is another than the one that is run: that of a call that blocks. Null: it is not.</summary>
    public int? Line { get; init; }
}

/// <summary>A script is skipped: it needs what this stack, or this runner, does not have.</summary>
public sealed class ScriptSkipException : Exception
{
    /// <summary>No reason.</summary>
    public ScriptSkipException()
    {
    }

    /// <summary>A reason.</summary>
    public ScriptSkipException(string message)
        : base(message)
    {
    }

    /// <summary>A reason that another explains.</summary>
    public ScriptSkipException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
