using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;

namespace Tap.Tests.Fixtures;

/// <summary>An application of the stack that the test plays: it tells commands and awaits what comes, in order.</summary>
internal sealed class Application
{
    private readonly Channel<(object Message, IActorRef Sender)> _mail = Channel.CreateUnbounded<(object, IActorRef)>();
    private readonly IActorRef _self;
    private readonly IActorRef _tcp;
    private readonly CancellationToken _cancel;

    public Application(ActorSystem system, IActorRef tcp, CancellationToken cancel)
    {
        ChannelWriter<(object, IActorRef)> writer = _mail.Writer;
        _self = system.ActorOf(Props.Create(() => new Mailroom(writer)));
        _tcp = tcp;
        _cancel = cancel;
    }

    /// <summary>The connection that <see cref="AcceptAsync"/> or <see cref="ConnectAsync"/> brought.</summary>
    public IActorRef Connection { get; private set; } = ActorRefs.Nobody;

    /// <summary>What <see cref="BindAsync"/> brought.</summary>
    public IActorRef Listener { get; private set; } = ActorRefs.Nobody;

    /// <summary>Listens on a port of the stack; what comes is for the caller to expect.</summary>
    public void StartBind(int port, int backlog = 100, bool pullMode = false, params Inet.SocketOption[] options) =>
        _tcp.Tell(new Tcp.Bind(_self, new IPEndPoint(TapNetwork.StackAddress, port), backlog, options, pullMode), _self);

    /// <summary>Listens on a port of the stack.</summary>
    public async Task BindAsync(int port, int backlog = 100, bool pullMode = false, params Inet.SocketOption[] options)
    {
        StartBind(port, backlog, pullMode, options);
        (object message, Listener) = await _mail.Reader.ReadAsync(_cancel);
        Assert.IsType<Tcp.Bound>(message);
    }

    /// <summary>Listens no more.</summary>
    public async Task UnbindAsync()
    {
        Listener.Tell(Tcp.Unbind.Instance, _self);
        await ExpectAsync<Tcp.Unbound>();
    }

    /// <summary>Lets a listener in pull mode accept so many more.</summary>
    public void ResumeAccepting(int count) => Listener.Tell(new Tcp.ResumeAccepting(count), _self);

    /// <summary>Takes the next connection, without registering.</summary>
    public async Task AcceptAsync()
    {
        (object message, Connection) = await _mail.Reader.ReadAsync(_cancel);
        Assert.IsType<Tcp.Connected>(message);
    }

    /// <summary>Connects from the stack; what comes is for the caller to expect.</summary>
    public void StartConnect(EndPoint to, TimeSpan? timeout = null, EndPoint? from = null, params Inet.SocketOption[] options) =>
        _tcp.Tell(new Tcp.Connect(to, from, options, timeout), _self);

    public async Task ConnectAsync(EndPoint to, EndPoint? from = null, params Inet.SocketOption[] options)
    {
        StartConnect(to, null, from, options);
        await AcceptAsync();
        Register();
    }

    /// <summary>Takes what arrives; goes on sending after the peer's FIN unless told otherwise.</summary>
    public void Register(bool keepOpenOnPeerClosed = true) => Tell(new Tcp.Register(_self, keepOpenOnPeerClosed));

    public void Tell(Tcp.Command command) => Connection.Tell(command, _self);

    public void Write(byte[] bytes) => Tell(Tcp.Write.Create(ByteString.FromBytes(bytes)));

    /// <summary>Half-close, as shutdown(2).</summary>
    public async Task ShutdownAsync(SocketShutdown how)
    {
        Tell(new StackTcp.Shutdown(how));
        await ExpectAsync<StackTcp.ShutdownDone>();
    }

    /// <summary>The connection's inside; nothing else may be on its way to this application.</summary>
    public async Task<TcpInfo> InfoAsync()
    {
        Tell(StackTcp.GetInfo.Instance);
        return await ExpectAsync<TcpInfo>();
    }

    /// <summary>The connection's end by an error, and which.</summary>
    public async Task<SocketError?> ErrorAsync() => StackTcp.ErrorOf(await ExpectAsync<Tcp.ErrorClosed>());

    /// <summary>Why a command could not be done.</summary>
    public async Task<SocketError> FailureAsync<TCommand>()
        where TCommand : Tcp.Command
    {
        Tcp.CommandFailed failed = await ExpectAsync<Tcp.CommandFailed>();
        Assert.IsType<TCommand>(failed.Cmd);
        return Assert.IsType<SocketException>(failed.Cause.Value).SocketErrorCode;
    }

    /// <summary>The next message, which is of this kind.</summary>
    public async Task<T> ExpectAsync<T>() => Assert.IsAssignableFrom<T>((await _mail.Reader.ReadAsync(_cancel)).Message);

    /// <summary>What arrives, until so much has come.</summary>
    public async Task<byte[]> ReceiveAsync(int count)
    {
        using var bytes = new MemoryStream(count);
        while (bytes.Length < count) bytes.Write((await ExpectAsync<Tcp.Received>()).Data.ToArray());
        return bytes.ToArray();
    }

    private sealed class Mailroom(ChannelWriter<(object Message, IActorRef Sender)> writer) : UntypedActor
    {
        protected override void OnReceive(object message) => writer.TryWrite((message, Sender));
    }
}
