using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.IO;

namespace ActorTcp.Apps.EchoNode.Services;

/// <summary>
/// RFC 862: sends back what it receives, and when the peer has closed its side, the rest and a FIN. It holds about a mebibyte
/// of a connection at most: beyond that it stops reading until the peer takes its echo.
/// </summary>
/// <remarks>
/// Writes are taken in their order, so the ack of one speaks for those before it, and only one in
/// <see cref="MarkEvery"/> bytes asks for an ack. A connection that is idle costs nothing here.
/// </remarks>
internal class EchoService(IActorRef tcp, ServiceAddress address) : TcpService(tcp, address)
{
    private const int MarkEvery = 256 * 1024;
    private const int SuspendAbove = 1024 * 1024;
    private const int ResumeBelow = 512 * 1024;

    /// <summary>What a write costs besides its bytes: so a peer that sends single bytes cannot make us hold a million messages.</summary>
    private const int CostOfWrite = 512;

    private readonly Dictionary<IActorRef, Ledger> _ledgers = new(ReferenceEqualityComparer.Instance);

    protected override void OnConnected(IActorRef connection) =>
        connection.Tell(new Tcp.Register(Self, keepOpenOnPeerClosed: true));

    protected override void OnReceived(IActorRef connection, ByteString data)
    {
        ref Ledger ledger = ref CollectionsMarshal.GetValueRefOrAddDefault(_ledgers, connection, out _);
        ledger.Unmarked += data.Count + CostOfWrite;
        if (ledger.Unmarked < MarkEvery)
        {
            connection.Tell(Tcp.Write.Create(data));
            return;
        }
        connection.Tell(Tcp.Write.Create(data, new Mark(ledger.Unmarked)));
        ledger.Marked += ledger.Unmarked;
        ledger.Unmarked = 0;
        if (ledger.Marked <= SuspendAbove || ledger.Suspended) return;
        ledger.Suspended = true;
        connection.Tell(Tcp.SuspendReading.Instance);
    }

    protected override void OnOther(IActorRef sender, object message)
    {
        if (message is not Mark mark)
        {
            Unhandled(message);
            return;
        }
        ref Ledger ledger = ref CollectionsMarshal.GetValueRefOrNullRef(_ledgers, sender);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref ledger)) return; // closed meanwhile
        ledger.Marked -= mark.Cost;
        if (!ledger.Suspended || ledger.Marked >= ResumeBelow) return;
        ledger.Suspended = false;
        sender.Tell(Tcp.ResumeReading.Instance);
    }

    protected override void OnClosed(IActorRef connection, Tcp.ConnectionClosed closed)
    {
        // The peer's FIN comes after all its data, and Close sends what was written before it closes.
        if (closed is Tcp.PeerClosed) connection.Tell(Tcp.Close.Instance);
        else _ledgers.Remove(connection);
    }

    /// <summary>What is written and not acked: up to the last mark, and since.</summary>
    private struct Ledger
    {
        public int Marked;
        public int Unmarked;
        public bool Suspended;
    }

    /// <summary>The ack of a write that speaks for those before it.</summary>
    private sealed class Mark(int cost) : Tcp.Event
    {
        public int Cost => cost;
    }
}
