using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Protocol;
using Akka.IO;

namespace ActorTcp.Tests.Connection.Profiles;

/// <summary>Which segments have PSH, and how many leave at once: the rules of Linux's tcp_sendmsg and tcp_write_xmit.</summary>
public sealed class PushTests : TcpFixture
{
    private static ScriptDevice Dividing => new(DeviceOffloads.Checksum | DeviceOffloads.Tso4);

    [Fact]
    public void A_burst_ends_with_Psh_though_the_write_goes_on()
    {
        Establish(device: Dividing, roundTrip: 0.1);
        Write(1, 30000);
        for (int i = 0; i < 5; i++) Expect($"P. {1 + i * 2920}:{2921 + i * 2920}(2920) ack 1"); // tcp_min_tso_segs
        ExpectNothing();
        Peer(". 1:1(0) ack 1461 win 65535");
        Expect("P. 14601:17521(2920) ack 1"); // cwnd 11, 9 in flight
        ExpectNothing();
    }

    [Fact]
    public void A_single_segment_within_a_write_has_none()
    {
        Establish(device: Dividing, extra: ",sackOK", roundTrip: 0.1);
        Write(1, 14600);
        for (int i = 0; i < 5; i++) Expect($"P. {1 + i * 2920}:{2921 + i * 2920}(2920) ack 1");
        Write(14601, 4000);
        Advance(0.1);
        Peer(". 1:1(0) ack 1 win 65535 <sack 1461:2921>");
        Expect(". 14601:16061(1460) ack 1"); // limited transmit
    }

    [Fact]
    public void What_is_sent_again_has_the_Psh_of_its_writes_end_alone()
    {
        Establish(device: Dividing, extra: ",sackOK", roundTrip: 0.1);
        Write(1, 2920);
        Expect("P. 1:2921(2920) ack 1");
        Advance(0.25);
        Expect("P. 1461:2921(1460) ack 1"); // the tail loss probe
        Advance(0.3);
        Expect(". 1:1461(1460) ack 1");
    }

    // Linux's forced_push, and how its sendmsg fills the piece that is being sent: the packetdrill scripts of cubic show it.
    [Fact]
    public void A_write_over_half_of_the_largest_window_asks_for_Psh_within()
    {
        Establish(roundTrip: 0.1);
        Peer(". 1:1(0) ack 1 win 65535");
        Write(1, 100_000);
        int end = 1;
        var pushed = new List<int>();
        for (int i = 0; i < 200 && end < 100_001; i++)
        {
            foreach (ScriptedSegment sent in TakeSent())
            {
                end = (int)(sent.Seq + (uint)sent.Length);
                if ((sent.Flags & ActorTcp.Protocol.Wire.TcpFlags.Psh) != 0) pushed.Add(end);
            }
            Advance(0.001);
            Peer($". 1:1(0) ack {Math.Min(end, 1 + (i + 1) * 1460)} win 65535"); // one at a time: no bursts
        }
        Assert.Equal(100_001, pushed[^1]);
        Assert.Contains(pushed, at => at is > 32768 and < 50_000);
    }

    [Fact]
    public void The_other_rule_sets_it_when_nothing_is_left()
    {
        Establish(device: Dividing, options: DefaultOptions with { TcpPushRule = TcpPushRule.EmptyQueue }, roundTrip: 0.1);
        Write(1, 5840);
        Expect(". 1:2921(2920) ack 1", "P. 2921:5841(2920) ack 1");
    }

    [Fact]
    public void A_near_peer_gets_large_frames_but_two_of_them()
    {
        Establish(device: Dividing);
        Write(1, 14600);
        Expect("P. 1:7301(7300) ack 1", "P. 7301:14601(7300) ack 1");
    }

    [Fact]
    public void No_delay_breaks_a_cork_once()
    {
        Establish();
        Set(new TcpSO.Cork(true));
        Write(1, 40);
        ExpectNothing();
        Set(new TcpSO.NoDelay(true));
        Expect("P. 1:41(40) ack 1");
        Peer(". 1:1(0) ack 41 win 65535");
        Write(41, 40);
        ExpectNothing(); // the cork is still there
        Set(new TcpSO.NoDelay(true));
        Expect("P. 41:81(40) ack 1");
    }

    private void Set(Inet.SocketOption option)
    {
        Tell(new StackTcp.SetOption(option));
        Handler.ExpectMsg<StackTcp.OptionSet>();
    }
}
