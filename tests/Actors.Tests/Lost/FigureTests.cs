namespace ActorTcp.Tests.Lost;

/// <summary>
/// The figures of RFC 9293 3.5 and 3.6, one test each, with the figure's lines; A is the client, B the server, and both count from zero.
/// </summary>
public sealed class FigureTests : LostFixture
{
    // Figure 6: Basic Three-Way Handshake for Connection Synchronization
    //
    //     TCP Peer A                                           TCP Peer B
    // 1.  CLOSED                                               LISTEN
    // 2.  SYN-SENT    --> <SEQ=100><CTL=SYN>               --> SYN-RECEIVED
    // 3.  ESTABLISHED <-- <SEQ=300><ACK=101><CTL=SYN,ACK>  <-- SYN-RECEIVED
    // 4.  ESTABLISHED --> <SEQ=101><ACK=301><CTL=ACK>       --> ESTABLISHED
    // 5.  ESTABLISHED --> <SEQ=101><ACK=301><CTL=ACK><DATA> --> ESTABLISHED
    [Fact]
    public void Figure_6_the_basic_handshake()
    {
        Start();
        Client.Greeting = 10;
        Connect();
        Advance(1);
        Expect("""
            0.000 > S 0:0(0)
            0.000 * client SynSent
            0.010 < S. 0:0(0) ack 1
            0.010 * server SynReceived
            0.020 > . 1:1(0) ack 1
            0.020 > P. 1:11(10) ack 1
            0.020 * client Established
            0.020 ! client Connected
            0.030 < . 1:1(0) ack 11
            0.030 * server Established
            0.030 ! server Connected
            0.030 ! server Received(10)
            """);
    }

    // Figure 7: Simultaneous Connection Synchronization
    //
    //     TCP Peer A                                       TCP Peer B
    // 1.  CLOSED                                           CLOSED
    // 2.  SYN-SENT     --> <SEQ=100><CTL=SYN>              ...
    // 3.  SYN-RECEIVED <-- <SEQ=300><CTL=SYN>              <-- SYN-SENT
    // 4.               ... <SEQ=100><CTL=SYN>              --> SYN-RECEIVED
    // 5.  SYN-RECEIVED --> <SEQ=100><ACK=301><CTL=SYN,ACK> ...
    // 6.  ESTABLISHED  <-- <SEQ=300><ACK=101><CTL=SYN,ACK> <-- SYN-RECEIVED
    // 7.               ... <SEQ=100><ACK=301><CTL=SYN,ACK> --> ESTABLISHED
    [Fact]
    public void Figure_7_simultaneous_open()
    {
        Start(listen: false);
        Connect();
        ConnectBack();
        Advance(10);
        Expect("""
            0.000 > S 0:0(0)
            0.000 < S 0:0(0)
            0.000 * client SynSent
            0.000 * server SynSent
            0.010 > S. 0:0(0) ack 1
            0.010 < S. 0:0(0) ack 1
            0.010 * client SynReceived
            0.010 * server SynReceived
            0.020 * client Established
            0.020 * server Established
            0.020 ! client Connected
            0.020 ! server Connected
            """);
    }

    // Figure 8: Recovery from Old Duplicate SYN
    //
    //     TCP Peer A                                           TCP Peer B
    // 1.  CLOSED                                               LISTEN
    // 2.  SYN-SENT    --> <SEQ=100><CTL=SYN>               ...
    // 3.  (duplicate) ... <SEQ=90><CTL=SYN>               --> SYN-RECEIVED
    // 4.  SYN-SENT    <-- <SEQ=300><ACK=91><CTL=SYN,ACK>  <-- SYN-RECEIVED
    // 5.  SYN-SENT    --> <SEQ=91><CTL=RST>               --> LISTEN
    // 6.              ... <SEQ=100><CTL=SYN>               --> SYN-RECEIVED
    // 7.  ESTABLISHED <-- <SEQ=400><ACK=101><CTL=SYN,ACK>  <-- SYN-RECEIVED
    // 8.  ESTABLISHED --> <SEQ=101><ACK=401><CTL=ACK>      --> ESTABLISHED
    [Fact]
    public void Figure_8_recovery_from_an_old_duplicate_SYN()
    {
        Start();
        Delay("> S 0:0(0)", 0.1);
        Connect();
        Client.Device.Inject("> S -10:-10(0)");
        Advance(1);
        Expect("""
            0.000 > S 0:0(0)  held
            0.000 > S -10:-10(0)  old
            0.000 * client SynSent
            0.010 < S. 0:0(0) ack -9
            0.010 * server SynReceived
            0.020 > R -9:-9(0)
            0.030 * server Listen
            0.100 > S 0:0(0)  late
            0.110 < S. 0:0(0) ack 1
            0.110 * server SynReceived
            0.120 > . 1:1(0) ack 1
            0.120 * client Established
            0.120 ! client Connected
            0.130 * server Established
            0.130 ! server Connected
            """);
    }

    // Figure 9: Half-Open Connection Discovery
    //
    //     TCP Peer A                                      TCP Peer B
    // 1.  (REBOOT)                              (send 300,receive 100)
    // 2.  CLOSED                                           ESTABLISHED
    // 3.  SYN-SENT --> <SEQ=400><CTL=SYN>              --> (??)
    // 4.  (!!)     <-- <SEQ=300><ACK=100><CTL=ACK>     <-- ESTABLISHED
    // 5.  SYN-SENT --> <SEQ=100><CTL=RST>              --> (Abort!!)
    // 6.  SYN-SENT                                         CLOSED
    // 7.  SYN-SENT --> <SEQ=400><CTL=SYN>              -->
    [Fact]
    public void Figure_9_half_open_connection_discovery()
    {
        Establish();
        RebootClient(iss: 400);
        Connect();
        Advance(10);
        Expect("""
            0.000 > S 400:400(0)
            0.000 * rebooted SynSent
            0.010 < . 1:1(0) ack 1
            0.020 > R 1:1(0)
            0.030 * server Closed
            0.030 ! server ErrorClosed(ConnectionReset)
            1.000 > S 400:400(0)
            1.010 < S. 0:0(0) ack 401
            1.010 * server SynReceived
            1.020 > . 401:401(0) ack 1
            1.020 * rebooted Established
            1.020 ! rebooted Connected
            1.030 * server Established
            1.030 ! server Connected
            """);
    }

    // Figure 10: Active Side Causes Half-Open Connection Discovery
    //
    //     TCP Peer A                                         TCP Peer B
    // 1.  (REBOOT)                                  (send 300,receive 100)
    // 2.  (??)    <-- <SEQ=300><ACK=100><DATA=10><CTL=ACK> <-- ESTABLISHED
    // 3.          --> <SEQ=100><CTL=RST>                   --> (ABORT!!)
    [Fact]
    public void Figure_10_the_active_side_discovers_the_half_open_connection()
    {
        Establish();
        RebootClient(iss: 400);
        Server.Write(10);
        Advance(10);
        Expect("""
            0.000 < P. 1:11(10) ack 1
            0.010 > R 1:1(0)
            0.020 * server Closed
            0.020 ! server ErrorClosed(ConnectionReset)
            """);
        ExpectBothForgotten();
    }

    // Figure 11: Old Duplicate SYN Initiates a Reset on Two Passive Sockets
    //
    //     TCP Peer A                                    TCP Peer B
    // 1.  LISTEN                                        LISTEN
    // 2.       ... <SEQ=Z><CTL=SYN>                -->  SYN-RECEIVED
    // 3.  (??) <-- <SEQ=X><ACK=Z+1><CTL=SYN,ACK>   <--  SYN-RECEIVED
    // 4.       --> <SEQ=Z+1><CTL=RST>              -->  (return to LISTEN!)
    // 5.  LISTEN                                        LISTEN
    [Fact]
    public void Figure_11_an_old_duplicate_SYN_between_two_passive_sockets()
    {
        Start();
        Listen(Client, WireSegment.ClientPort);
        Client.Device.Inject("> S -100:-100(0)");
        Advance(10);
        Expect("""
            0.000 > S -100:-100(0)  old
            0.010 < S. 0:0(0) ack -99
            0.010 * server SynReceived
            0.020 > R -99:-99(0)
            0.030 * server Listen
            """);
        ExpectBothForgotten();
    }

    // Figure 12: Normal Close Sequence
    //
    //     TCP Peer A                                           TCP Peer B
    // 1.  ESTABLISHED                                          ESTABLISHED
    // 2.  (Close)
    //     FIN-WAIT-1  --> <SEQ=100><ACK=300><CTL=FIN,ACK>  --> CLOSE-WAIT
    // 3.  FIN-WAIT-2  <-- <SEQ=300><ACK=101><CTL=ACK>      <-- CLOSE-WAIT
    // 4.                                                       (Close)
    //     TIME-WAIT   <-- <SEQ=300><ACK=101><CTL=FIN,ACK>  <-- LAST-ACK
    // 5.  TIME-WAIT   --> <SEQ=101><ACK=301><CTL=ACK>      --> CLOSED
    // 6.  (2 MSL)
    //     CLOSED
    [Fact]
    public void Figure_12_the_normal_close()
    {
        Server.KeepsOpen = true;
        Establish();
        Client.ConfirmedClose();
        Advance(1);
        Server.ConfirmedClose();
        Advance(100);
        Expect("""
            0.000 > F. 1:1(0) ack 1
            0.000 * client FinWait1
            0.010 < . 1:1(0) ack 2
            0.010 * server CloseWait
            0.010 ! server PeerClosed
            0.020 * client FinWait2
            1.000 < F. 1:1(0) ack 2
            1.000 * server LastAck
            1.000 ! server ConfirmedClosed
            1.010 > . 2:2(0) ack 2
            1.010 * client TimeWait
            1.010 ! client ConfirmedClosed
            1.020 * server Closed
            61.010 * client Closed
            """);
        ExpectBothForgotten();
    }
}
