using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Tcp;

/// <summary>
/// A sender and a model of its receiver on a random walk: writes, losses, late and repeated acknowledgments, windows that open
/// and close, timeouts; and in the end a path without loss, on which everything has to arrive.
/// </summary>
internal sealed class SenderWalk
{
    private const int Total = 40_000;

    private readonly SeqNum _first;
    private readonly int _maxSegment;
    private readonly bool _sack;
    private readonly Random _random;
    private readonly TcpSender _sender;
    private readonly bool[] _arrived = new bool[Total + 1]; // the last place is the FIN's
    private Instant _now;
    private int _written;
    private int _length = int.MaxValue; // of the stream, once the FIN is queued
    private int _expected;
    private int _edge = 20_000;
    private int _edgeKnown = 20_000;
    private uint _peerSeq = 100;
    private bool _lossy = true;

    public SenderWalk(SeqNum iss, int mss, int maxSegment, bool sack, Random random)
    {
        (_first, _maxSegment, _sack, _random) = (iss + 1, maxSegment, sack, random);
        _sender = new TcpSender(
            SendSequenceSpace.AfterHandshake(iss, 20_000, 0, new SeqNum(_peerSeq), _first),
            new SenderSettings { Mss = mss, Sack = sack, MaxSegment = maxSegment, RtoMax = TimeSpan.FromSeconds(60) },
            random.Next(2) == 0 ? new Reno(hystart: true) : new Cubic(hystart: true),
            Instant.Zero);
    }

    public void Run()
    {
        for (int step = 0; step < 400; step++) Step();
        Finish();
    }

    private void Step()
    {
        switch (_random.Next(8))
        {
            case 0 or 1:
                Write(_random.Next(1, _random.Next(5) == 0 ? 6000 : 300));
                break;
            case 2:
                Send();
                break;
            case 3:
                Acknowledge();
                break;
            case 4 when _expected < Total:
                // The application reads or does not; the edge never moves left.
                _edge = Math.Max(_edge, _expected + _random.Next(3) switch { 0 => 0, 1 => _random.Next(3000), _ => _random.Next(30_000) });
                Acknowledge();
                break;
            case 5:
                Pass(TimeSpan.FromMilliseconds(_random.Next(400)));
                break;
            case 6 when _random.Next(100) == 0 && _length == int.MaxValue:
                Close();
                break;
            default:
                for (int i = _random.Next(5); i > 0; i--) Acknowledge();
                break;
        }
    }

    private void Finish()
    {
        if (_length == int.MaxValue) Close();
        _lossy = false;
        for (int round = 0; !_sender.FinAcked; round++)
        {
            Assert.True(round < 1000, $"{_expected} of {_length} bytes have arrived, and it goes no further");
            _edge = Math.Max(_edge, _expected + 20_000);
            Send();
            Acknowledge();
            if (!_sender.FinAcked && !_sender.Deadline.IsNever) Pass(_sender.Deadline - _now);
        }
        Assert.Equal(_length + 1, _expected);
        Assert.False(_sender.HasOutstanding);
        Assert.True(_sender.Deadline.IsNever);
        Assert.Equal(0, _sender.Buffer.Length);
    }

    private void Write(int length)
    {
        if (_length != int.MaxValue) return;
        length = Math.Min(length, Total - _written);
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) data[i] = ByteAt(_written + i);
        _sender.Buffer.Append(data);
        _written += length;
    }

    private void Close()
    {
        _length = _written;
        _sender.QueueFin();
    }

    private void Send()
    {
        while (_sender.TryNext(_now, out SegmentPlan plan))
        {
            Examine(plan);
            if (!_lossy || _random.Next(4) > 0) Arrive(plan);
            if (_random.Next(3) == 0) Acknowledge();
        }
        Assert.True(!_sender.HasOutstanding || !_sender.Deadline.IsNever, "something is outstanding and no timer runs");
        Assert.True(!_sender.HasUnsent || _sender.HasOutstanding || _sender.IsPersisting || _sender.FinAcked, "something waits for nothing");
    }

    private void Examine(in SegmentPlan plan)
    {
        int at = plan.Seq - _first;
        Assert.Equal(plan.Seq - _sender.Space.Una, plan.Offset);
        Assert.InRange(plan.Length, 0, _maxSegment);
        Assert.True(plan.Length > 0 || plan.Fin, "an empty segment");
        Assert.True(at + plan.Length + (plan.Fin ? 1 : 0) <= _edgeKnown, "beyond the window");
        Assert.True(!plan.Fin || at + plan.Length == _length, "a FIN before the end");
        Assert.True(at + plan.Length <= _written, "text that nobody wrote");
        for (int i = 0; i < plan.Length;)
        {
            ReadOnlySpan<byte> slice = _sender.Buffer.Slice(plan.Offset + i, plan.Length - i).Span;
            foreach (byte value in slice) Assert.Equal(ByteAt(at + i++), value);
        }
    }

    private void Arrive(in SegmentPlan plan)
    {
        int at = plan.Seq - _first;
        Array.Fill(_arrived, true, at, plan.Length + (plan.Fin ? 1 : 0));
        while (_expected < _arrived.Length && _arrived[_expected]) _expected++;
        _edge = Math.Max(_edge, _expected); // a FIN fits always
    }

    private void Acknowledge()
    {
        if (_lossy && _random.Next(5) == 0) return; // lost
        _edgeKnown = Math.Max(_edgeKnown, _edge);
        Segment segment = Segments.Of(new SeqNum(_peerSeq), 0, TcpFlags.Ack, _first + _expected, _edge - _expected);
        switch (AckCheck.Check(_sender.Space, segment))
        {
            case AckVerdict.Advances:
                _sender.OnAck(segment, Blocks(), _now);
                break;
            case AckVerdict.Old:
                _sender.OnProbeAnswered();
                _sender.OnAck(segment, Blocks(), _now);
                break;
            default:
                Assert.Fail("a right acknowledgment was refused");
                break;
        }
    }

    /// <summary>Some of what has arrived ahead of its turn, as RFC 2018 has it told; in any order.</summary>
    private SackBlocks Blocks()
    {
        var blocks = default(SackBlocks);
        if (!_sack) return blocks;
        int at = _expected + _random.Next(3) * 2000;
        while (blocks.Count < 3)
        {
            while (at < Total && !(_arrived[at] && at > _expected)) at++;
            if (at >= Total) break;
            int start = at;
            while (at < Total && _arrived[at]) at++;
            blocks.TryAdd(new SeqRange(_first + start, _first + at));
        }
        return blocks;
    }

    private void Pass(TimeSpan time)
    {
        _now += time;
        if (_sender.Deadline > _now) return;
        if (_sender.OnDeadline(_now)) Acknowledge(); // the answer to the probe
        Send();
    }

    private static byte ByteAt(int position) => (byte)(position * 7 + (position >> 8) * 13);
}
