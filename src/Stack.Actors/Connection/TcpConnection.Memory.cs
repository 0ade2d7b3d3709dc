using Akka.Event;
using Akka.IO;
using ActorTcp.Protocol;

namespace ActorTcp.Connection;

// What the connection holds is counted for the whole stack (tcp_mem, tcp_max_orphans). Nobody is ended for it without a counter.
internal sealed partial class TcpConnection
{
    /// <summary>What a connection may buffer for sending even if all memory is used up (Linux's <c>tcp_wmem</c>, its minimum).</summary>
    private const int LeastSendBuffer = 4096;

    private long _charged;

    /// <summary>The receive queue and the send buffer, as they are now; reassembly counts itself.</summary>
    private void Account()
    {
        long held = _textBytes + (_tcbOrNull?.Send.Buffer.Length ?? 0);
        if (held == _charged && !_context.Memory.IsUnderPressure) return;
        _context.Memory.Charge(held - _charged);
        _charged = held;
        _context.Memory.Relieve();
        Counters.MemoryPressures = _context.Memory.Pressures;
        Counters.OfoPruned = _context.Memory.Reclaimed;
    }

    private void ReleaseMemory()
    {
        _tcbOrNull?.Receive.Discard();
        _context.Memory.Charge(-_charged);
        _charged = 0;
        if (IsOrphan) _context.Orphans--;
    }

    /// <summary>Whether text that is next in order may wait here: its room was promised, but a promise cannot be larger than the memory.</summary>
    private bool MayQueueText() =>
        (IsReading && _settings.ReceiveLowWater == 1) || Tcb.Receive.Queued < _context.Options.TcpRmem.Min || !_context.Memory.IsReserveExhausted;

    /// <summary>Whether a write may be taken into the send buffer: with a little in it, always, so that nobody waits for others.</summary>
    private bool MayBuffer()
    {
        Account();
        return !_context.Memory.IsExhausted || Tcb.Send.Buffer.Length < LeastSendBuffer;
    }

    /// <summary>As Linux's tcp_check_oom: an orphan too many, or one that holds what there is no memory for, is reset.</summary>
    private void CountOrphan()
    {
        _context.Orphans++;
        bool tooMany = _context.Orphans > _context.Options.TcpMaxOrphans;
        bool tooLarge = _context.Memory.IsExhausted && (_tcbOrNull?.Send.Buffer.Length ?? 0) > LeastSendBuffer;
        if (tooMany || tooLarge) _self.Tell(TooManyOrphans.Instance, Akka.Actor.ActorRefs.NoSender); // after what is being done now
    }

    private void OnTooManyOrphans()
    {
        if (State is TcpState.TimeWait or TcpState.Closed) return; // it holds nothing, and is no orphan for long
        Counters.AbortOnMemory++;
        Reset(Tcp.Aborted.Instance);
    }
}

/// <summary>The stack cannot afford this orphan.</summary>
internal sealed class TooManyOrphans : IDeadLetterSuppression
{
    public static readonly TooManyOrphans Instance = new();

    private TooManyOrphans()
    {
    }
}
