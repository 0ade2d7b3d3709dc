using System.Net;
using System.Net.Sockets;
using ActorTcp.Packetdrill.Language;
using ActorTcp.Packetdrill.Packets;
using ActorTcp.Protocol.Wire;
using ActorTcp.Sockets;

namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>socket, bind, listen, accept, accept4.</summary>
internal sealed class OpeningCalls(ICallHost host)
{
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int InterNetwork = 2;
    private const int InterNetworkV6 = 10;

    public void AddTo(Dictionary<string, Beginning> calls)
    {
        calls["socket"] = Socket;
        calls["bind"] = Bind;
        calls["listen"] = Listen;
        calls["accept"] = Accept;
        calls["accept4"] = Accept4;
    }

    private Attempt Socket(CallArguments arguments)
    {
        arguments.Expect(3);
        if (arguments[0] is not EllipsisExpression && arguments.Number(0) is not (InterNetwork or InterNetworkV6))
            throw new ScriptSkipException($"needs sockets of the domain {arguments[0]}: not implemented");
        int type = arguments.Int(1);
        var kind = (SocketType)(type & 0xF);
        long protocol = arguments.Number(2);
        bool known = kind switch
        {
            SocketType.Stream => protocol is 0 or (long)IpProtocol.Tcp,
            SocketType.Dgram => protocol is 0 or (long)IpProtocol.Udp,
            _ => false,
        };
        if (!known) throw new ScriptSkipException($"needs sockets of type {arguments[1]} and protocol {arguments[2]}: not implemented");
        return Attempts.Done(new CallOutcome(0, Finish: () =>
        {
            StackSocket socket = StackSocket.Create(host.Stack, kind);
            socket.Blocking = false;
            var flow = new Flow { Protocol = kind == SocketType.Stream ? IpProtocol.Tcp : IpProtocol.Udp };
            Descriptors descriptors = host.Descriptors;
            descriptors.Add(new SocketDescriptor(socket, kind, flow) { IsNonBlocking = (type & NonBlocking) != 0 }, arguments.Result);
            descriptors.Flows.Add(flow);
            descriptors.UnderTest = flow;
        }));
    }

    private Attempt Bind(CallArguments arguments)
    {
        arguments.Expect(3);
        SocketDescriptor descriptor = host.Descriptors.FindSocket(arguments.Number(0));
        IPEndPoint local = arguments[1] is SocketAddressExpression address
            ? address.EndPoint
            : new IPEndPoint(host.Settings.LocalAddress.ToIPAddress(), host.Settings.BindPort);
        if (arguments[1] is not SocketAddressExpression) arguments.Ellipsis(1);
        return Attempts.Once(() =>
        {
            descriptor.Socket.Bind(local);
            descriptor.Flow.LocalPort = (ushort)local.Port; // 0: the packets of the socket tell it
            return 0;
        });
    }

    private Attempt Listen(CallArguments arguments)
    {
        arguments.Expect(2);
        SocketDescriptor descriptor = host.Descriptors.FindSocket(arguments.Number(0));
        int backlog = arguments.Int(1);
        return Attempts.Once(
            () =>
            {
                descriptor.Socket.Listen(backlog);
                return 0;
            },
            () => descriptor.Flow.State = FlowState.Listening);
    }

    private Attempt Accept(CallArguments arguments)
    {
        arguments.Expect(3);
        return Accept(arguments, nonBlocking: false);
    }

    private Attempt Accept4(CallArguments arguments)
    {
        arguments.Expect(4);
        int flags = arguments.Int(3);
        return (flags & ~(NonBlocking | CloseOnExec)) != 0
            ? Attempts.Done(CallOutcome.Failed(Errno.EINVAL))
            : Accept(arguments, (flags & NonBlocking) != 0);
    }

    private Attempt Accept(CallArguments arguments, bool nonBlocking)
    {
        SocketDescriptor listener = host.Descriptors.FindSocket(arguments.Number(0));
        arguments.Ellipsis(1);
        arguments.Ellipsis(2);
        return Attempts.Waiting(host, listener, dontWait: false, SocketOptions.ReceiveTimeout, () =>
        {
            StackSocket? accepted = null;
            CallOutcome outcome = Attempts.Try(() =>
            {
                accepted = listener.Socket.Accept();
                return 0;
            });
            return accepted is null ? outcome : outcome with { Finish = () => Register(accepted, nonBlocking, arguments.Result) };
        });
    }

    private void Register(StackSocket socket, bool nonBlocking, long number)
    {
        socket.Blocking = false;
        IEnumerable<Flow> accepted = host.Descriptors.Flows.Where(each => each.State is FlowState.SynAckSent or FlowState.SynAckAcked);
        // A connection that was reset meanwhile has no peer any more: the oldest that was not accepted before.
        Flow flow = (socket.RemoteEndPoint is { } remote
                ? accepted.LastOrDefault(each => IsTo(each, remote))
                : accepted.FirstOrDefault(each => host.Descriptors.SocketOf(each) is null))
            ?? throw new ScriptFailureException("unable to find socket matching accept() call");
        host.Descriptors.Add(new SocketDescriptor(socket, SocketType.Stream, flow) { IsNonBlocking = nonBlocking }, number, again: true);
    }

    private static bool IsTo(Flow flow, IPEndPoint remote) =>
        flow.RemotePort == remote.Port && Ipv4Address.TryFrom(remote.Address, out Ipv4Address address) && address == flow.RemoteAddress;
}
