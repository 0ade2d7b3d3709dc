using ActorTcp.Datagrams;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tests.Udp;

namespace ActorTcp.Tests.Network;

public sealed class FragmentTests : NetworkFixture
{
    private static readonly int[][] Orders = [.. Permutations([0, 1, 2, 3])];

    private DatagramSink.Record _socket = null!;

    [Fact]
    public void Datagram_is_put_together_in_any_order()
    {
        StartWithSocket();
        ushort id = 0;
        foreach (int[] order in Orders)
        {
            byte[][] fragments = Datagram(5000, 1480, id++);
            Arrive([.. order.Select(i => fragments[i])]);
        }
        Assert.Equal(24, Orders.Length);
        Assert.Equal(24, _socket.Received.Count);
        Assert.All(_socket.Received, datagram => Assert.Equal(Packet.Bytes(5000), datagram.Data));
        // The fragment that completes has the datagram's fate.
        Assert.Equal(24 * 3, Counters[FrameFate.Fragment]);
        Assert.Equal(24, Counters[FrameFate.Udp]);
        Assert.Equal(24, Counters.Ip.ReassembledOk);
    }

    [Fact]
    public void Interleaved_datagrams_do_not_mix()
    {
        StartWithSocket();
        byte[][] a = Datagram(3000, 1480, 1);
        byte[][] b = Datagram(3100, 1480, 2);
        byte[][] c = Packet.Fragments(
            IpProtocol.Udp, Packet.Udp(Packet.Gateway, Packet.Ours, 4000, 53, Packet.Bytes(3200)), 1480, 1, Packet.Gateway);
        Arrive([.. a.Zip(b).Zip(c).SelectMany(t => new[] { t.First.First, t.First.Second, t.Second })]);
        Assert.Equal([3000, 3100, 3200], _socket.Received.Select(datagram => datagram.Data.Length));
    }

    [Fact]
    public void Duplicates_are_ignored()
    {
        StartWithSocket();
        byte[][] fragments = Datagram(3000, 1480);
        Arrive(fragments[0], fragments[0], fragments[1], fragments[1], fragments[2]);
        Assert.Equal(Packet.Bytes(3000), Assert.Single(_socket.Received).Data);
        Assert.Equal(4, Counters[FrameFate.Fragment]);
    }

    [Fact]
    public void Overlap_refuses_the_whole_datagram()
    {
        StartWithSocket();
        byte[][] fragments = Datagram(3000, 1480);
        byte[] overlap = Packet.Ipv4(IpProtocol.Udp, Packet.Bytes(1480), offset: 8, more: true);
        Arrive(fragments[0], overlap, fragments[1], fragments[2]);
        Assert.Empty(_socket.Received);
        Assert.Equal(1, Counters.Ip.ReassemblyFails);
        Assert.Equal(3, Counters[FrameFate.BadFragment]);
        Advance(60);
        Sent(0); // and nothing is said about it
    }

    [Fact]
    public void Largest_datagram_is_put_together()
    {
        StartWithSocket();
        Arrive(Datagram(65507, 1480));
        Assert.Equal(65507, Assert.Single(_socket.Received).Data.Length);
    }

    [Fact]
    public void Datagram_with_a_wrong_checksum_is_found_out_when_it_is_whole()
    {
        StartWithSocket();
        byte[][] fragments = Datagram(3000, 1480);
        fragments[1][100] ^= 1;
        Arrive(fragments);
        Assert.Empty(_socket.Received);
        Assert.Equal(1, Counters[FrameFate.BadUdp]);
        Assert.Equal(2, Counters[FrameFate.Fragment]);
    }

    [Fact]
    public void Segment_in_fragments_is_delivered()
    {
        StartWithNeighbour();
        Sink.Record strays = NewSink("strays");
        OnLoop(() => Context.Tcp.Strays = strays.Box);
        Arrive(Packet.Fragments(IpProtocol.Tcp, Packet.Tcp(5, 6, TcpFlags.Ack, Packet.Bytes(100)), 24));
        Assert.Equal(Packet.Bytes(100), Assert.Single(strays.Frames).Text);
        Assert.Equal(1, Counters[FrameFate.TcpStray]);
    }

    [Fact]
    public void Unfinished_datagrams_are_forgotten()
    {
        StartWithSocket();
        for (int i = 0; i < 2000; i++) Arrive(Datagram(3000, 1480, (ushort)i)[1]);
        Advance(31);
        Arrive(Datagram(3000, 1480, 1999)[0], Datagram(3000, 1480, 1999)[2]);
        Assert.Empty(_socket.Received);
        Advance(31);
        Wire.Sent.Clear();
    }

    [Fact]
    public void Without_large_buffers_a_large_datagram_is_dropped_and_counted()
    {
        StartWithSocket();
        var taken = new List<ActorTcp.Device.Frame>();
        OnLoop(() =>
        {
            while (Context.LargePackets.TryRent() is { } frame) taken.Add(frame);
        });
        Arrive(Datagram(3000, 1480));
        Assert.Equal(1, Counters[FrameFate.QueueFull]);
        Assert.Equal(1, Counters.Ip.ReassemblyFails);
        OnLoop(() => taken.ForEach(frame => frame.Release()));
    }

    private static byte[][] Datagram(int length, int room, ushort id = 7) =>
        Packet.Fragments(IpProtocol.Udp, Packet.Udp(Packet.Peer, Packet.Ours, 4000, 53, Packet.Bytes(length)), room, id);

    private void StartWithSocket()
    {
        StartWithNeighbour();
        _socket = NewSocket();
        OnLoop(() => _socket.Endpoint.Bind(new DatagramAddress(Ipv4Address.Any, 53)));
    }

    private static IEnumerable<int[]> Permutations(int[] of) => of.Length == 1
        ? [of]
        : of.SelectMany(first => Permutations([.. of.Where(x => x != first)]).Select(rest => (int[])[first, .. rest]));
}
