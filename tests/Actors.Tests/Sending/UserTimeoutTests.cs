using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Tests.Connection;
using Akka.IO;

namespace ActorTcp.Tests.Sending;

/// <summary>TCP_USER_TIMEOUT (RFC 9293 3.9.1.4, RFC 5482): how long data may wait for its acknowledgment.</summary>
public sealed class UserTimeoutTests : TcpFixture
{
    private void EstablishWith(double seconds)
    {
        Establish(roundTrip: 0.01);
        Tell(new StackTcp.SetOption(new TcpSO.UserTimeout(TimeSpan.FromSeconds(seconds))));
        Handler.ExpectMsg<StackTcp.OptionSet>();
    }

    [Fact]
    public void Data_that_is_never_acknowledged_ends_the_connection_after_the_time_and_not_after_the_retries()
    {
        EstablishWith(3);
        Write(1, 10);
        Advance(2.9);
        Assert.NotEmpty(TakeSent());
        Assert.Equal(TcpState.Established, States[^1]);
        Advance(0.2);
        Assert.Equal(TcpState.Closed, States[^1]);
        Assert.Equal(SocketError.TimedOut, StackTcp.ErrorOf(Handler.ExpectMsg<Tcp.ErrorClosed>()));
        Assert.Equal(1, Stack.Counters.Tcp.AbortOnTimeout);
        TakeSent();
    }

    [Fact]
    public void A_longer_time_than_the_retries_keeps_the_connection()
    {
        EstablishWith(3600);
        Write(1, 10);
        Advance(3000); // tcp_retries2 alone would have given up after 924 s
        Assert.Equal(TcpState.Established, States[^1]);
        Advance(700);
        Assert.Equal(TcpState.Closed, States[^1]);
        TakeSent();
    }

    [Fact]
    public void Each_acknowledgment_begins_the_time_anew()
    {
        EstablishWith(3);
        Tell(new StackTcp.SetOption(new TcpSO.NoDelay(true)));
        for (int i = 0; i < 5; i++)
        {
            Write(1 + 10 * i, 10);
            Advance(2);
            Peer($". 1:1(0) ack {11 + 10 * i} win 65535");
        }
        Assert.Equal(TcpState.Established, States[^1]);
        TakeSent();
    }

    [Fact]
    public void A_closed_window_counts_as_well_though_the_peer_answers_every_probe()
    {
        EstablishWith(10);
        Peer(". 1:1(0) ack 1 win 0");
        Write(1, 10);
        for (int i = 0; i < 95; i++)
        {
            Advance(0.1);
            if (TakeSent().Count > 0) Peer(". 1:1(0) ack 1 win 0");
        }
        Assert.Equal(TcpState.Established, States[^1]);
        Advance(1);
        Assert.Equal(TcpState.Closed, States[^1]);
        TakeSent();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public void A_peer_that_answers_at_once_is_not_asked_in_a_hurry_when_the_time_is_over(int outstanding)
    {
        EstablishWith(2);
        if (outstanding > 0) Write(1, outstanding);
        Peer(". 1:1(0) ack 1 win 0");
        Write(1 + outstanding, 10);
        TakeSent();
        int sent = 0, passed = 0;
        for (; passed < 5000 && States[^1] == TcpState.Established; passed++)
        {
            Advance(0.001);
            int asked = TakeSent().Count;
            sent += asked;
            if (asked > 0 && States[^1] == TcpState.Established) Peer(". 1:1(0) ack 1 win 0");
        }
        Assert.InRange(passed, 1900, 2300);
        Assert.InRange(sent, 1, 10);
    }

    // RFC 9293 3.8.3, MUST-20: "pass negative advice to the IP layer".
    [Fact]
    public void At_R1_the_neighbour_is_asked_whether_it_is_there()
    {
        Establish(roundTrip: 0.01);
        Write(1, 10);
        long before = Stack.Counters.Ip.ArpRequestsSent;
        Advance(0.7); // 0.21, 0.63
        Assert.Equal(2, Stack.Counters.Tcp.TcpTimeouts);
        Assert.Equal(before, Stack.Counters.Ip.ArpRequestsSent);
        Advance(0.8); // 1.47
        Assert.Equal(before + 1, Stack.Counters.Ip.ArpRequestsSent);
        TakeSent();
    }

    [Fact]
    public void Keep_alive_gives_up_after_the_time_and_not_after_its_probes()
    {
        EstablishWith(5);
        Tell(new StackTcp.SetOption(new TcpSO.KeepAlive(true, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1), 100)));
        Advance(4.5);
        Assert.Equal(TcpState.Established, States[^1]);
        Advance(1.1);
        Assert.Equal(TcpState.Closed, States[^1]);
        TakeSent();
    }
}
