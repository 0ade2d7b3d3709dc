using System.Net;
using System.Net.Sockets;
using ActorTcp.Packetdrill.Packets;
using ActorTcp.Packetdrill.SystemCalls;
using ActorTcp.Sockets;

namespace ActorTcp.Packetdrill.Serving;

/// <summary>System calls as they are asked for from outside: descriptors and values are the caller's, in the kernel's layout.</summary>
internal sealed partial class ServedCalls
{
    private const int NonBlocking = 0x800;      // SOCK_NONBLOCK, O_NONBLOCK
    private const int TypeMask = 0xf;
    private const int SocketLimit = 4096;
    private const int TcpProtocol = 6;
    private const int UdpProtocol = 17;

    private readonly ServedStack _stack;
    private readonly Dictionary<int, SocketDescriptor> _sockets = [];
    private readonly Dictionary<int, int> _families = [];
    private readonly Dictionary<int, EpollDescriptor> _epolls = [];

    public ServedCalls(ServedStack stack) => _stack = stack;

    /// <summary>Begins a call.</summary>
    /// <exception cref="ScriptSkipException">It asks for what we lack.</exception>
    public ServedAttempt Begin(Request request)
    {
        switch (request.Kind)
        {
            case RequestKind.Socket: return Done(Socket(request));
            case RequestKind.Close when _epolls.Remove(request.Descriptor): return Done(Reply.Done);
            case RequestKind.EpollCreate: return Done(CreateEpoll(request));
            case RequestKind.EpollControl: return Done(ControlEpoll(request));
            case RequestKind.EpollWait: return WaitEpoll(request);
            case RequestKind.Poll: return Poll(request);
        }
        if (!_sockets.TryGetValue(request.Descriptor, out SocketDescriptor? socket)) return Done(Reply.Failed(Errno.EBADF));
        return request.Kind switch
        {
            RequestKind.Bind => Done(Try(() => socket.Socket.Bind(SocketAddresses.Parse(request.Data.Span)))),
            RequestKind.Listen => Done(Try(() => socket.Socket.Listen(request.A))),
            RequestKind.Accept => Accept(request, socket),
            RequestKind.Connect => Connect(request, socket),
            RequestKind.Send => Send(request, socket),
            RequestKind.Receive => Receive(request, socket),
            RequestKind.Shutdown => Done(Shutdown(request, socket)),
            RequestKind.Close => Close(request, socket),
            RequestKind.GetOption => Done(GetOption(request, socket)),
            RequestKind.SetOption => Done(SetOption(request, socket)),
            RequestKind.Fcntl => Done(Fcntl(request, socket)),
            RequestKind.Ioctl => Done(Ioctl(request, socket)),
            _ => throw new ScriptFailureException($"unknown request {(int)request.Kind}"),
        };
    }

    private static ServedAttempt Done(Reply reply) => () => reply;

    private static Reply Try(Action call)
    {
        try
        {
            call();
            return Reply.Done;
        }
        catch (SocketException refused)
        {
            return Failed(refused);
        }
    }

    private static Reply Failed(SocketException refused) => Reply.Failed(SocketErrno.Of(refused.SocketErrorCode));

    private Reply Socket(Request request)
    {
        if (_sockets.Count == SocketLimit) throw new ScriptFailureException("too many sockets");
        if (request.A is not (SocketAddresses.Inet or SocketAddresses.Inet6))
            throw new ScriptSkipException($"needs sockets of the domain {request.A}: not implemented");
        var type = (SocketType)(request.B & TypeMask);
        bool known = type switch
        {
            SocketType.Stream => request.C is 0 or TcpProtocol,
            SocketType.Dgram => request.C is 0 or UdpProtocol,
            _ => false,
        };
        if (!known) throw new ScriptSkipException($"needs sockets of type {(int)type} and protocol {request.C}: not implemented");
        StackSocket socket = StackSocket.Create(_stack.Stack, type);
        Add(request.Descriptor, socket, type, request.A, (request.B & NonBlocking) != 0);
        return Reply.Of(request.Descriptor);
    }

    private void Add(int descriptor, StackSocket socket, SocketType type, int family, bool nonBlocking)
    {
        socket.Blocking = false; // who waits is the call, not the socket
        _sockets[descriptor] = new SocketDescriptor(socket, type, new Flow()) { Number = descriptor, IsNonBlocking = nonBlocking };
        _families[descriptor] = family;
    }

    private ServedAttempt Accept(Request request, SocketDescriptor listener)
    {
        int family = _families[request.Descriptor];
        StackSocket? accepted = null;
        Attempt attempt = Attempts.Waiting(_stack, listener, dontWait: false, SocketOptions.ReceiveTimeout, () => Attempts.Try(() =>
        {
            accepted = listener.Socket.Accept();
            return 0;
        }));
        return () =>
        {
            if (attempt() is not { } outcome) return null;
            if (accepted is null) return Reply.Failed(outcome.Errno);
            Add(request.A, accepted, SocketType.Stream, family, nonBlocking: false);
            return Reply.Of(request.A, SocketAddresses.Write(_stack.PeerOf(accepted), family));
        };
    }

    private ServedAttempt Connect(Request request, SocketDescriptor descriptor)
    {
        IPEndPoint? remote = null;
        try
        {
            if (SocketAddresses.Family(request.Data.Span) != SocketAddresses.Unspecified) remote = SocketAddresses.Parse(request.Data.Span);
        }
        catch (SocketException refused)
        {
            return Done(Failed(refused));
        }
        Attempt attempt = ConnectCall.Begin(_stack, descriptor, remote);
        return () => attempt() is { } outcome ? Of(outcome) : null;
    }

    private static Reply Shutdown(Request request, SocketDescriptor descriptor) => request.A is < 0 or > 2
        ? Reply.Failed(Errno.EINVAL)
        : Try(() => descriptor.Socket.Shutdown((SocketShutdown)request.A)); // SHUT_RD 0, SHUT_WR 1, SHUT_RDWR 2: the same numbers

    private ServedAttempt Close(Request request, SocketDescriptor descriptor)
    {
        _sockets.Remove(request.Descriptor);
        Attempt attempt = ControlCalls.BeginClose(_stack, descriptor);
        return () => attempt() is { } outcome ? Of(outcome) : null;
    }

    private static Reply Of(CallOutcome outcome) => outcome.Value < 0 ? Reply.Failed(outcome.Errno) : Reply.Of(outcome.Value);
}
