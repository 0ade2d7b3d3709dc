using ActorTcp.Datagrams;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tests.Udp;

namespace ActorTcp.Tests.Network;

// Whatever arrives: nobody throws (the fixture looks), every frame is counted once, every buffer comes back, nothing grows.
public sealed class IngressFuzzTests : NetworkFixture
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Random_and_mutated_frames_are_all_accounted_for(int seed)
    {
        const int Count = 50_000;
        var random = new Random(seed);
        StartWithNeighbour();
        OpenPorts();
        byte[][] models = Models();
        for (int sent = 0; sent < Count;)
        {
            byte[][] batch = new byte[Math.Min(random.Next(1, 200), Count - sent)][];
            for (int i = 0; i < batch.Length; i++) batch[i] = Next(random, models);
            Arrive(batch);
            sent += batch.Length;
            Wire.Sent.Clear();
            Assert.Equal(sent + 1 + Looped, Counters.FramesReceived);
            Assert.Equal(Counters.FramesReceived, Counters.TotalFates);
            if (random.Next(20) == 0) Advance(random.NextDouble() * 10);
        }
        Wire.Sent.Clear();
        Assert.True(Context.Packets.Created <= 2048, "only what waits for ARP may add up");
        Advance(120);
        Wire.Sent.Clear();
        Assert.Equal(0, Wire.Pool.Rented);
        Assert.Equal(0, Context.Packets.Rented);
        Assert.Equal(0, Context.LargePackets.Rented);
        // The frames were hostile enough to meet every fate but a full queue.
        Assert.DoesNotContain(Enum.GetValues<FrameFate>(), fate => fate != FrameFate.QueueFull && Counters[fate] == 0);
    }

    [Fact]
    public void Receiving_for_a_connection_allocates_nothing()
    {
        const int Count = 64;
        StartWithNeighbour();
        Sink.Record connection = NewSink("connection");
        connection.Keeps = false;
        OnLoop(() => Context.Tcp.TryAdd(new FlowKey(Packet.Ours, 7, Packet.Peer, 40000), connection.Box));
        byte[] frame = Packet.TcpFrame(40000, 7, TcpFlags.Ack, Packet.Bytes(1000));
        long allocated = -1;
        OnLoop(() =>
        {
            for (int round = 0; round < 3; round++)
            {
                ActorTcp.Device.FrameChain chain = default;
                for (int i = 0; i < Count; i++)
                {
                    ActorTcp.Device.Frame received = Wire.Pool.TryRent()!;
                    received.SetRange(0, frame.Length);
                    frame.CopyTo(received.Bytes);
                    chain.Append(received);
                }
                long before = GC.GetAllocatedBytesForCurrentThread();
                while (chain.TakeFirst() is { } next) Context.Ingress.Receive(next);
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                ActorTcp.Device.FrameChain taken = connection.Box.TakeAll();
                taken.Release();
            }
        });
        Assert.InRange(allocated, 0, 8000); // the one message to the connection: far less than an object a frame
        Assert.Equal(3 * Count, Counters[FrameFate.TcpConnection]);
    }

    private long Looped => 0; // nothing that a stranger sends makes the stack talk to itself

    private void OpenPorts()
    {
        Sink.Record connection = NewSink("connection"), listener = NewSink("listener"), strays = NewSink("strays"), late = NewSink("late");
        DatagramSink.Record socket = NewSocket(), connected = NewSocket();
        foreach (Sink.Record sink in new[] { connection, listener, strays, late }) sink.Keeps = false;
        OnLoop(() =>
        {
            Context.Tcp.TryAdd(new FlowKey(Packet.Ours, 7, Packet.Peer, 40000), connection.Box);
            Context.Tcp.Listeners.Add(Ipv4Address.Any, 7, listener.Box);
            Context.Tcp.Strays = strays.Box;
            Context.Tcp.Late = late.Box;
            Context.Tcp.TryMoveToTimeWait(new FlowKey(Packet.Ours, 7, Packet.Peer, 40002), SegmentInbox.CreateClosed(), default, Instant.Zero, Instant.Never);
            socket.Endpoint.Bind(new DatagramAddress(Packet.Ours, 53));
            connected.Endpoint.Connect(new DatagramAddress(Packet.Peer, 4000));
            socket.Takes = connected.Takes = false; // what is never taken fills the queues, and no more
        });
    }

    private static byte[][] Models() =>
    [
        Packet.ArpRequest(Packet.Ours), Packet.ArpReply(Packet.Peer, Packet.PeerMac), Packet.EchoFrame(Packet.Bytes(100)),
        Packet.TcpFrame(40000, 7, TcpFlags.Ack, Packet.Bytes(500)), Packet.TcpFrame(40001, 7, TcpFlags.Syn), Packet.TcpFrame(40002, 7, TcpFlags.Ack), Packet.TcpFrame(1, 2),
        Packet.Ipv4(IpProtocol.Tcp, Packet.Tcp(1, 7, TcpFlags.Syn, to: Packet.Directed), to: Packet.Directed, mac: MacAddress.Broadcast),
        Packet.UdpFrame(53, Packet.Bytes(64)), Packet.UdpFrame(99, Packet.Bytes(64)), Packet.Ipv4((IpProtocol)200, Packet.Bytes(64)),
        .. Packet.Fragments(IpProtocol.Icmp, Packet.Echo(Packet.Bytes(3000)), 1480), .. Packet.Fragments(IpProtocol.Udp, Packet.Bytes(900), 64),
    ];

    private static byte[] Next(Random random, byte[][] models)
    {
        byte[] frame = [.. models[random.Next(models.Length)]];
        switch (random.Next(8))
        {
            case 0: // noise
                frame = new byte[random.Next(0, 200)];
                random.NextBytes(frame);
                break;
            case 1: // noise behind a good Ethernet header
                random.NextBytes(frame.AsSpan(EthernetHeader.Size));
                break;
            case 2: // cut short
                frame = frame[..random.Next(frame.Length + 1)];
                break;
            case 3 or 4: // one byte of the headers, with a right IP checksum
                frame[random.Next(0, Math.Min(frame.Length, 60))] = (byte)random.Next(256);
                if (frame[12] == 8 && frame[13] == 0 && random.Next(4) > 0) Packet.Summed(frame);
                break;
            case 5: // bits anywhere
                for (int i = random.Next(1, 6); i > 0; i--) frame[random.Next(frame.Length)] ^= (byte)(1 << random.Next(8));
                break;
            case 6: // a fragment of anything
                if (frame[12] == 8 && frame[13] == 0)
                {
                    frame = Packet.With(frame, 18, (ushort)random.Next(4));
                    frame = Packet.Summed(Packet.With(frame, 20, (ushort)random.Next(0x4000)));
                }
                break;
        }
        return frame;
    }
}
