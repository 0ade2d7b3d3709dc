using System.Net;
using System.Net.Sockets;
using ActorTcp.Packetdrill.Language;
using ActorTcp.Packetdrill.Packets;
using ActorTcp.Sockets;

namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>connect.</summary>
internal sealed class ConnectCall(ICallHost host)
{
    /// <summary>What tells that a connection attempt has ended.</summary>
    private const SocketEvents Ended = SocketEvents.Writable | SocketEvents.Error | SocketEvents.HangUp;

    public void AddTo(Dictionary<string, Beginning> calls) => calls["connect"] = Connect;

    /// <summary>From now on the packets of a socket to the peer are looked for.</summary>
    public static IPEndPoint Aim(ICallHost host, Flow flow)
    {
        if (flow.State == FlowState.New)
        {
            flow.State = FlowState.Connecting;
            flow.RemoteAddress = host.Settings.RemoteAddress;
            flow.RemotePort = host.Settings.ConnectPort;
        }
        return new IPEndPoint(host.Settings.RemoteAddress.ToIPAddress(), host.Settings.ConnectPort);
    }

    private Attempt Connect(CallArguments arguments)
    {
        arguments.Expect(3);
        SocketDescriptor descriptor = host.Descriptors.FindSocket(arguments.Number(0));
        if (arguments[1] is not (EllipsisExpression or SocketAddressExpression))
        {
            if (arguments.Number(1) != 0) throw new ScriptSkipException($"needs connect() to the address family {arguments[1]}: not implemented");
            descriptor.Flow.State = FlowState.New;
            return Begin(host, descriptor, null);
        }
        IPEndPoint remote = Aim(host, descriptor.Flow);
        return Begin(host, descriptor, remote);
    }

    /// <summary>connect(2) to an end point; null: to AF_UNSPEC.</summary>
    public static Attempt Begin(ICallHost host, SocketDescriptor descriptor, IPEndPoint? remote) =>
        remote is null || descriptor.IsNonBlocking || descriptor.Type == SocketType.Dgram
            ? Attempts.Once(() => Begin(descriptor.Socket, remote))
            : Wait(host, descriptor.Socket, remote);

    private static Attempt Wait(ICallHost host, StackSocket socket, IPEndPoint remote)
    {
        bool begun = false;
        CallTimeout? timeout = null;
        return () =>
        {
            if (!begun)
            {
                begun = true;
                CallOutcome first = Attempts.Try(() => Begin(socket, remote));
                if (first.Errno != Errno.EINPROGRESS) return first;
                timeout = new CallTimeout(host.Loop, Attempts.Limit(socket, SocketOptions.SendTimeout));
            }
            if ((socket.Poll() & Ended) == 0) return timeout!.IsOver ? CallOutcome.Failed(Errno.EINPROGRESS) : null;
            int error = socket.Get(SocketOptions.Error);
            return error == 0 ? new CallOutcome(0) : CallOutcome.Failed(error);
        };
    }

    private static long Begin(StackSocket socket, IPEndPoint? remote)
    {
        socket.Connect(remote);
        return 0;
    }
}
