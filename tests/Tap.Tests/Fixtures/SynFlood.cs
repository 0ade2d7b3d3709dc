using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Tap.Tests.Fixtures;

/// <summary>
/// Sends SYNs to a port of the stack from random addresses of 10.0.0.0/8, through a raw socket in the namespace, on a thread of
/// its own: so many a second, or as many as it can. Nobody answers the SYN-ACKs.
/// </summary>
internal sealed class SynFlood : IDisposable
{
    private const int Tcp = 20;
    private const int Length = Tcp + 40;

    private readonly Socket _raw;
    private readonly byte[] _packet = new byte[Length];
    private readonly uint _sum;
    private readonly int _perSecond;
    private readonly Thread _thread;
    private readonly Stopwatch _clock = new();
    private readonly List<(long Count, TaskCompletionSource Reached)> _asked = [];
    private long _sent;
    private volatile bool _stop;

    /// <summary>Begins at once.</summary>
    public SynFlood(TapNetwork network, int port, int perSecond)
    {
        const ProtocolType Raw = (ProtocolType)255; // IPPROTO_RAW: the IP header is ours
        _raw = network.CreateSocket(SocketType.Raw, Raw);
        _raw.Connect(new IPEndPoint(TapNetwork.StackAddress, 0));
        _perSecond = perSecond;
        _packet[0] = 0x45;
        Write(2, Length);
        _packet[8] = 64;
        _packet[9] = 6;
        _packet[12] = 10;
        TapNetwork.StackAddress.GetAddressBytes().CopyTo(_packet, 16);
        Write(Tcp + 2, port);
        _packet[Tcp + 12] = 40 / 4 << 4;
        _packet[Tcp + 13] = Packets.Syn;
        Write(Tcp + 14, 64240);
        byte[] options = [2, 4, 5, 0xB4, 4, 2, 8, 10, 0, 1, 2, 3, 0, 0, 0, 0, 1, 3, 3, 7]; // as Linux's
        options.CopyTo(_packet, Tcp + 20);
        // What does not change, pseudo-header included.
        _sum = 6 + (Length - Tcp);
        for (int at = 12; at < Length; at += 2) _sum += BinaryPrimitives.ReadUInt16BigEndian(_packet.AsSpan(at));
        _thread = new Thread(Run) { IsBackground = true, Name = "syn-flood" };
        _thread.Start();
    }

    /// <summary>How many SYNs the kernel has taken.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>How many it took in a second, on average.</summary>
    public double Rate => Sent / _clock.Elapsed.TotalSeconds;

    /// <summary>Ends when so many were sent.</summary>
    public Task ReachAsync(long count)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_asked) _asked.Add((count, reached));
        return reached.Task;
    }

    /// <summary>Ends it.</summary>
    public void Stop()
    {
        _stop = true;
        _thread.Join();
        _clock.Stop();
    }

    public void Dispose() => Stop();

    private void Run()
    {
        const int Batch = 64;
        var random = new Random(1);
        _clock.Start();
        while (!_stop)
        {
            if (Sent > _clock.Elapsed.TotalSeconds * _perSecond)
            {
                Thread.Yield();
                continue;
            }
            for (int i = 0; i < Batch; i++) SendOne(random.NextInt64());
            Volatile.Write(ref _sent, _sent + Batch);
            lock (_asked) _asked.RemoveAll(asked => asked.Count <= _sent && asked.Reached.TrySetResult());
        }
    }

    private void SendOne(long lots)
    {
        _packet[13] = (byte)lots;
        Write(14, (ushort)((lots >> 8) | 1)); // neither a network's address nor its broadcast
        Write(Tcp, (ushort)((lots >> 24) | 1024));
        Write(Tcp + 4, (ushort)(lots >> 40));
        uint sum = _sum + _packet[13] + U16(14) + U16(Tcp) + U16(Tcp + 4);
        sum = (sum & 0xffff) + (sum >> 16);
        Write(Tcp + 16, (ushort)~(sum + (sum >> 16)));
        _raw.Send(_packet);
    }

    private uint U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_packet.AsSpan(at));

    private void Write(int at, int value) => BinaryPrimitives.WriteUInt16BigEndian(_packet.AsSpan(at), (ushort)value);
}
