using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Connection;

namespace ActorTcp.Tests.Connection.States;

/// <summary>Who may have a port: Linux's rules of bind(2) and listen(2), and how listeners share connections.</summary>
public sealed class BindTests : TcpFixture
{
    private static readonly TcpSO.ReuseAddress ReuseAddress = new(true);
    private static readonly TcpSO.ReusePort ReusePort = new(true);

    private static IPEndPoint Any => new(IPAddress.Any, ServerPort);

    private static IPEndPoint Specific => new(IPAddress.Parse("198.51.100.2"), ServerPort);

    private IActorRef Bind(IPEndPoint at, params Inet.SocketOption[] options)
    {
        Stack.Tcp.Tell(new Tcp.Bind(Handler.Ref, at, 100, options), Handler.Ref);
        Run();
        Handler.ExpectMsg<Tcp.Bound>();
        return Handler.LastSender;
    }

    private void ExpectInUse(IPEndPoint at, params Inet.SocketOption[] options)
    {
        Stack.Tcp.Tell(new Tcp.Bind(Handler.Ref, at, 100, options), Handler.Ref);
        Run();
        Assert.Equal(SocketError.AddressAlreadyInUse, FailureOf());
    }

    private void Open(ushort peerPort)
    {
        UsePeerPort(peerPort);
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Expect("S. 0:0(0) ack 1");
        Peer(". 1:1(0) ack 1 win 65535");
    }

    [Fact]
    public void Two_listeners_of_a_port_need_ReusePort_both()
    {
        Start();
        IActorRef first = Bind(Any);
        ExpectInUse(Any);
        ExpectInUse(Any, ReusePort);
        ExpectInUse(Any, ReuseAddress); // listeners do not share by SO_REUSEADDR
        ExpectInUse(Specific);
        first.Tell(Tcp.Unbind.Instance, Handler.Ref);
        Run();
        Handler.ExpectMsg<Tcp.Unbound>();
        Bind(Any, ReusePort);
        Bind(Any, ReusePort);
        ExpectInUse(Any);
    }

    [Fact]
    public void The_more_specific_listener_gets_the_connection()
    {
        Start();
        Bind(Any, ReusePort);
        Akka.TestKit.TestProbe second = CreateTestProbe();
        Stack.Tcp.Tell(new Tcp.Bind(second.Ref, Specific, 100, [ReusePort]), Handler.Ref);
        Run();
        Handler.ExpectMsg<Tcp.Bound>();
        Open(40000);
        second.ExpectMsg<Tcp.Connected>();
        Handler.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void ReusePort_spreads_connections_by_hash()
    {
        Start();
        var probes = new Akka.TestKit.TestProbe[4];
        for (int i = 0; i < probes.Length; i++)
        {
            probes[i] = CreateTestProbe();
            Stack.Tcp.Tell(new Tcp.Bind(probes[i].Ref, Any, 100, [ReusePort]), Handler.Ref);
            Run();
            Handler.ExpectMsg<Tcp.Bound>();
        }
        const int Count = 200;
        for (ushort port = 0; port < Count; port++) Open((ushort)(40000 + port));
        int sum = 0;
        foreach (Akka.TestKit.TestProbe probe in probes)
        {
            int got = 0;
            while (probe.HasMessages)
            {
                probe.ExpectMsg<Tcp.Connected>();
                got++;
            }
            Assert.InRange(got, Count / 8, Count / 2);
            sum += got;
        }
        Assert.Equal(Count, sum);
    }

    [Fact]
    public void A_listener_of_a_group_that_ends_leaves_the_others_theirs()
    {
        Start();
        IActorRef first = Bind(Any, ReusePort);
        Bind(Any, ReusePort);
        first.Tell(Tcp.Unbind.Instance, Handler.Ref);
        Run();
        Handler.ExpectMsg<Tcp.Unbound>();
        for (ushort port = 0; port < 8; port++)
        {
            Open((ushort)(40000 + port));
            Handler.ExpectMsg<Tcp.Connected>();
        }
    }

    [Fact]
    public void A_port_that_an_open_connection_has_is_in_use_unless_both_reuse()
    {
        Start();
        IActorRef listener = Bind(Any, ReuseAddress);
        Open(40000);
        Handler.ExpectMsg<Tcp.Connected>();
        listener.Tell(Tcp.Unbind.Instance, Handler.Ref);
        Run();
        Handler.ExpectMsg<Tcp.Unbound>();
        ExpectInUse(Any);
        Bind(Any, ReuseAddress);
    }

    [Fact]
    public void Connect_from_a_listeners_port_is_in_use()
    {
        Start();
        Bind(Any);
        Stack.Tcp.Tell(new Tcp.Connect(new IPEndPoint(IPAddress.Parse("198.51.100.1"), 80), Any), Handler.Ref);
        Run();
        Assert.Equal(SocketError.AddressAlreadyInUse, FailureOf());
    }

    [Fact]
    public void Port_0_is_a_free_port_of_the_range()
    {
        Start(DefaultOptions with { IpLocalPortRange = (5000, 5002) });
        var ports = new HashSet<int>();
        for (int i = 0; i < 3; i++)
        {
            Stack.Tcp.Tell(new Tcp.Bind(Handler.Ref, new IPEndPoint(IPAddress.Any, 0)), Handler.Ref);
            Run();
            ports.Add(((IPEndPoint)Handler.ExpectMsg<Tcp.Bound>().LocalAddress).Port);
        }
        Assert.Equal([5000, 5001, 5002], ports.Order());
        Stack.Tcp.Tell(new Tcp.Bind(Handler.Ref, new IPEndPoint(IPAddress.Any, 0)), Handler.Ref);
        Run();
        Assert.Equal(SocketError.AddressAlreadyInUse, FailureOf());
    }

    [Fact]
    public void No_ephemeral_port_left_is_AddressNotAvailable()
    {
        Start(DefaultOptions with { IpLocalPortRange = (5000, 5001) });
        for (int i = 0; i < 3; i++)
        {
            Stack.Tcp.Tell(new Tcp.Connect(new IPEndPoint(IPAddress.Parse("198.51.100.1"), 80)), Handler.Ref);
            Run();
        }
        Wire.FromStack.Clear();
        Assert.Equal(SocketError.AddressNotAvailable, FailureOf());
        // Another destination has all of them to itself.
        Stack.Tcp.Tell(new Tcp.Connect(new IPEndPoint(IPAddress.Parse("198.51.100.1"), 81)), Handler.Ref);
        Run();
        Assert.Single(Wire.FromStack);
        Wire.FromStack.Clear();
        Assert.False(Handler.HasMessages);
    }

    [Fact]
    public void Tw_reuse_lets_a_connection_take_the_place_of_one_in_TimeWait()
    {
        Start(DefaultOptions with { IpLocalPortRange = (5000, 5000), TcpTimestamps = true, TcpTwReuse = 1 });
        UseLocalPort(5000);
        var connect = new Tcp.Connect(new IPEndPoint(IPAddress.Parse("198.51.100.1"), PeerPort));
        Stack.Tcp.Tell(connect, Handler.Ref);
        Run();
        Expect("S 0:0(0)");
        Peer("S. 0:0(0) ack 1 win 65535 <mss 1460,TS val 100 ecr 0>");
        Expect(". 1:1(0) ack 1");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Tcp.Register(Handler.Ref));
        Tell(Tcp.Close.Instance);
        Handler.ExpectMsg<Tcp.Closed>();
        Expect("F. 1:1(0) ack 1");
        Peer("F. 1:1(0) ack 2 win 65535 <TS val 101 ecr 0>");
        Expect(". 2:2(0) ack 2");
        Stack.Tcp.Tell(connect, Handler.Ref);
        Run();
        Assert.Equal(SocketError.AddressNotAvailable, FailureOf()); // not within the same second
        Advance(1.5);
        Stack.Tcp.Tell(connect, Handler.Ref);
        Run();
        Expect($"S {2 + 65537}:{2 + 65537}(0)");
        Assert.Equal([TcpState.TimeWait, TcpState.Closed, TcpState.SynSent], States[^3..]);
        Assert.Equal(1, Stack.Counters.Tcp.TimeWaitRecycled);
    }
}
