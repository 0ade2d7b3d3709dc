using System.Net;
using Akka.Actor;
using Akka.IO;

namespace Netsim.Tests.Fuzz;

/// <summary>Echoes on a port, one piece at a time. A moody one closes and aborts some of its connections, and opens others itself.</summary>
internal sealed class EchoServer(IActorRef stack, ushort port, bool moody) : UntypedActor
{
    private const int MostOpened = 64;

    private readonly Queue<IActorRef> _opened = new();
    private int _pieces;

    public static Props Props(IActorRef stack, ushort port, bool moody) => Akka.Actor.Props.Create(() => new EchoServer(stack, port, moody));

    protected override void PreStart() => stack.Tell(new Tcp.Bind(Self, new IPEndPoint(IPAddress.Any, port), 100), Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Connected connected:
                Sender.Tell(new Tcp.Register(Self, keepOpenOnPeerClosed: true), Self);
                if (((IPEndPoint)connected.LocalAddress).Port == port) break;
                // Whom nobody answers any more stays open for ever: the application has to let go itself.
                _opened.Enqueue(Sender);
                if (_opened.Count > MostOpened) _opened.Dequeue().Tell(Tcp.Abort.Instance, Self);
                break;
            case Tcp.Received received:
                Sender.Tell(Tcp.SuspendReading.Instance, Self);
                Sender.Tell(Tcp.Write.Create(received.Data, Echoed.Instance), Self);
                _pieces++;
                if (moody && _pieces % 20 == 0) Sender.Tell(Tcp.ConfirmedClose.Instance, Self);
                if (moody && _pieces % 33 == 0) Sender.Tell(Tcp.Close.Instance, Self);
                if (moody && _pieces % 50 == 0) Sender.Tell(Tcp.Abort.Instance, Self);
                break;
            case Echoed:
                Sender.Tell(Tcp.ResumeReading.Instance, Self);
                break;
            case Tcp.PeerClosed:
                Sender.Tell(Tcp.Close.Instance, Self);
                break;
            case IPEndPoint remote:
                stack.Tell(new Tcp.Connect(remote, timeout: TimeSpan.FromSeconds(20)), Self);
                break;
        }
    }

    private sealed class Echoed : Tcp.Event
    {
        public static readonly Echoed Instance = new();
    }
}
