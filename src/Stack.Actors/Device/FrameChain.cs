namespace ActorTcp.Device;

/// <summary>Frames linked in order, owned together. A mutable value: pass it by reference. Loop thread only.</summary>
public struct FrameChain
{
    private Frame? _head;
    private Frame? _tail;

    /// <summary>How many frames are linked.</summary>
    public int Count { get; private set; }

    /// <summary>Whether there is none.</summary>
    public readonly bool IsEmpty => _head is null;

    /// <summary>The first frame, or null.</summary>
    public readonly Frame? Head => _head;

    /// <summary>Takes a frame to the chain's end.</summary>
    public void Append(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        frame.Next = null;
        if (_tail is null) _head = frame;
        else _tail.Next = frame;
        _tail = frame;
        Count++;
    }

    /// <summary>Takes all frames of another chain to this one's end and leaves that one empty.</summary>
    public void Append(ref FrameChain other)
    {
        if (other._head is null) return;
        if (_tail is null) _head = other._head;
        else _tail.Next = other._head;
        _tail = other._tail;
        Count += other.Count;
        other = default;
    }

    /// <summary>Takes the first frame out; null if there is none. The caller owns it then.</summary>
    public Frame? TakeFirst()
    {
        Frame? first = _head;
        if (first is null) return null;
        _head = first.Next;
        if (_head is null) _tail = null;
        first.Next = null;
        Count--;
        return first;
    }

    /// <summary>The frame after another in its chain, for walking a chain without taking it apart.</summary>
    public static Frame? After(Frame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return frame.Next;
    }

    /// <summary>Gives all frames back to their pools.</summary>
    public void Release()
    {
        while (TakeFirst() is { } frame) frame.Release();
    }
}
