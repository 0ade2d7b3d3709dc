using System.Net.Sockets;
using ActorTcp.Network;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using Akka.Actor;

namespace ActorTcp.Datagrams;

// What arrives: datagrams, and ICMP errors about those that were sent.
internal sealed partial class DatagramEndpoint
{
    /// <summary>The error that the next call fails with; Success: none.</summary>
    public SocketError PendingError { get; private set; }

    /// <summary>How many datagrams wait.</summary>
    public int Waiting => _queue.Count;

    /// <summary>What they count for, in bytes.</summary>
    public int WaitingBytes => _queue.Bytes;

    /// <summary>Receiving is shut down: nobody waits any more. Datagrams still arrive, as on Linux.</summary>
    public bool IsReceivingShut { get; private set; }

    /// <summary>shutdown(2), SHUT_RD.</summary>
    public void ShutReceiving() => IsReceivingShut = true;

    /// <summary>Looks at the first datagram that waits.</summary>
    public bool TryPeek(out Datagram datagram) => _queue.TryPeek(out datagram);

    /// <summary>Takes the first datagram that waits.</summary>
    public bool TryTake(out Datagram datagram) => _queue.TryTake(out datagram);

    /// <summary>Takes the pending error away; SO_ERROR. Success: none.</summary>
    public SocketError TakeError()
    {
        SocketError error = PendingError;
        PendingError = SocketError.Success;
        return error;
    }

    /// <summary>The owner has seen <see cref="DatagramNews"/>: the next news is told again.</summary>
    public void NewsHandled() => _told = false;

    /// <summary>A datagram for this socket. One that does not fit into the receive buffer is dropped and counted.</summary>
    public void Deliver(ReadOnlySpan<byte> payload, in FlowKey flow)
    {
        IpCounters counters = context.Counters.Ip;
        if (!_queue.TryAdd(payload, new DatagramAddress(flow.RemoteAddress, flow.RemotePort), Settings.ReceiveBuffer))
        {
            counters.UdpReceiveBufferErrors++;
            counters.UdpInErrors++;
            return;
        }
        counters.UdpInDatagrams++;
        Tell();
    }

    /// <summary>
    /// An ICMP error about a datagram of this socket. RFC 1122 4.1.3.3: UDP passes them to the application; as on Linux only a connected
    /// socket hears of them, and only of those that are not passing.
    /// </summary>
    /// <param name="message">The error.</param>
    /// <param name="quoted">The header of the datagram that it is about.</param>
    public void Report(in IcmpV4 message, in Ipv4Header quoted)
    {
        if (message is { Type: IcmpType.DestinationUnreachable, UnreachableCode: IcmpUnreachableCode.FragmentationNeeded })
        {
            // Somebody who sends without DF cannot be told that; a forger might.
            if (Settings.MtuDiscovery == PathDiscovery.Dont) return;
            Learn(quoted.Destination, new MtuReport(message.NextHopMtu, quoted.TotalLength));
        }
        if (!IsConnected) return;
        SocketError error = UdpErrors.Of(message.Type, message.Code);
        if (error == SocketError.Success) return;
        PendingError = error;
        Tell();
    }

    private void Learn(Ipv4Address destination, MtuReport report)
    {
        Instant now = context.Loop.Now;
        int current = PathMtuTo(destination, out _);
        if (report.Check(current, out int mtu) != MtuVerdict.Taken) return;
        context.PathMtus.Learn(destination, mtu, current, now);
        context.Counters.Ip.UdpPathMtuReduced++;
    }

    private void Tell()
    {
        if (_told) return;
        _told = true;
        owner.Tell(DatagramNews.Instance, ActorRefs.NoSender);
    }
}
