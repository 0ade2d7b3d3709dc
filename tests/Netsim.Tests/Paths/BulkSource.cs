using System.Net;
using ActorTcp.Api;
using Akka.Actor;
using Akka.IO;

namespace Netsim.Tests.Paths;

/// <summary>Connects and writes for ever, always ahead of what the send buffer takes.</summary>
internal sealed class BulkSource(IActorRef stack, Flow flow, IPEndPoint to, Action<Flow, EndPoint> opened) : UntypedActor
{
    private const int Ahead = 4;

    // Kept by reference and never changed: a send buffer of any size holds this one array.
    private static readonly ByteString Piece = ByteString.FromBytes(new byte[256 * 1024]);

    private IActorRef _connection = ActorRefs.Nobody;

    public static Props Props(IActorRef stack, Flow flow, IPEndPoint to, Action<Flow, EndPoint> opened) =>
        Akka.Actor.Props.Create(() => new BulkSource(stack, flow, to, opened));

    protected override void PreStart()
    {
        flow.Ask = Self;
        stack.Tell(new Tcp.Connect(to), Self);
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Connected connected:
                _connection = Sender;
                _connection.Tell(new Tcp.Register(Self), Self);
                opened(flow, connected.LocalAddress);
                for (int i = 0; i < Ahead; i++) Write();
                break;
            case Taken:
                Write();
                break;
            case StackTcp.GetInfo:
                _connection.Tell(message, Self);
                break;
            case TcpInfo info:
                flow.Info = info;
                break;
            case Tcp.ConnectionClosed or Tcp.CommandFailed:
                flow.End = message;
                break;
        }
    }

    private void Write() => _connection.Tell(Tcp.Write.Create(Piece, Taken.Instance), Self);

    private sealed class Taken : Tcp.Event
    {
        public static readonly Taken Instance = new();
    }
}
