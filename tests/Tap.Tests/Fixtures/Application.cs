using System.Net;
using System.Threading.Channels;
using Akka.Actor;
using Akka.IO;

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

    /// <summary>Listens on a port of the stack.</summary>
    public async Task BindAsync(int port)
    {
        _tcp.Tell(new Tcp.Bind(_self, new IPEndPoint(TapNetwork.StackAddress, port)), _self);
        await ExpectAsync<Tcp.Bound>();
    }

    /// <summary>Takes the next connection, without registering.</summary>
    public async Task AcceptAsync()
    {
        (object message, Connection) = await _mail.Reader.ReadAsync(_cancel);
        Assert.IsType<Tcp.Connected>(message);
    }

    /// <summary>Connects from the stack; what comes is for the caller to expect.</summary>
    public void StartConnect(EndPoint to, TimeSpan? timeout = null) => _tcp.Tell(new Tcp.Connect(to, timeout: timeout), _self);

    public async Task ConnectAsync(EndPoint to)
    {
        StartConnect(to);
        await AcceptAsync();
        Register();
    }

    /// <summary>Takes what arrives; goes on sending after the peer's FIN unless told otherwise.</summary>
    public void Register(bool keepOpenOnPeerClosed = true) => Tell(new Tcp.Register(_self, keepOpenOnPeerClosed));

    public void Tell(Tcp.Command command) => Connection.Tell(command, _self);

    public void Write(byte[] bytes) => Tell(Tcp.Write.Create(ByteString.FromBytes(bytes)));

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
