using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Tests.Connection;
using Akka.Actor;

namespace ActorTcp.Tests.Receiving;

/// <summary>tcp_mem and tcp_max_orphans: what a stack's connections hold together is bounded, whatever their peers do.</summary>
public sealed class MemoryTests : TcpFixture
{
    private const long High = 400_000;

    private static readonly StackOptions Small = DefaultOptions with { TcpMem = (100_000, 200_000, High) };

    private long Used => Stack.Context.Memory.Used;

    private IActorRef Accept(int number, bool keepOpen = false)
    {
        UsePeerPort((ushort)(10_000 + number));
        Peer("S 0:0(0) win 65535 <mss 1460,sackOK>", ". 1:1(0) ack 1 win 65535");
        Handler.ExpectMsg<Akka.IO.Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Akka.IO.Tcp.Register(Handler.Ref, keepOpen));
        Wire.FromStack.Clear();
        return Connection;
    }

    /// <summary>The first connection is honest, and its stream goes on.</summary>
    private void ExpectHonestTransfer(int from)
    {
        UsePeerPort(10_000);
        for (int at = from; at < from + 14_600; at += 1460) Peer($". {at}:{at + 1460}(1460) ack 1 win 65535");
        ExpectReceived(from, 14_600);
        Wire.FromStack.Clear();
    }

    [Fact]
    public void A_thousand_peers_that_send_only_out_of_order_cost_no_more_than_the_limit()
    {
        Listen(Small, backlog: 4096);
        Accept(0);
        for (int i = 1; i <= 1000; i++)
        {
            Accept(i);
            Peer(". 1461:2921(1460) ack 1 win 65535", ". 4381:5841(1460) ack 1 win 65535");
            Wire.FromStack.Clear();
            Assert.InRange(Used, 0, High);
        }
        Assert.True(Stack.Counters.Tcp.MemoryPressures > 0);
        Assert.True(Stack.Counters.Tcp.OfoPruned > 0);
        Assert.Equal(1001, Stack.Counters.Tcp.CurrEstab); // nobody was ended for it
        ExpectHonestTransfer(1);
    }

    [Fact]
    public void A_thousand_peers_whose_applications_never_read_cost_no_more_than_the_limit_and_its_reserve()
    {
        Listen(Small with { TcpRmem = (0, 65535, 65535) }, backlog: 4096);
        Accept(0);
        for (int i = 1; i <= 1000; i++)
        {
            Accept(i);
            Tell(Akka.IO.Tcp.SuspendReading.Instance);
            for (int at = 1; at < 8 * 1460; at += 1460) Peer($". {at}:{at + 1460}(1460) ack 1 win 65535");
            Wire.FromStack.Clear();
            Assert.InRange(Used, 0, High + (High / 8) + 1460);
        }
        Assert.True(Stack.Counters.Tcp.RcvQDrop > 0);
        Assert.Equal(1001, Stack.Counters.Tcp.CurrEstab);
        ExpectHonestTransfer(1);
    }

    [Fact]
    public void Discarded_text_is_not_reported_and_comes_again()
    {
        Listen(Small, backlog: 4096);
        IActorRef connection = Accept(0);
        Peer(". 101:201(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 1 win 65535 <sack 101:201>");
        Stack.Context.Memory.Charge(200_000);
        Peer(". 301:401(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 1 win 65535 <sack 301:401 101:201>");
        Assert.Equal(1, Stack.Counters.Tcp.OfoPruned); // after the answer: a promise that is taken back (RFC 2018 8)
        Peer(". 1:101(100) ack 1 win 65535");
        Expect(". 1:1(0) ack 101");
        Peer(". 101:401(300) ack 1 win 65535");
        Advance(1);
        ExpectReceived(1, 400);
        Assert.Equal(connection, Connection);
        Stack.Context.Memory.Charge(-200_000);
    }

    [Fact]
    public void When_memory_is_used_up_writes_wait_and_go_on_with_the_acknowledgments()
    {
        Listen(Small);
        Accept(0);
        Stack.Context.Memory.Charge(High);
        Write(1, 1460);
        Write(1461, 4096);
        Write(5557, 1460); // the send buffer holds its least: this one waits
        Advance(0);
        Assert.Equal(5556, TakeSent().Sum(sent => sent.Length));
        Peer(". 1:1(0) ack 5557 win 65535");
        Assert.Equal(1460, TakeSent().Sum(sent => sent.Length));
        Stack.Context.Memory.Charge(-High);
    }

    [Fact]
    public void What_connections_hold_is_given_back_when_they_end()
    {
        Listen(Small);
        Accept(0);
        Tell(Akka.IO.Tcp.SuspendReading.Instance);
        Write(1, 100_000);
        Peer(". 1:1461(1460) ack 1 win 65535", ". 2921:4381(1460) ack 1 win 65535");
        Assert.True(Used > 100_000);
        Peer("R. 1461:1461(0) ack 1");
        Tell(Akka.IO.Tcp.ResumeReading.Instance);
        Loop.RunUntil(() => Stack.Context.Tcp.FlowCount == 0 && Used == 0);
        Assert.Equal(0, Used);
    }

    [Fact]
    public void An_orphan_too_many_is_reset_and_counted()
    {
        Listen(Small with { TcpMaxOrphans = 1 });
        Accept(0);
        Tell(Akka.IO.Tcp.Close.Instance);
        Expect("F. 1:1(0) ack 1");
        Handler.ExpectMsg<Akka.IO.Tcp.Closed>();
        Accept(1);
        Tell(Akka.IO.Tcp.Close.Instance);
        Expect("F. 1:1(0) ack 1", "R. 2:2(0) ack 1");
        Assert.Equal(1, Stack.Counters.Tcp.AbortOnMemory);
        Assert.Equal(1, Stack.Counters.Tcp.InState(TcpState.FinWait1));
        Loop.RunUntil(() => Stack.Context.Orphans == 1);
    }
}
