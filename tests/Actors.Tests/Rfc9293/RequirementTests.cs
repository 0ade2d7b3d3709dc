using System.Net;
using System.Net.Sockets;
using ActorTcp.Connection;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tests.Connection;
using Akka.IO;

namespace ActorTcp.Tests.Rfc9293;

/// <summary>Requirements of RFC 9293 that no other test shows by itself; docs/rfc9293.md has them all.</summary>
public sealed class RequirementTests : TcpFixture
{
    // MUST-1: "The window size MUST be treated as an unsigned number, or else large window sizes will appear like negative windows".
    [Fact]
    public void A_window_of_65535_is_not_negative()
    {
        Establish();
        Peer(". 1:1(0) ack 1 win 65535");
        Write(1, 1000);
        Expect("P. 1:1001(1000) ack 1");
    }

    // MUST-5: "A TCP implementation MUST be able to receive a TCP Option in any segment".
    [Fact]
    public void Options_of_a_SYN_on_a_segment_with_text_are_read_over()
    {
        Establish();
        Peer("P. 1:6(5) ack 1 win 65535 <mss 1000,wscale 3>");
        Expect(". 1:1(0) ack 6");
        ExpectReceived(1, 5);
        Write(1, 1460);
        Expect("P. 1:1461(1460) ack 6");
    }

    // MUST-64: "options may begin on any octet boundary"; MUST-6: what is unknown is ignored.
    [Fact]
    public void Options_may_begin_on_any_octet()
    {
        byte[] bytes = [1, 2, 4, 0x05, 0xB4, 254, 3, 9, 3, 3, 7, 0];
        Assert.True(TcpOptions.TryParse(bytes, out TcpOptions options, out _));
        Assert.Equal((ushort)1460, options.Mss);
        Assert.Equal((byte)7, options.WindowScale);
    }

    // MUST-15: "If an MSS Option is not received at connection setup, TCP implementations MUST assume a default send MSS of 536".
    [Fact]
    public void Without_an_MSS_option_segments_have_536_bytes()
    {
        Listen();
        Peer("S 0:0(0) win 65535");
        Expect("S. 0:0(0) ack 1");
        Peer(". 1:1(0) ack 1 win 65535");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Tcp.Register(Handler.Ref));
        Write(1, 1000);
        Expect(". 1:537(536) ack 1", "P. 537:1001(464) ack 1");
    }

    // MUST-65: "it MUST NOT be sent in segments without SYN".
    [Fact]
    public void No_option_follows_the_SYN()
    {
        Establish();
        Write(1, 5);
        Expect("P. 1:6(5) ack 1 win 65535 <>");
        Peer("P. 1:6(5) ack 6 win 65535");
        Expect(". 6:6(0) ack 6 win 65535 <>");
    }

    // MUST-49: "the TTL value used to send TCP segments MUST be configurable".
    [Fact]
    public void The_time_to_live_is_the_stacks_option()
    {
        Listen(DefaultOptions with { IpTtl = 17 });
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Assert.Equal(17, Wire.FromStack.Dequeue()[EthernetHeader.Size + 8]);
    }

    // MUST-48: "The application layer MUST be able to specify the Differentiated Services field for segments that are sent on a connection";
    // SHLD-21: "SHOULD be able to change the value during the connection lifetime".
    [Fact]
    public void The_Diffserv_field_is_the_applications()
    {
        Start();
        Stack.Tcp.Tell(new Tcp.Bind(Handler.Ref, new IPEndPoint(IPAddress.Any, ServerPort), 100, [new ActorTcp.Api.TcpSO.TrafficClass(0xB8), new ActorTcp.Api.TcpSO.NoDelay(true)]), Handler.Ref);
        Run();
        Handler.ExpectMsg<Tcp.Bound>();
        Peer("S 0:0(0) win 65535 <mss 1460>");
        Assert.Equal(0xB8, TrafficClassOfNext());
        Peer(". 1:1(0) ack 1 win 65535");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Tcp.Register(Handler.Ref));
        Write(1, 10);
        Assert.Equal(0xB8, TrafficClassOfNext());
        Tell(new ActorTcp.Api.StackTcp.SetOption(new ActorTcp.Api.TcpSO.TrafficClass(0x23))); // the ECN bits are not its
        Write(11, 10);
        Assert.Equal(0x20, TrafficClassOfNext());
        ExpectNothing();
    }

    private byte TrafficClassOfNext()
    {
        byte[] frame = Wire.FromStack.Dequeue();
        Assert.True(Ipv4Header.TryRead(frame.AsSpan(EthernetHeader.Size), out Ipv4Header ip, out Ipv4Error error), $"{error}");
        return ip.TypeOfService;
    }

    // MUST-46: "A TCP implementation MUST reject as an error a local OPEN call for an invalid remote IP address".
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("198.51.100.255")]
    public void Connect_to_what_is_no_host_is_refused(string address)
    {
        Start();
        Stack.Tcp.Tell(new Tcp.Connect(new IPEndPoint(IPAddress.Parse(address), 7)), Handler.Ref);
        Run();
        ExpectNothing();
        Handler.ExpectMsg<Tcp.CommandFailed>();
    }

    // MUST-23: "for at least 3 minutes"; the default, Linux's, is 127 s.
    [Fact]
    public void Seven_retries_of_a_SYN_last_longer_than_three_minutes()
    {
        Start(DefaultOptions with { TcpSynRetries = 7 });
        var local = new IPEndPoint(Ours.ToIPAddress(), 5000);
        Stack.Tcp.Tell(new Tcp.Connect(new IPEndPoint(Theirs.ToIPAddress(), PeerPort), local), Handler.Ref);
        UseLocalPort(5000);
        Run();
        Advance(180);
        for (int i = 0; i < 8; i++) Expect("S 0:0(0)");
        Handler.ExpectNoMsg(TimeSpan.Zero);
        Advance(67);
        Handler.ExpectMsg<Tcp.CommandFailed>();
        ExpectNothing();
    }

    // SHLD-2: "TCP implementations SHOULD allow a received RST segment to include data".
    [Fact]
    public void Rst_with_text_in_Established_resets()
    {
        Establish();
        Peer("R. 1:6(5) ack 1 win 0");
        Handler.ExpectMsg<Tcp.ErrorClosed>();
        ExpectNothing();
    }

    // MUST-38: no small segment while an acknowledgment is on its way that may open the window.
    [Fact]
    public void A_small_room_in_the_window_is_not_used_while_something_is_in_flight()
    {
        Establish();
        Write(1, 1460);
        Expect("P. 1:1461(1460) ack 1");
        Peer(". 1:1(0) ack 1 win 2000");
        Write(1461, 1460);
        ExpectNothing();
        Peer(". 1:1(0) ack 1461 win 2000");
        Expect("P. 1461:2921(1460) ack 1");
    }

    // MUST-34, SHLD-15, SHLD-16, SHLD-17, MAY-7: the peer takes back window that it had offered.
    [Fact]
    public void A_window_that_shrinks_holds_new_text_back_and_lets_old_text_be_sent_again()
    {
        Establish();
        Write(1, 4380);
        Expect(". 1:1461(1460) ack 1", ". 1461:2921(1460) ack 1", "P. 2921:4381(1460) ack 1");
        Peer(". 1:1(0) ack 1 win 1000");
        Write(4381, 1460);
        ExpectNothing();
        Advance(0.2);
        Expect(". 1:1001(1000) ack 1");
        Peer(". 1:1(0) ack 4381 win 65535");
        Expect("P. 4381:5841(1460) ack 1");
        Handler.ExpectNoMsg(TimeSpan.Zero);
    }

    // MUST-54, MUST-55, MUST-56, SHLD-25: ICMP's soft errors are remembered, others ignored.
    [Theory]
    [InlineData(IcmpType.DestinationUnreachable, 0, SocketError.NetworkUnreachable)]
    [InlineData(IcmpType.DestinationUnreachable, 1, SocketError.HostUnreachable)]
    [InlineData(IcmpType.DestinationUnreachable, 5, SocketError.HostUnreachable)]
    [InlineData(IcmpType.TimeExceeded, 0, SocketError.HostUnreachable)]
    [InlineData((IcmpType)4, 0, null)] // source quench (RFC 6633)
    public void An_ICMP_error_has_its_meaning(IcmpType type, byte code, SocketError? meaning) =>
        Assert.Equal(meaning, SoftError.Of(type, code));
}
