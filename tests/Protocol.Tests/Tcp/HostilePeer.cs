using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Tcp;

/// <summary>
/// A peer that says anything that an acceptable acknowledgment can: it acknowledges any number that was sent, SACKs what it likes, reneges,
/// opens and closes its window, echoes any timestamp; and an application that writes, corks and closes at any time. What the sender
/// believes of it has to stay consistent, and a timer has to run wherever something waits.
/// </summary>
internal sealed class HostilePeer
{
    private readonly SeqNum _first;
    private readonly Random _random;
    private readonly TcpSender _sender;
    private readonly bool _stamps;
    private readonly bool _resize;
    private int _frame;
    private Instant _now = new(TimeSpan.TicksPerHour);
    private uint _peerSeq = 100;
    private bool _closed;

    public HostilePeer(Random random, bool sack, bool resize)
    {
        _random = random;
        _resize = resize;
        int mss = Pick(36, 536, 1000, 1460);
        _frame = Pick(1, 8, 44);
        _stamps = random.Next(2) == 0;
        var iss = new SeqNum(unchecked((uint)random.Next(int.MinValue, int.MaxValue)));
        if (random.Next(3) == 0) iss = new SeqNum(0xFFFF_F000);
        _first = iss + 1;
        _sender = new TcpSender(
            SendSequenceSpace.AfterHandshake(iss, 60_000, (byte)Pick(0, 7, 14), new SeqNum(_peerSeq), _first),
            new SenderSettings { Mss = mss, Sack = sack, MaxSegment = mss * _frame },
            random.Next(2) == 0 ? new Reno(hystart: true) : new Cubic(hystart: true),
            _now,
            Pick<TimeSpan?>(null, TimeSpan.Zero, TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(60)));
    }

    public int Steps { get; private set; }

    public void Run(int steps)
    {
        for (; Steps < steps && !_sender.FinAcked; Steps++)
        {
            Step();
            Examine();
        }
        Finish();
    }

    private void Step()
    {
        switch (_random.Next(16))
        {
            case 0 or 1 when !_closed:
                if (_sender.Buffer.Length < 1 << 20) _sender.Buffer.Append(new byte[_random.Next(1, Pick(10, 300, 5000, 100_000))]);
                break;
            case 2:
                _sender.NoDelay = _random.Next(2) == 0;
                break;
            case 3:
                _sender.Cork = _random.Next(4) == 0;
                break;
            case 4 when _random.Next(40) == 0:
                _sender.QueueFin();
                _closed = true;
                break;
            case 5 when _random.Next(10) == 0:
                _sender.UserTimeout = TimeSpan.FromMilliseconds(_random.Next(0, 5000));
                break;
            case 6 when _random.Next(10) == 0:
                _sender.SetCongestionControl(CongestionControls.Create(Pick("reno", "cubic"), hystart: true));
                break;
            case 7 when _resize && _random.Next(5) == 0:
                int mss = Pick(36, 100, 536, 1000, 1460);
                _frame = Pick(1, 8, 44);
                _sender.SetMss(mss, mss * _frame);
                break;
            case 8 or 9:
                Pass(_sender.Deadline.IsNever ? TimeSpan.FromMilliseconds(50) : _sender.Deadline - _now);
                break;
            case 10:
                Pass(TimeSpan.FromMilliseconds(_random.Next(Pick(1, 30, 500, 100_000))));
                break;
            default:
                for (int i = _random.Next(1, 4); i > 0; i--) Acknowledge();
                break;
        }
        Send();
    }

    private void Finish()
    {
        _sender.QueueFin();
        _closed = true;
        Send();
        for (int round = 0; !_sender.FinAcked; round++)
        {
            Assert.True(round < 20_000, "it goes no further");
            Acknowledge(_sender.Space.Nxt, default, 60_000);
            Send();
            Examine();
            if (!_sender.FinAcked && !_sender.HasOutstanding) Pass(_sender.Deadline - _now);
            Send();
        }
        Assert.True(_sender.Deadline.IsNever);
    }

    private void Send()
    {
        int sent = 0;
        while (_sender.TryNext(_now, out SegmentPlan plan))
        {
            Assert.True(sent++ < 100_000, "it sends without end");
            Assert.Equal(plan.Seq - _sender.Space.Una, plan.Offset);
            Assert.True(plan.Length > 0 || plan.Fin, "an empty segment");
            Assert.True(plan.Offset >= 0 && plan.Offset + plan.Length <= _sender.Buffer.Length, "text that nobody wrote");
        }
    }

    private void Acknowledge()
    {
        SeqNum una = _sender.Space.Una;
        int outstanding = _sender.Space.Nxt - una;
        SeqNum ack = _random.Next(10) switch
        {
            < 5 => una,
            5 => una - _random.Next(3000),
            6 => _sender.Space.Nxt,
            7 => una + _random.Next(outstanding + 1),
            _ => Boundary(),
        };
        var blocks = default(SackBlocks);
        if (_sender.UsesSack && _random.Next(4) > 0)
        {
            for (int i = _random.Next(5); i > 0; i--) blocks.TryAdd(Block(ack, blocks));
        }
        Acknowledge(ack, blocks, Pick(0, 1, _random.Next(3000), 60_000, 65_535));
    }

    private SeqRange Block(SeqNum ack, in SackBlocks before)
    {
        SeqNum start = _random.Next(6) switch
        {
            0 => ack - _random.Next(5000),
            1 => _sender.Space.Una + _random.Next(_sender.Space.Nxt - _sender.Space.Una + 1),
            2 when before.Count > 0 => before[0].Start,
            3 => new SeqNum(unchecked((uint)_random.Next(int.MinValue, int.MaxValue))),
            _ => Boundary(),
        };
        SeqNum end = _random.Next(6) switch
        {
            0 => start + _random.Next(5000),
            1 => _sender.Space.Nxt,
            2 => _sender.Space.Nxt + _random.Next(2000),
            _ => Boundary(),
        };
        return end < start ? new SeqRange(end, start) : new SeqRange(start, end);
    }

    private SeqNum Boundary()
    {
        FlightQueue flight = _sender.Recovery.Flight;
        if (flight.Count == 0) return _sender.Space.Una;
        SentSegment segment = flight[_random.Next(_random.Next(2) == 0 ? Math.Min(3, flight.Count) : flight.Count)];
        return segment.Start + _random.Next(0, segment.Count + 1) * _sender.Mss is var at && at > segment.End ? segment.End : at;
    }

    private void Acknowledge(SeqNum ack, in SackBlocks blocks, int window)
    {
        if (_random.Next(3) == 0) _peerSeq++;
        Segment segment = Segments.Of(new SeqNum(_peerSeq), _random.Next(5) == 0 ? 1 : 0, TcpFlags.Ack, ack, window);
        TimestampEcho? echo = null;
        if (_stamps)
        {
            TimeSpan age = TimeSpan.FromMilliseconds(_random.Next(Pick(1, 100, 2000, int.MaxValue)));
            echo = new TimestampEcho(age == TimeSpan.Zero ? TimeSpan.FromMilliseconds(0.5) : age, _now - age);
        }
        bool marked = _random.Next(20) == 0 && ack >= _sender.Space.Una;
        switch (AckCheck.Check(_sender.Space, segment))
        {
            case AckVerdict.Advances:
                _sender.OnAck(segment, blocks, _now, echo, marked);
                break;
            case AckVerdict.Old:
                _sender.OnProbeAnswered();
                _sender.OnAck(segment, blocks, _now, congested: marked);
                break;
        }
    }

    private void Pass(TimeSpan time)
    {
        Instant until = time > TimeSpan.Zero ? _now + time : _now;
        for (int fired = 0; _sender.Deadline <= until; fired++)
        {
            Assert.True(fired < 100_000, "a timer fires without end");
            if (_sender.Deadline > _now) _now = _sender.Deadline;
            Instant due = _sender.Deadline;
            _sender.OnDeadline(_now);
            Send();
            Assert.True(_sender.Deadline > _now, $"the deadline of {due} stays in the past, of {_sender.Timer}");
        }
        _now = until;
    }

    private void Examine()
    {
        FlightQueue flight = _sender.Recovery.Flight;
        int outstanding = 0, sacked = 0, lost = 0, again = 0, underway = 0;
        bool waits = false;
        SeqNum next = _sender.Space.Una;
        for (int i = 0; i < flight.Count; i++)
        {
            SentSegment segment = flight[i];
            Assert.Equal(next, segment.Start);
            Assert.True(segment.Start < segment.End, "an empty record");
            Assert.Equal(FlightQueue.CountOf(segment, _sender.Mss), segment.Count);
            next = segment.End;
            outstanding += segment.Count;
            if (segment.Sacked) sacked += segment.Count;
            if (segment.Lost) lost += segment.Count;
            if (segment.Retransmitted) again += segment.Count;
            if (segment.IsUnderway) underway++;
            waits |= segment.WantsRetransmission;
            Assert.False(segment.Sacked && segment.Lost, "SACKed and lost");
            Assert.False(segment.WantsRetransmission && segment.IsUnderway, "lost, not sent again, and underway");
            Assert.False(segment.IsUnderway && segment.Sacked && !segment.Retransmitted, "SACKed and underway");
            Assert.True(segment.IsUnderway || segment.Sacked || segment.Lost, "neither underway nor lost nor there");
        }
        Assert.Equal(_sender.Space.Nxt, next);
        Assert.Equal(outstanding, flight.Outstanding);
        Assert.Equal(sacked + flight.Assumed, flight.Sacked);
        Assert.Equal(lost, flight.Lost);
        Assert.Equal(again, flight.Retransmitted);
        Assert.Equal(waits, flight.HasLost);
        Assert.Equal(waits, flight.FindLost() < flight.Count);
        Assert.True(flight.InFlight >= 0, $"{flight.InFlight} in flight: {outstanding} out, {flight.Sacked} SACKed, {lost} lost, {again} again");
        SentSegment? before = null;
        for (SentSegment? segment = flight.Oldest; segment is not null; segment = segment.Later)
        {
            Assert.True(segment.IsUnderway, "in the order of transmission, and not underway");
            Assert.Same(before, segment.Earlier);
            Assert.True(before is null || Rack.IsSentAfter(segment.Transmission, segment.End, before.Transmission, before.End), "out of order");
            Assert.True(underway-- > 0, "the order of transmission has no end");
            before = segment;
        }
        Assert.Equal(0, underway);
        Assert.Same(before, flight.Newest);
        Assert.InRange(_sender.CongestionWindow, 1, CongestionWindow.Largest);
        Assert.True(_sender.SlowStartThreshold > 0, $"ssthresh is {_sender.SlowStartThreshold}");
        Assert.True(!_sender.HasOutstanding || !_sender.Deadline.IsNever, "something is outstanding and no timer runs");
        Assert.True(!_sender.HasOutstanding || !_sender.IsPersisting, "something is outstanding and the persist timer runs");
        Assert.True(_sender.HasOutstanding || !_sender.HasUnsent || _sender.IsPersisting, "something waits for nothing");
        Assert.True(_sender.Deadline > _now, $"the deadline has passed: {_sender.Timer}");
    }

    private T Pick<T>(params T[] of) => of[_random.Next(of.Length)];
}
