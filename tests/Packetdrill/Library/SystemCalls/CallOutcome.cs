namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>What a system call has returned.</summary>
/// <param name="Value">Its result.</param>
/// <param name="Errno">The error's number; 0: none.</param>
/// <param name="Finish">
/// What follows where the result is the script's: what else the call has returned is compared, new descriptors are given the script's
/// numbers. Null: nothing.
/// </param>
internal sealed record CallOutcome(long Value, int Errno = 0, Action? Finish = null)
{
    /// <summary>A failure.</summary>
    public static CallOutcome Failed(int errno) => new(-1, errno);
}

/// <summary>Tries to finish a call that was begun; null: it still has to wait. It is tried at each instant at which something happens.</summary>
internal delegate CallOutcome? Attempt();

/// <summary>Begins a call.</summary>
internal delegate Attempt Beginning(CallArguments arguments);
