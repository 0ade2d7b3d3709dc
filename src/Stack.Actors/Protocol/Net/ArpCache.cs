using ActorTcp.Protocol.Wire;

namespace ActorTcp.Protocol;

/// <summary>
/// The neighbours on a link (RFC 826, RFC 1122 2.3.2), with the states and times of Linux's neighbour table. Time comes in as an argument;
/// what is to be done goes out as values: after each call take them with <see cref="TryTake"/> until there are none.
/// </summary>
/// <remarks>
/// Everything is bounded: entries (the one not used lately gives way), packets that wait for one neighbour, packets that wait in all. No
/// packet is lost silently: each comes back as <see cref="ArpEffectKind.Deliver"/> or <see cref="ArpEffectKind.Drop"/>, exactly once.
/// </remarks>
/// <typeparam name="T">What waits for a neighbour: a frame, a segment.</typeparam>
public sealed class ArpCache<T>
{
    private readonly ArpSettings _settings;
    private readonly ulong _seed;
    private readonly Dictionary<Ipv4Address, Entry> _entries = [];
    private readonly Queue<ArpEffect<T>> _effects = [];

    // The entries again, for the clock hand that looks for one to evict.
    private readonly List<Entry> _slots = [];
    private int _hand;

    // Two timers, each with one duration only: entries join at the end, so both lists are in the order of their deadlines.
    private readonly LinkedList<Entry> _asked = [];
    private readonly LinkedList<Entry> _delayed = [];

    private int _pending;
    private ulong _confirmations;

    /// <summary>A cache that knows nobody.</summary>
    /// <param name="settings">Limits and times.</param>
    /// <param name="seed">Varies the reachable times; any number.</param>
    public ArpCache(ArpSettings? settings = null, ulong seed = 0)
    {
        _settings = settings ?? new();
        _seed = seed;
    }

    /// <summary>How many neighbours there are.</summary>
    public int Count => _entries.Count;

    /// <summary>How many packets wait.</summary>
    public int Pending => _pending;

    /// <summary>Entries that gave way to others.</summary>
    public long Evicted { get; private set; }

    /// <summary>When <see cref="Poll"/> next has something to do.</summary>
    public Instant NextDeadline => Instant.Min(
        _asked.First?.Value.Deadline ?? Instant.Never, _delayed.First?.Value.Deadline ?? Instant.Never);

    /// <summary>The neighbours as they are.</summary>
    public IEnumerable<ArpEntry> Entries(Instant now) =>
        _slots.Select(e => new ArpEntry(e.Address, e.Mac, e.StateAt(now), e.Waiting?.Count ?? 0));

    /// <summary>Takes the next thing to be done.</summary>
    public bool TryTake(out ArpEffect<T> effect) => _effects.TryDequeue(out effect);

    /// <summary>
    /// The neighbour's Ethernet address if it is known: the way of nearly every packet. A stale one is good enough to send to, and using
    /// it starts the check of RFC 1122 2.3.2.1 (so <see cref="NextDeadline"/> may change).
    /// </summary>
    /// <returns><see langword="false"/> if the packet has to wait: <see cref="Queue"/> it.</returns>
    public bool TryResolve(Ipv4Address address, Instant now, out MacAddress mac)
    {
        if (!_entries.TryGetValue(address, out var entry) || entry.State == NeighbourState.Incomplete)
        {
            mac = default;
            return false;
        }

        entry.Used = true;
        mac = entry.Mac;
        if (entry.StateAt(now) == NeighbourState.Stale)
        {
            entry.State = NeighbourState.Delay;
            Arm(entry, _delayed, now + _settings.DelayFirstProbe);
        }

        return true;
    }

    /// <summary>
    /// Has a packet wait for a neighbour, and asks for it if nobody has yet; if it is known, the packet is delivered. When its queue is
    /// full the oldest is handed back (RFC 1122 2.3.2.2: keep the latest).
    /// </summary>
    public void Queue(Ipv4Address address, T packet, Instant now)
    {
        if (TryResolve(address, now, out var mac))
        {
            _effects.Enqueue(new(ArpEffectKind.Deliver, address, mac, packet));
            return;
        }

        if (!_entries.TryGetValue(address, out var entry))
        {
            entry = Add(address, now);
            if (entry is null)
            {
                Drop(address, packet, ArpDropReason.TableFull);
                return;
            }

            Ask(entry, now);
        }

        entry.Used = true;
        entry.Waiting ??= new();
        if (entry.Waiting.Count >= Math.Max(1, _settings.PendingPerEntry))
        {
            _pending--;
            Drop(address, entry.Waiting.Dequeue(), ArpDropReason.QueueFull);
        }
        else if (_pending >= _settings.PendingInAll)
        {
            if (!entry.Waiting.TryDequeue(out var oldest))
            {
                Drop(address, packet, ArpDropReason.PendingFull);
                return;
            }

            _pending--;
            Drop(address, oldest, ArpDropReason.PendingFull);
        }

        entry.Waiting.Enqueue(packet);
        _pending++;
    }

    /// <summary>
    /// Takes in what an ARP packet tells of its sender (RFC 826, "Packet Reception": the merge). Answering a request is the caller's, and
    /// comes after.
    /// </summary>
    /// <param name="packet">A packet that <see cref="ArpPacket.TryRead"/> has found valid.</param>
    /// <param name="forUs">Whether the target is one of our addresses. Only then is a sender who was not known remembered.</param>
    /// <param name="now">The loop's time.</param>
    public void Learn(in ArpPacket packet, bool forUs, Instant now)
    {
        if (packet.SenderAddress.IsAny) return; // RFC 5227 1.1: a probe claims nothing
        bool answer = forUs && packet.Operation == ArpOperation.Reply;

        if (!_entries.TryGetValue(packet.SenderAddress, out var entry))
        {
            // RFC 826: "If Merge_flag is false, add the triplet", if we are the target; but a reply that nobody asked for creates nothing.
            if (!forUs || packet.Operation != ArpOperation.Request) return;
            entry = Add(packet.SenderAddress, now);
            if (entry is null) return;
        }

        if (entry.State == NeighbourState.Permanent) return;
        if (entry.State != NeighbourState.Incomplete)
        {
            if (entry.Mac == packet.SenderMac)
            {
                if (answer) MakeReachable(entry, now);
                return;
            }

            if (now - entry.Changed < _settings.LockTime) return;
        }

        entry.Mac = packet.SenderMac;
        entry.Changed = now;
        if (answer) MakeReachable(entry, now);
        else MakeStale(entry);
        while (entry.Waiting is { } waiting && waiting.TryDequeue(out var next))
        {
            _pending--;
            _effects.Enqueue(new(ArpEffectKind.Deliver, entry.Address, entry.Mac, next));
        }
    }

    /// <summary>
    /// Says that the neighbour is there, since a connection through it makes progress (RFC 1122 2.3.2.1 (4), advice from a higher layer).
    /// </summary>
    public void Confirm(Ipv4Address address, Instant now)
    {
        if (_entries.TryGetValue(address, out var entry) && entry.State is not (NeighbourState.Incomplete or NeighbourState.Permanent))
            MakeReachable(entry, now);
    }

    /// <summary>
    /// Says that the neighbour may be gone: what was sent to it is not answered (RFC 1122 3.3.1.4, negative advice). It is asked, and
    /// forgotten if it does not answer; ARP has no checksum, and its address may have been wrong.
    /// </summary>
    public void Doubt(Ipv4Address address, Instant now)
    {
        if (!_entries.TryGetValue(address, out var entry)) return;
        if (entry.State is NeighbourState.Incomplete or NeighbourState.Probe or NeighbourState.Permanent) return;
        Disarm(entry);
        entry.State = NeighbourState.Probe;
        entry.Requests = 0;
        Ask(entry, now);
    }

    /// <summary>Does what is due: asks, asks again, gives up.</summary>
    public void Poll(Instant now)
    {
        while (_delayed.First is { } due && due.Value.Deadline <= now)
        {
            due.Value.State = NeighbourState.Probe;
            due.Value.Requests = 0;
            Ask(due.Value, now);
        }

        while (_asked.First is { } due && due.Value.Deadline <= now)
        {
            var entry = due.Value;
            if (entry.Requests < _settings.MaxRequests)
            {
                Ask(entry, now);
            }
            else
            {
                _effects.Enqueue(new(ArpEffectKind.Failed, entry.Address));
                Remove(entry, ArpDropReason.Unanswered);
            }
        }
    }

    /// <summary>Sets a neighbour by hand; it is not asked and not forgotten.</summary>
    /// <returns><see langword="false"/> if there is no room.</returns>
    public bool SetPermanent(Ipv4Address address, MacAddress mac, Instant now)
    {
        if (!_entries.TryGetValue(address, out var entry)) entry = Add(address, now);
        if (entry is null) return false;
        Disarm(entry);
        entry.State = NeighbourState.Permanent;
        entry.Mac = mac;
        while (entry.Waiting is { } waiting && waiting.TryDequeue(out var next))
        {
            _pending--;
            _effects.Enqueue(new(ArpEffectKind.Deliver, address, mac, next));
        }

        return true;
    }

    /// <summary>Forgets a neighbour; what waits for it is handed back.</summary>
    /// <returns><see langword="false"/> if it is not there.</returns>
    public bool Remove(Ipv4Address address)
    {
        if (!_entries.TryGetValue(address, out var entry)) return false;
        Remove(entry, ArpDropReason.Removed);
        return true;
    }

    /// <summary>Forgets all neighbours; what waits is handed back.</summary>
    public void Clear()
    {
        while (_slots.Count > 0) Remove(_slots[^1], ArpDropReason.Removed);
    }

    private void Ask(Entry entry, Instant now)
    {
        entry.Requests++;
        var to = entry.State == NeighbourState.Probe ? entry.Mac : MacAddress.Broadcast;
        _effects.Enqueue(new(ArpEffectKind.SendRequest, entry.Address, to));
        Arm(entry, _asked, now + _settings.RetransmissionTime);
    }

    private void MakeReachable(Entry entry, Instant now)
    {
        Disarm(entry);
        entry.State = NeighbourState.Reachable;

        // RFC 4861 6.3.2: the reachable time is a uniformly distributed value between 0.5 and 1.5 times the base. SplitMix64's finaliser
        // makes the number, so the same seed gives the same run.
        ulong x = _seed + entry.Address.Value + ++_confirmations * 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        double factor = 0.5 + (double)((x ^ (x >> 31)) >> 11) / (1UL << 53);
        entry.ReachableUntil = now + _settings.ReachableTime * factor;
    }

    private static void MakeStale(Entry entry)
    {
        Disarm(entry);
        entry.State = NeighbourState.Stale;
    }

    private void Drop(Ipv4Address address, T packet, ArpDropReason reason) =>
        _effects.Enqueue(new(ArpEffectKind.Drop, address, default, packet, reason));

    private Entry? Add(Ipv4Address address, Instant now)
    {
        if (_entries.Count >= Math.Max(1, _settings.MaxEntries) && !TryEvict()) return null;
        var entry = new Entry(address) { Slot = _slots.Count, Changed = now };
        _slots.Add(entry);
        _entries.Add(address, entry);
        return entry;
    }

    /// <summary>
    /// Evicts an entry that was not used since the hand last came by. Those that only others' requests have made are not used at all, so
    /// they go first.
    /// </summary>
    private bool TryEvict()
    {
        for (int steps = 2 * _slots.Count; steps > 0; steps--)
        {
            if (_hand >= _slots.Count) _hand = 0;
            var entry = _slots[_hand];
            if (entry.State != NeighbourState.Permanent)
            {
                if (!entry.Used)
                {
                    Evicted++;
                    Remove(entry, ArpDropReason.TableFull);
                    return true;
                }

                entry.Used = false;
            }

            _hand++;
        }

        return false;
    }

    private void Remove(Entry entry, ArpDropReason reason)
    {
        Disarm(entry);
        _entries.Remove(entry.Address);
        var last = _slots[^1];
        _slots[entry.Slot] = last;
        last.Slot = entry.Slot;
        _slots.RemoveAt(_slots.Count - 1);
        while (entry.Waiting is { } waiting && waiting.TryDequeue(out var next))
        {
            _pending--;
            Drop(entry.Address, next, reason);
        }
    }

    private static void Arm(Entry entry, LinkedList<Entry> timers, Instant deadline)
    {
        Disarm(entry);
        entry.Deadline = deadline;
        timers.AddLast(entry.Timer);
    }

    private static void Disarm(Entry entry) => entry.Timer.List?.Remove(entry.Timer);

    private sealed class Entry
    {
        public Entry(Ipv4Address address)
        {
            Address = address;
            Timer = new(this);
        }

        public Ipv4Address Address { get; }

        public LinkedListNode<Entry> Timer { get; }

        public MacAddress Mac { get; set; }

        public NeighbourState State { get; set; }

        public Instant Deadline { get; set; }

        public Instant ReachableUntil { get; set; }

        public Instant Changed { get; set; }

        public int Requests { get; set; }

        public bool Used { get; set; }

        public int Slot { get; set; }

        public Queue<T>? Waiting { get; set; }

        /// <summary>Reachable becomes stale by the clock alone; no timer runs for it.</summary>
        public NeighbourState StateAt(Instant now) =>
            State == NeighbourState.Reachable && now >= ReachableUntil ? NeighbourState.Stale : State;
    }
}
