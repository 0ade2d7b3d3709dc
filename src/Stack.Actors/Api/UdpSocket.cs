using System.Net.Sockets;
using ActorTcp.Datagrams;
using ActorTcp.Network;
using Akka.Actor;
using Akka.IO;

namespace ActorTcp.Api;

/// <summary>
/// A socket that <see cref="Udp.Bind"/> or <see cref="Udp.SimpleSender"/> has asked for. It ends with <see cref="Udp.Unbind"/>, with its
/// handler, or when it is stopped, and its port is free then.
/// </summary>
/// <param name="context">The stack.</param>
/// <param name="open">The Bind or SimpleSender.</param>
/// <param name="commander">Who has sent it.</param>
internal sealed class UdpSocket(StackContext context, Udp.Command open, IActorRef commander) : UntypedActor
{
    private IActorRef? _handler;
    private DatagramEndpoint? _endpoint;
    private bool _isSuspended;

    /// <summary>How to make the actor; it belongs on the stack's loop.</summary>
    public static Props Props(StackContext context, Udp.Command open, IActorRef commander) =>
        Akka.Actor.Props.Create(() => new UdpSocket(context, open, commander));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _endpoint = new DatagramEndpoint(context, Self);
        if (open is Udp.Bind bind)
        {
            _handler = bind.Handler;
            Bind(bind, _endpoint);
            return;
        }
        _endpoint.Settings.Read(((Udp.SimpleSender)open).Options);
        commander.Tell(Udp.SimpleSenderReady.Instance, Self);
    }

    /// <inheritdoc/>
    protected override void PostStop() => _endpoint?.Close();

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        DatagramEndpoint endpoint = _endpoint!;
        switch (message)
        {
            case DatagramNews:
                endpoint.NewsHandled();
                Deliver(endpoint);
                break;
            case Udp.Send send:
                Send(send, endpoint);
                break;
            case Udp.SuspendReading:
                _isSuspended = true;
                break;
            case Udp.ResumeReading:
                _isSuspended = false;
                Deliver(endpoint);
                break;
            case Udp.Unbind when _handler is not null:
                endpoint.Close();
                Sender.Tell(Udp.Unbound.Instance, Self);
                Context.Stop(Self);
                break;
            case Terminated:
                Context.Stop(Self);
                break;
            case Udp.Command command:
                Sender.Tell(StackUdp.Failed(command, SocketError.OperationNotSupported), Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Bind(Udp.Bind bind, DatagramEndpoint endpoint)
    {
        endpoint.Settings.Read(bind.Options);
        SocketError error = SocketError.AddressFamilyNotSupported;
        if (DatagramAddress.TryFrom(bind.LocalAddress, out DatagramAddress local)) error = endpoint.Bind(local);
        if (error != SocketError.Success)
        {
            commander.Tell(StackUdp.Failed(bind, error), Self);
            Context.Stop(Self);
            return;
        }
        Context.Watch(bind.Handler);
        commander.Tell(new Udp.Bound(endpoint.Local.ToEndPoint()), Self);
    }

    private void Deliver(DatagramEndpoint endpoint)
    {
        while (!_isSuspended && endpoint.TryTake(out Datagram datagram))
            // A simple sender has nobody who reads what is sent to it.
            _handler?.Tell(new Udp.Received(ByteString.FromBytes(datagram.Data), datagram.From.ToEndPoint()), Self);
    }

    private void Send(Udp.Send send, DatagramEndpoint endpoint)
    {
        SocketError error = SocketError.AddressFamilyNotSupported;
        // As Akka: without data nothing is sent, but it is acknowledged.
        if (send.Payload.IsEmpty) error = SocketError.Success;
        else if (DatagramAddress.TryFrom(send.Target, out DatagramAddress to)) error = endpoint.Send(send.Payload, to);
        if (error != SocketError.Success) Sender.Tell(StackUdp.Failed(send, error), Self);
        else if (send.WantsAck) Sender.Tell(send.Ack, Self);
    }
}
