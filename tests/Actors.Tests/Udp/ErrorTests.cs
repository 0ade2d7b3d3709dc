using System.Net.Sockets;
using ActorTcp.Datagrams;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tests.Network;

namespace ActorTcp.Tests.Udp;

// What ICMP says about datagrams: a connected socket's next call fails with it.
public sealed class ErrorTests : UdpFixture
{
    [Theory]
    [InlineData(IcmpUnreachableCode.Protocol, SocketError.ProtocolOption)]
    [InlineData(IcmpUnreachableCode.Port, SocketError.ConnectionRefused)]
    [InlineData(IcmpUnreachableCode.NetworkUnknown, SocketError.NetworkUnreachable)]
    [InlineData(IcmpUnreachableCode.HostUnknown, SocketError.HostDown)]
    [InlineData(IcmpUnreachableCode.SourceIsolated, SocketError.NetworkDown)]
    [InlineData(IcmpUnreachableCode.NetworkProhibited, SocketError.NetworkUnreachable)]
    [InlineData(IcmpUnreachableCode.HostProhibited, SocketError.HostUnreachable)]
    [InlineData(IcmpUnreachableCode.AdministrativelyProhibited, SocketError.HostUnreachable)]
    [InlineData(IcmpUnreachableCode.PrecedenceViolation, SocketError.HostUnreachable)]
    [InlineData(IcmpUnreachableCode.PrecedenceCutoff, SocketError.HostUnreachable)]
    [InlineData(IcmpUnreachableCode.Network, SocketError.Success)] // it may pass
    [InlineData(IcmpUnreachableCode.Host, SocketError.Success)]
    [InlineData(IcmpUnreachableCode.SourceRouteFailed, SocketError.Success)]
    [InlineData(IcmpUnreachableCode.NetworkTypeOfService, SocketError.Success)]
    [InlineData(IcmpUnreachableCode.HostTypeOfService, SocketError.Success)]
    public void Next_send_of_a_connected_socket_fails_once(IcmpUnreachableCode code, SocketError expected)
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Connected();
        OnLoop(() => Assert.Equal(SocketError.Success, socket.Endpoint.Send([1])));
        Error(SentOne(), code);
        Assert.Equal(expected, socket.Endpoint.PendingError);
        OnLoop(() => Assert.Equal(expected, socket.Endpoint.Send([2])));
        OnLoop(() => Assert.Equal(SocketError.Success, socket.Endpoint.Send([3])));
        Sent(expected == SocketError.Success ? 2 : 1);
    }

    [Fact]
    public void Socket_without_a_peer_hears_of_none()
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Bound(5000);
        OnLoop(() => socket.Endpoint.Send([1], PeerAddress));
        Error(SentOne(), IcmpUnreachableCode.Port);
        Assert.Equal(SocketError.Success, socket.Endpoint.PendingError);
        Assert.Equal(1, Counters.Ip.IcmpErrorsReceived);
    }

    [Fact]
    public void Other_errors_are_parameter_problem_and_nothing()
    {
        Assert.Equal(SocketError.ProtocolType, UdpErrors.Of(IcmpType.ParameterProblem, 0));
        Assert.Equal(SocketError.Success, UdpErrors.Of(IcmpType.TimeExceeded, 0));
        Assert.Equal(SocketError.Success, UdpErrors.Of(IcmpType.SourceQuench, 0));
        Assert.Equal(SocketError.Success, UdpErrors.Of(IcmpType.Redirect, 0));
        Assert.Equal(SocketError.Success, UdpErrors.Of(IcmpType.DestinationUnreachable, 200));
    }

    /// <summary>RFC 5927 4: who does not know what was sent cannot end anything.</summary>
    [Fact]
    public void Error_about_what_is_not_ours_is_nothing()
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Connected();
        OnLoop(() => socket.Endpoint.Send([1]));
        byte[] sent = SentOne();
        Error(Packet.With(sent, 34, 5001), IcmpUnreachableCode.Port); // from another port
        Error(Packet.With(sent, 36, 4001), IcmpUnreachableCode.Port); // to another port
        Assert.Equal(SocketError.Success, socket.Endpoint.PendingError);
        Error(sent, IcmpUnreachableCode.Port);
        Assert.Equal(SocketError.ConnectionRefused, socket.Endpoint.TakeError());
        Assert.Equal(SocketError.Success, socket.Endpoint.TakeError());
    }

    [Fact]
    public void Nobodys_port_here_refuses_oneself()
    {
        StartWithNeighbour();
        DatagramSink.Record socket = NewSocket();
        OnLoop(() =>
        {
            Assert.Equal(SocketError.Success, socket.Endpoint.Connect(new DatagramAddress(Packet.Ours, 99)));
            Assert.Equal(SocketError.Success, socket.Endpoint.Send([1]));
        });
        OnLoop(() => Assert.Equal(SocketError.ConnectionRefused, socket.Endpoint.Send([2])));
        Sent(0);
    }

    [Fact]
    public void Flood_of_errors_is_told_once_until_it_is_handled()
    {
        StartWithNeighbour();
        DatagramSink.Record socket = Connected();
        OnLoop(() => socket.Endpoint.Send([1]));
        byte[] message = new byte[100];
        int length = IcmpV4.WriteUnreachable(message, IcmpUnreachableCode.Port, Packet.ReadIp(SentOne()).Packet);
        byte[] error = Packet.Ipv4(IpProtocol.Icmp, message[..length]);
        Arrive([.. Enumerable.Repeat(error, 50)]);
        Assert.InRange(socket.News, 1, 2); // a turn of the device is at most 64 frames
        Assert.Equal(SocketError.ConnectionRefused, socket.Endpoint.PendingError);
    }
}
