using ActorTcp.Api;

namespace ActorTcp.Tests.Lost;

/// <summary>The same losses with timestamps (RFC 7323): a repeated segment's answer measures the round trip all the same.</summary>
public sealed class LostWithTimestampsTests : LostFixture
{
    private static StackOptions Timestamps(StackOptions options) => options with { TcpTimestamps = true };

    [Fact]
    public void Syn_lost_once_leaves_a_round_trip_time_and_the_first_data_waits_220_ms()
    {
        Start(Timestamps);
        Lose("> S 0:0(0)");
        Connect();
        Advance(2);
        Lose("> P. 1:11(10) ack 1");
        Client.Write(10);
        Advance(10);
        Expect("""
            0.000 > S 0:0(0)  lost
            0.000 * client SynSent
            1.000 > S 0:0(0)
            1.010 < S. 0:0(0) ack 1
            1.010 * server SynReceived
            1.020 > . 1:1(0) ack 1
            1.020 * client Established
            1.020 ! client Connected
            1.030 * server Established
            1.030 ! server Connected
            2.000 > P. 1:11(10) ack 1  lost
            2.220 > P. 1:11(10) ack 1
            2.230 < . 1:1(0) ack 11
            2.230 ! server Received(10)
            """);
    }

    [Fact]
    public void Syn_delayed_arrives_in_Established_and_is_older_than_its_peers_clock()
    {
        Start(Timestamps);
        Delay("> S 0:0(0)", 1.5);
        Connect();
        Advance(10);
        Expect("""
            0.000 > S 0:0(0)  held
            0.000 * client SynSent
            1.000 > S 0:0(0)
            1.010 < S. 0:0(0) ack 1
            1.010 * server SynReceived
            1.020 > . 1:1(0) ack 1
            1.020 * client Established
            1.020 ! client Connected
            1.030 * server Established
            1.030 ! server Connected
            1.500 > S 0:0(0)  late
            1.510 < . 1:1(0) ack 1
            """);
    }

    [Fact]
    public void Data_doubled_arrives_again_and_is_older_than_what_was_acknowledged_since()
    {
        Establish(Timestamps);
        Double("> P. 1:11(10) ack 1", after: 1);
        Client.Write(10);
        Advance(0.5);
        Client.Write(10);
        Advance(10);
        Expect("""
            0.000 > P. 1:11(10) ack 1
            0.010 < . 1:1(0) ack 11
            0.010 ! server Received(10)
            0.500 > P. 11:21(10) ack 1
            0.510 < . 1:1(0) ack 21
            0.510 ! server Received(10)
            1.000 > P. 1:11(10) ack 1  again
            1.010 < . 1:1(0) ack 21
            """);
    }

    [Fact]
    public void LastAck_lost_once_brings_the_FIN_again_into_TimeWait()
    {
        Establish(Timestamps);
        Lose("> . 2:2(0) ack 2");
        Client.Close();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.000 ! client Closed
            0.010 < F. 1:1(0) ack 2
            0.010 * server CloseWait
            0.010 * server LastAck
            0.010 ! server PeerClosed
            0.020 > . 2:2(0) ack 2  lost
            0.020 * client FinWait2
            0.020 * client TimeWait
            0.230 < F. 1:1(0) ack 2
            0.240 > . 2:2(0) ack 2
            0.250 * server Closed
            60.240 * client Closed
            """);
        ExpectBothForgotten();
    }

    [Fact]
    public void Syn_delayed_arrives_in_TimeWait_and_is_too_old_to_reuse_it()
    {
        Start(Timestamps);
        Double("> S 0:0(0)", after: 10);
        Connect();
        Advance(1);
        Server.Close();
        Advance(100);
        Expect("""
            0.000 > S 0:0(0)
            0.000 * client SynSent
            0.010 < S. 0:0(0) ack 1
            0.010 * server SynReceived
            0.020 > . 1:1(0) ack 1
            0.020 * client Established
            0.020 ! client Connected
            0.030 * server Established
            0.030 ! server Connected
            1.000 < F. 1:1(0) ack 1
            1.000 * server FinWait1
            1.000 ! server Closed
            1.010 > F. 1:1(0) ack 2
            1.010 * client CloseWait
            1.010 * client LastAck
            1.010 ! client PeerClosed
            1.020 < . 2:2(0) ack 2
            1.020 * server FinWait2
            1.020 * server TimeWait
            1.030 * client Closed
            10.000 > S 0:0(0)  again
            10.010 < . 2:2(0) ack 2
            10.020 > R 2:2(0)
            61.020 * server Closed
            """);
        ExpectBothForgotten();
    }
}
