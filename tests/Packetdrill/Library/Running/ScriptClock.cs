namespace ActorTcp.Packetdrill.Running;

/// <summary>A script's time: moves on only when told, and looks at everything at each instant at which something happens.</summary>
internal sealed class ScriptClock(LiveStack stack, Action settle)
{
    /// <summary>Microseconds since the script's zero.</summary>
    public long Now => stack.Now;

    /// <summary>Moves on to a time, at most; ends early when a condition holds.</summary>
    /// <returns>Whether it held.</returns>
    public bool AdvanceTo(long time, Func<bool>? condition = null)
    {
        while (true)
        {
            stack.Loop.RunUntilIdle();
            settle();
            if (condition?.Invoke() == true) return true;
            TimeSpan left = stack.Zero + TimeSpan.FromMicroseconds(time) - stack.Loop.Now;
            if (left <= TimeSpan.Zero) return false;
            if (!stack.Loop.AdvanceToNext(left)) stack.Loop.Advance(left);
        }
    }
}
