using ActorTcp.Device;
using ActorTcp.Tests.Connection;
using Akka.IO;

namespace ActorTcp.Tests.Recovery;

/// <summary>Losses at the edges: of a FIN, of a part of a super-frame, and acknowledgments that look like duplicates and are none.</summary>
public sealed class EdgeTests : RecoveryFixture
{
    [Fact]
    public void A_lost_FIN_is_probed_for_like_text()
    {
        Open();
        Trace("""
            0.000 write 2000
            0.000 > 1:2001 in 2
            """);
        Tell(Akka.IO.Tcp.Close.Instance);
        Trace("""
            0.000 > F. 2001:2001(0) ack 1
            0.100 < ack 2001
            0.400 > F. 2001:2001(0) ack 1
            0.500 < ack 2002
            5.000 nothing
            """);
        Assert.Equal(0, Stack.Counters.Tcp.TcpTimeouts);
    }

    [Fact]
    public void A_FIN_that_arrived_tells_of_what_was_lost_before_it()
    {
        Open();
        Trace("""
            0.000 write 3000
            0.000 > 1:3001 in 3
            """);
        Tell(Akka.IO.Tcp.Close.Instance);
        Trace("""
            0.000 > F. 3001:3001(0) ack 1
            0.100 < ack 1 <sack 1001:3002>
            0.100 > 1:1001
            0.200 < ack 3002
            5.000 nothing
            """);
    }

    // What a device divides is one frame to us and many segments to the peer.
    [Fact]
    public void Of_a_super_frame_only_what_was_lost_is_sent_again()
    {
        Open(device: new ScriptDevice(DeviceOffloads.Checksum | DeviceOffloads.Tso4), options: DefaultOptions with { TcpMinTsoSegs = 0 });
        Trace("""
            0.000 write 16000
            0.000 > P. 1:10001(10000) ack 1         # 2001:3001 and 5001:7001 are lost
            0.100 < ack 2001
            0.100 > P. 10001:14001(4000) ack 1
            0.101 < ack 2001 <sack 3001:5001>
            0.101 > P. 14001:16001(2000) ack 1
            0.102 < ack 2001 <sack 7001:10001 3001:5001>
            0.102 > 2001:3001                       # pipe is 6, ssthresh 8
            0.102 > 5001:6001
            0.200 < ack 2001 <sack 7001:14001 3001:5001>
            0.200 > 6001:7001
            0.201 < ack 2001 <sack 7001:16001 3001:5001>
            0.202 < ack 6001 <sack 7001:16001>
            0.300 < ack 16001
            5.000 nothing
            """);
    }

    // RFC 5681 2: a duplicate has no text and the same window.
    [Fact]
    public void Acknowledgments_with_text_or_another_window_are_no_duplicates()
    {
        Open(sack: false);
        Trace("""
            0.000 write 3000
            0.000 > 1:3001 in 3
            0.100 < ack 1 win 60000
            0.101 < ack 1 win 50000
            0.102 < ack 1 win 40000
            0.103 < ack 1 win 30000
            0.110 < ack 3001
            5.000 nothing
            """);
    }

    [Fact]
    public void An_acknowledgment_of_half_a_segment_is_progress()
    {
        Open();
        Trace("""
            0.000 write 3000
            0.000 > 1:3001 in 3
            0.100 < ack 501
            0.100 < ack 1501 <sack 2001:3001>
            0.127 > . 1501:2001(500) ack 1
            0.227 < ack 3001
            5.000 nothing
            """);
    }

    // RFC 9293 3.8.6: nothing new goes (SHLD-15), the first that is outstanding goes again (SHLD-16).
    [Fact]
    public void Into_a_window_that_was_taken_back_the_first_segment_goes_again_and_nothing_new()
    {
        Open();
        Trace("""
            0.000 write 3000
            0.000 > 1:3001 in 3
            0.100 < ack 1001 win 0
            0.100 write 1000
            0.304 > 1001:2001                       # no probe: the last lies outside
            0.904 > 1001:2001
            1.302 < ack 2001 win 0
            1.302 > 2001:3001                       # which is the first now
            1.402 < ack 3001 win 0
            1.500 < ack 3001 win 65535
            1.500 > 3001:4001
            """);
    }
}
