using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Connection;

namespace ActorTcp.Sockets;

// setsockopt(2) and getsockopt(2). What is set before there is a connection is its beginning; later it is told to the connection too.
internal sealed partial class StreamSocketActor
{
    private readonly LinkedList<GetOptionOperation> _infos = new(); // the connection is being asked
    private TimeSpan _receiveTimeout;
    private TimeSpan _sendTimeout;
    private KeepAliveValues _keepAlive;
    private bool _inQueue;
    private static readonly IPEndPoint Unnamed = new(IPAddress.Any, 0);

    private void SetOption(SetOptionOperation set)
    {
        if (set.Option.IsReadOnly)
        {
            set.Fail(SocketError.ProtocolOption);
            return;
        }
        try
        {
            SetLocal(set.Option, set.Value);
        }
        catch (ArgumentException) // its own argument: the options say what is within bounds
        {
            bool unknownName = set.Option == SocketOptions.CongestionControl;
            set.Fail(unknownName ? SocketError.AddressNotAvailable : SocketError.InvalidArgument); // .NET's name for ENOENT; EINVAL
            return;
        }
        set.Complete(default);
        if (set.Option == SocketOptions.ReceiveLowWater) PumpReceives();
    }

    private void SetLocal(SocketOptionKey option, object? value)
    {
        if (option == SocketOptions.ReceiveTimeout) _receiveTimeout = NotNegative((TimeSpan)value!);
        else if (option == SocketOptions.SendTimeout) _sendTimeout = NotNegative((TimeSpan)value!);
        else if (option == SocketOptions.InQueue) _inQueue = (bool)value!;
        else if (option == SocketOptions.ReceiveLowWater) _settings = _settings with { ReceiveLowWater = Math.Max(1, (int)value!) };
        else if (_keepAlive.TrySet(option, value)) Apply(_keepAlive.Option);
        else if (option == SocketOptions.WindowClamp && value is 0 && _phase != SocketPhase.Unconnected && !_gone)
            throw new ArgumentOutOfRangeException(nameof(value), value, "no limit, but only before there is a connection"); // as Linux
        else Apply(StreamOptions.Make(option, value));
        if (option == SocketOptions.ReuseAddress || option == SocketOptions.ReusePort) RenewReservation();
    }

    private static TimeSpan NotNegative(TimeSpan time) => time < TimeSpan.Zero ? TimeSpan.Zero : time;

    private void Apply(Inet.SocketOption option)
    {
        if (_settings.With(option) is not { } settings) return;
        _settings = settings;
        if (option is TcpSO.ReuseAddress or TcpSO.ReusePort) return;
        var command = new StackTcp.SetOption(option);
        if (_phase == SocketPhase.Connecting) Opening?.Tell(command, Self);
        else if (_phase == SocketPhase.Listening) _listener.Tell(command, Self);
        else if (_phase == SocketPhase.Connected && !_gone) _connection.Tell(command, Self);
    }

    private void GetOption(GetOptionOperation get)
    {
        if (TryGetLocal(get.Option) is { } value)
        {
            get.Complete(value);
            return;
        }
        if (_phase == SocketPhase.Listening && get.Option.Level == "SIOC")
        {
            get.Fail(SocketError.InvalidArgument); // EINVAL in LISTEN
            return;
        }
        IActorRef? connection = _phase switch
        {
            SocketPhase.Connecting => Opening,
            SocketPhase.Connected when !_gone => _connection,
            _ => null,
        };
        if (connection is null)
        {
            Answer(get, WithoutConnection);
            return;
        }
        _infos.AddLast(get);
        connection.Tell(StackTcp.GetInfo.Instance, Self);
    }

    /// <summary>What TCP_INFO says where there is no connection.</summary>
    private TcpInfo WithoutConnection => new()
    {
        State = _phase == SocketPhase.Listening ? TcpState.Listen : TcpState.Closed,
        Local = _local ?? Unnamed,
        Remote = _remote ?? Unnamed,
        ReceiveQueue = _readable,
        Unacked = _phase == SocketPhase.Listening ? _acceptable : 0, // as Linux: the accept queue
        Sacked = _phase == SocketPhase.Listening ? _backlog : 0,     // and its limit
    };

    private object? TryGetLocal(SocketOptionKey option)
    {
        if (option == SocketOptions.Error) return SocketErrno.Of(TakeError());
        if (option == SocketOptions.SocketType) return 1; // SOCK_STREAM
        if (option == SocketOptions.AcceptsConnections) return _phase == SocketPhase.Listening;
        if (option == SocketOptions.ReceiveTimeout) return _receiveTimeout;
        if (option == SocketOptions.SendTimeout) return _sendTimeout;
        if (option == SocketOptions.InQueue) return _inQueue;
        return _keepAlive.TryGet(option, Stack.Options) ?? StreamOptions.Read(option, _settings, Stack.Options, _phase);
    }

    private void OnInfo(TcpInfo info)
    {
        if (_infos.First is not { } first) return;
        _infos.RemoveFirst();
        Answer(first.Value, info);
    }

    private void Answer(GetOptionOperation get, TcpInfo info)
    {
        if (StreamOptions.Of(get.Option, info, _settings) is { } value) get.Complete(value);
        else get.Fail(get.Option == SocketOptions.PathMtu ? SocketError.NotConnected : SocketError.ProtocolOption);
    }
}
