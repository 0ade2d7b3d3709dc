using System.Net.Sockets;
using ActorTcp.Datagrams;
using ActorTcp.Network;
using Akka.Actor;
using Akka.IO;

namespace ActorTcp.Api;

/// <summary>
/// A socket that <see cref="UdpConnected.Connect"/> has asked for: it sends to, and receives from, one address. An error that the peer's
/// side reports by ICMP fails the next <see cref="UdpConnected.Send"/>, as the next call on a connected socket. It ends with
/// <see cref="UdpConnected.Disconnect"/>, with its handler, or when it is stopped.
/// </summary>
/// <param name="context">The stack.</param>
/// <param name="connect">What has asked for it.</param>
/// <param name="commander">Who has sent that.</param>
internal sealed class UdpConnection(StackContext context, UdpConnected.Connect connect, IActorRef commander) : UntypedActor
{
    private DatagramEndpoint? _endpoint;
    private bool _isSuspended;

    /// <summary>How to make the actor; it belongs on the stack's loop.</summary>
    public static Props Props(StackContext context, UdpConnected.Connect connect, IActorRef commander) =>
        Akka.Actor.Props.Create(() => new UdpConnection(context, connect, commander));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _endpoint = new DatagramEndpoint(context, Self);
        SocketError error = Connect(_endpoint);
        if (error != SocketError.Success)
        {
            commander.Tell(StackUdp.Failed(connect, error), Self);
            Context.Stop(Self);
            return;
        }
        Context.Watch(connect.Handler);
        commander.Tell(UdpConnected.Connected.Instance, Self);
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
            case UdpConnected.Send send:
                // As Akka: without data nothing is sent, but it is acknowledged.
                SocketError error = send.Payload.IsEmpty ? SocketError.Success : endpoint.Send(send.Payload);
                if (error != SocketError.Success) Sender.Tell(StackUdp.Failed(send, error), Self);
                else if (send.WantsAck) Sender.Tell(send.Ack, Self);
                break;
            case UdpConnected.SuspendReading:
                _isSuspended = true;
                break;
            case UdpConnected.ResumeReading:
                _isSuspended = false;
                Deliver(endpoint);
                break;
            case UdpConnected.Disconnect:
                endpoint.Close();
                Sender.Tell(UdpConnected.Disconnected.Instance, Self);
                Context.Stop(Self);
                break;
            case Terminated:
                Context.Stop(Self);
                break;
            case UdpConnected.Command command:
                Sender.Tell(StackUdp.Failed(command, SocketError.OperationNotSupported), Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private SocketError Connect(DatagramEndpoint endpoint)
    {
        endpoint.Settings.Read(connect.Options);
        if (!DatagramAddress.TryFrom(connect.RemoteAddress, out DatagramAddress remote)) return SocketError.AddressFamilyNotSupported;
        if (connect.LocalAddress is { } given)
        {
            if (!DatagramAddress.TryFrom(given, out DatagramAddress local)) return SocketError.AddressFamilyNotSupported;
            SocketError error = endpoint.Bind(local);
            if (error != SocketError.Success) return error;
        }
        return endpoint.Connect(remote);
    }

    private void Deliver(DatagramEndpoint endpoint)
    {
        while (!_isSuspended && endpoint.TryTake(out Datagram datagram))
            connect.Handler.Tell(new UdpConnected.Received(ByteString.FromBytes(datagram.Data)), Self);
    }
}
