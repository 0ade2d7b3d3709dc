using System.Net;
using System.Text;
using Akka.Actor;
using Akka.IO;

namespace ActorTcp.Apps.EchoNode.Demo;

/// <summary>The demonstration's client, again in Akka.IO's words alone: connects, says something, hears the echo, leaves.</summary>
internal sealed class DemoClient(IActorRef tcp, IPEndPoint server, DemoClient.Progress progress) : UntypedActor
{
    private readonly StringBuilder _heard = new();
    private IActorRef _connection = ActorRefs.Nobody;

    protected override void PreStart() => progress.IsThere = true;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Connect:
                tcp.Tell(new Tcp.Connect(server));
                break;
            case Tcp.Connected:
                _connection = Sender;
                _connection.Tell(new Tcp.Register(Self));
                progress.IsConnected = true;
                break;
            case Say say:
                _connection.Tell(Tcp.Write.Create(ByteString.FromString(say.Text)));
                break;
            case Tcp.Received received:
                progress.Heard = _heard.Append(Encoding.UTF8.GetString(received.Data.ToArray())).ToString();
                break;
            case Leave:
                _connection.Tell(Tcp.ConfirmedClose.Instance);
                break;
            case Tcp.ConnectionClosed:
                progress.HasLeft = true;
                break;
            case Tcp.CommandFailed failed:
                progress.Failure = failed.ToString();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    public sealed record Connect;

    public sealed record Say(string Text);

    public sealed record Leave;

    /// <summary>How far it has come; written on the loop, which the reader drives.</summary>
    public sealed class Progress
    {
        public bool IsThere { get; set; }

        public bool IsConnected { get; set; }

        public string Heard { get; set; } = "";

        public bool HasLeft { get; set; }

        public string? Failure { get; set; }
    }
}
