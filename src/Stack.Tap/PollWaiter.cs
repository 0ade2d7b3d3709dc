using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorTcp.Loop;
using ActorTcp.Tap.Interop;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace ActorTcp.Tap;

/// <summary>
/// Sleeps in <c>ppoll</c> until a watched descriptor is readable, an eventfd wakes it, or a time has passed; to the
/// microsecond, because it takes the timer slack from the thread that waits. Nothing is allocated by a wait.
/// </summary>
/// <remarks>
/// A watch that rests costs nothing: <c>ppoll</c> skips negative descriptors, and a look (a zero timeout) with all watches
/// at rest makes no system call. <see cref="Watch"/>, <see cref="ILoopWatch.Rearm"/> and the watch's Dispose may come from
/// any thread; from another than the loop's they take effect with its next wait.
/// </remarks>
public sealed unsafe class PollWaiter : ILoopWaiter
{
    private const int WakeSlot = 0;
    private const int FirstWatch = 1;

    private readonly SafeFileHandle _wake;
    private readonly int _wakeDescriptor;
    private readonly ConcurrentQueue<(PollWatch Watch, Change Change)> _changes = new();
    private pollfd[] _pinned;
    private pollfd* _polls; // into _pinned
    private PollWatch?[] _watches;
    private int _count = FirstWatch;
    private int _armed;
    private int _woken;
    private int _owner;

    /// <summary>Makes the eventfd.</summary>
    /// <exception cref="TapException">There are too many open files.</exception>
    public PollWaiter()
    {
        _wakeDescriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (_wakeDescriptor < 0) throw TapException.FromErrno("cannot make an eventfd", errno);
        _wake = new SafeFileHandle(_wakeDescriptor, ownsHandle: true);
        _pinned = [];
        _watches = [];
        Reserve(8);
        _polls[WakeSlot] = new pollfd { fd = _wakeDescriptor, events = POLLIN };
    }

    private enum Change
    {
        Add,
        Rearm,
        Remove,
    }

    private bool IsOwner => _owner == Environment.CurrentManagedThreadId;

    /// <summary>How many watches there are, resting ones included; on the loop's thread.</summary>
    internal int WatchCount => _count - FirstWatch;

    /// <inheritdoc/>
    public ILoopWatch Watch(int descriptor, Action readable)
    {
        ArgumentNullException.ThrowIfNull(readable);
        ArgumentOutOfRangeException.ThrowIfNegative(descriptor);
        var watch = new PollWatch(this, descriptor, readable);
        Do(watch, Change.Add);
        return watch;
    }

    /// <inheritdoc/>
    public void Wait(TimeSpan? timeout)
    {
        if (!IsOwner) Own();
        if (!_changes.IsEmpty) Apply();

        int ready;
        if (timeout is { Ticks: <= 0 })
        {
            if (_armed == 0) return;
            ready = Poll(FirstWatch, TimeSpan.Zero); // a look does not sleep, so nobody needs to wake it
        }
        else
        {
            ready = Poll(WakeSlot, Volatile.Read(ref _woken) != 0 ? TimeSpan.Zero : timeout);
            if (_polls[WakeSlot].revents != 0)
            {
                _polls[WakeSlot].revents = 0;
                ready--;
                Drain();
            }
        }
        if (ready > 0) CallBack(ready);
    }

    /// <inheritdoc/>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _woken, 1) == 1) return; // somebody has woken it already
        bool used = false;
        try
        {
            _wake.DangerousAddRef(ref used); // it may be disposed at this moment
            ulong one = 1;
            _ = write(_wakeDescriptor, &one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits any more.
        }
        finally
        {
            if (used) _wake.DangerousRelease();
        }
    }

    /// <summary>Closes the eventfd; the watched descriptors stay open.</summary>
    public void Dispose() => _wake.Dispose();

    private void Own()
    {
        _owner = Environment.CurrentManagedThreadId;
        // The kernel may end a thread's sleep 50 µs late to save power; the slack is the thread's own.
        _ = NativeCalls.prctl(NativeCalls.PR_SET_TIMERSLACK, 1);
    }

    /// <summary>Polls the slots from one on; a null timeout is without end.</summary>
    private int Poll(int first, TimeSpan? timeout)
    {
        long began = 0;
        timespec left;
        timespec* wait = null;
        if (timeout is { } limit)
        {
            wait = &left;
            Set(&left, limit);
            if (limit.Ticks != 0) began = Stopwatch.GetTimestamp();
        }
        while (true)
        {
            int ready = NativeCalls.ppoll(_polls + first, (nuint)(_count - first), wait, null);
            if (ready >= 0) return ready;
            int error = Marshal.GetLastPInvokeError();
            if (error != EINTR) throw TapException.FromErrno("cannot wait for the devices", error);
            // A signal (the runtime's own stop threads for the garbage collector): sleep what is left.
            if (timeout is not { Ticks: not 0 } whole) continue;
            TimeSpan rest = whole - Stopwatch.GetElapsedTime(began);
            Set(&left, rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
        }
    }

    private static void Set(timespec* time, TimeSpan span)
    {
        time->tv_sec = span.Ticks / TimeSpan.TicksPerSecond;
        time->tv_nsec = (int)(span.Ticks % TimeSpan.TicksPerSecond) * 100;
    }

    private void Drain()
    {
        ulong count;
        _ = read(_wakeDescriptor, &count, sizeof(ulong));
        // A full fence: what a waker queued before it found the flag still set is seen by the loop after this.
        Interlocked.Exchange(ref _woken, 0);
    }

    private void CallBack(int ready)
    {
        // From the last to the first: a callback may end watches (the last takes the place) and add new ones.
        for (int slot = _count - 1; slot >= FirstWatch && ready > 0; slot--)
        {
            if (slot >= _count || _polls[slot].revents == 0) continue;
            ready--;
            _polls[slot].revents = 0;
            Rest(slot);
            _watches[slot]!.Readable();
        }
    }

    private void Rest(int slot)
    {
        if (_polls[slot].fd < 0) return;
        _polls[slot].fd = ~_polls[slot].fd;
        _armed--;
    }

    private void Do(PollWatch watch, Change change)
    {
        if (IsOwner)
        {
            Make(watch, change);
            return;
        }
        _changes.Enqueue((watch, change));
        Wake();
    }

    private void Apply()
    {
        while (_changes.TryDequeue(out (PollWatch Watch, Change Change) next)) Make(next.Watch, next.Change);
    }

    private void Make(PollWatch watch, Change change)
    {
        switch (change)
        {
            case Change.Add: Add(watch); break;
            case Change.Rearm: Rearm(watch); break;
            default: Remove(watch); break;
        }
    }

    private void Add(PollWatch watch)
    {
        if (watch.IsDisposed) return;
        if (_count == _watches.Length) Reserve(_count * 2);
        watch.Slot = _count;
        _watches[_count] = watch;
        _polls[_count++] = new pollfd { fd = watch.Descriptor, events = POLLIN };
        _armed++;
    }

    private void Rearm(PollWatch watch)
    {
        int slot = watch.Slot;
        if (slot == 0 || _polls[slot].fd >= 0) return;
        _polls[slot].fd = watch.Descriptor;
        _armed++;
    }

    private void Remove(PollWatch watch)
    {
        int slot = watch.Slot;
        if (slot == 0) return;
        Rest(slot);
        watch.Slot = 0;
        int last = --_count;
        if (slot != last)
        {
            _polls[slot] = _polls[last];
            _watches[slot] = _watches[last];
            _watches[slot]!.Slot = slot;
        }
        _watches[last] = null;
    }

    private void Reserve(int capacity)
    {
        pollfd[] polls = GC.AllocateArray<pollfd>(capacity, pinned: true);
        _pinned.AsSpan(0, Math.Min(_count, _pinned.Length)).CopyTo(polls);
        Array.Resize(ref _watches, capacity);
        _pinned = polls;
        _polls = (pollfd*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(polls)); // pinned: on the pinned object heap
    }

    private sealed class PollWatch(PollWaiter waiter, int descriptor, Action readable) : ILoopWatch
    {
        private volatile bool _disposed;

        public int Descriptor => descriptor;

        /// <summary>Where it is in the waiter's list; 0 when it is not.</summary>
        public int Slot { get; set; }

        public bool IsDisposed => _disposed;

        public void Readable()
        {
            if (!_disposed) readable();
        }

        public void Rearm()
        {
            if (!_disposed) waiter.Do(this, Change.Rearm);
        }

        public void Dispose()
        {
            if (_disposed) return;
            _disposed = true;
            waiter.Do(this, Change.Remove);
        }
    }
}
