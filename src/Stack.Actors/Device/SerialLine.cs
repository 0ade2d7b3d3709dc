using ActorTcp.Protocol;

namespace ActorTcp.Device;

/// <summary>
/// A sender's bandwidth and the queue before it: says when a frame's last bit leaves. Fractions of a tick are carried from
/// frame to frame, so a long train takes its exact time.
/// </summary>
internal sealed class SerialLine(long bitsPerSecond, long limitBytes, int limitFrames = int.MaxValue)
{
    private readonly Queue<(Instant Done, int Bytes)> _leaving = new();
    private Instant _free;
    private Int128 _fraction; // of a tick, in 1/bitsPerSecond, that the line is busy beyond _free

    /// <summary>Bytes whose last bit had not left when the line was last asked.</summary>
    public long QueuedBytes { get; private set; }

    /// <summary>Bytes whose last bit has not left yet.</summary>
    public long QueuedAt(Instant now)
    {
        while (_leaving.TryPeek(out (Instant Done, int Bytes) first) && first.Done <= now)
        {
            QueuedBytes -= first.Bytes;
            _leaving.Dequeue();
        }
        return QueuedBytes;
    }

    /// <summary>Takes a frame.</summary>
    /// <returns>When its last bit leaves; null if the queue is full.</returns>
    public Instant? Take(int bytes, Instant now)
    {
        if (bitsPerSecond == 0) return now;
        if (QueuedAt(now) + bytes > limitBytes || _leaving.Count >= limitFrames) return null;
        if (_free < now)
        {
            _free = now;
            _fraction = 0;
        }
        Int128 work = (Int128)bytes * 8 * TimeSpan.TicksPerSecond + _fraction;
        _free = new Instant(_free.Ticks + (long)(work / bitsPerSecond));
        _fraction = work % bitsPerSecond;
        // The last bit leaves within the tick: the next whole one is the first at which it is gone.
        Instant done = _fraction == 0 ? _free : new Instant(_free.Ticks + 1);
        _leaving.Enqueue((done, bytes));
        QueuedBytes += bytes;
        return done;
    }
}
