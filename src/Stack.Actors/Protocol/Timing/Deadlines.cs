using System.Runtime.CompilerServices;

namespace ActorTcp.Protocol;

/// <summary>A connection's deadlines: a field for each timer. Moving one costs a store.</summary>
internal struct Deadlines
{
    private Table _at;

    public Deadlines()
    {
        for (int i = 0; i < (int)TcpTimer.Count; i++) _at[i] = Instant.Never;
    }

    /// <summary>When a timer expires; <see cref="Instant.Never"/>: it is not set.</summary>
    public Instant this[TcpTimer timer]
    {
        readonly get => _at[(int)timer];
        set => _at[(int)timer] = value;
    }

    /// <summary>The earliest of all.</summary>
    public readonly Instant Earliest
    {
        get
        {
            Instant earliest = Instant.Never;
            for (int i = 0; i < (int)TcpTimer.Count; i++) earliest = Instant.Min(earliest, _at[i]);
            return earliest;
        }
    }

    /// <summary>Unsets all.</summary>
    public void Clear()
    {
        for (int i = 0; i < (int)TcpTimer.Count; i++) _at[i] = Instant.Never;
    }

    /// <summary>Takes out a timer that has expired, the first of the enum's order; false if there is none.</summary>
    public bool TryTakeExpired(Instant now, out TcpTimer timer)
    {
        for (int i = 0; i < (int)TcpTimer.Count; i++)
        {
            if (_at[i] > now || _at[i].IsNever) continue;
            _at[i] = Instant.Never;
            timer = (TcpTimer)i;
            return true;
        }
        timer = TcpTimer.Count;
        return false;
    }

    [InlineArray((int)TcpTimer.Count)]
    private struct Table
    {
        private Instant _first;
    }
}
