namespace ActorTcp.Loop;

/// <summary>A watched file descriptor. Disposing ends the watch; the descriptor stays open.</summary>
public interface ILoopWatch : IDisposable
{
    /// <summary>
    /// Asks for the next call: a watch calls once, then rests until this. So a reader that has not emptied the descriptor
    /// costs no further system call.
    /// </summary>
    void Rearm();
}
