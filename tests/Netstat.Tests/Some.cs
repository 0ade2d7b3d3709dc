using System.Net;
using ActorTcp.Api;
using ActorTcp.Connection;

namespace Netstat.Tests;

/// <summary>Sockets to show.</summary>
internal static class Some
{
    public static readonly IPEndPoint Local = IPEndPoint.Parse("198.51.100.2:7");

    public static TcpSocket Socket(TcpState state, int port = 40000, long receiveQueue = 0, long sendQueue = 0) =>
        new(state, receiveQueue, sendQueue, Local, new IPEndPoint(IPAddress.Parse("198.51.100.1"), port)) { Actor = "" };

    public static TcpSocket Listener(long accepted = 0, long backlog = 4096) =>
        new(TcpState.Listen, accepted, backlog, Local, null) { SynQueue = 3, SynQueueLimit = 4096, Actor = "/user/stack/tcp/listen:7" };
}
