using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Protocol.Wire;
using Tcp = Akka.IO.Tcp;

namespace ActorTcp.Tests.Matrix;

// What rows do before their event, and how each event that is no segment is caused.
internal sealed partial class MatrixWorld
{
    /// <summary>All that was sent is acknowledged: no timer of the sender's runs.</summary>
    public void Acknowledge() =>
        Peer($". {Numbers.RcvNxt}:{Numbers.RcvNxt}(0) ack {Numbers.SndNxt} win 1000");

    /// <summary>The application stops reading, and 100 bytes come.</summary>
    public void LeaveUnread()
    {
        Tell(Tcp.SuspendReading.Instance);
        long at = Numbers.RcvNxt;
        Peer($"P. {at}:{at + 100}(100) ack {Numbers.TextAck} win 1000");
        Numbers = Numbers with { RcvNxt = at + 100, RcvWnd = Window - 100 };
    }

    /// <summary>A router reports the segment in flight.</summary>
    public void CannotReach() => PeerUnreachable(IcmpUnreachableCode.Host, (uint)Numbers.SndUna);

    /// <summary>The peer's FIN comes once more.</summary>
    public void PeerFinAgain() => Peer($"F. {Numbers.RcvNxt - 1}:{Numbers.RcvNxt - 1}(0) ack {Numbers.TextAck} win 1000");

    /// <summary>The application is told of the connection that it asked for, and takes it.</summary>
    public void Meet()
    {
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Tell(new Tcp.Register(Handler.Ref));
    }

    /// <summary>The application reads no more, and says so.</summary>
    public void ShutReceiving() => Tell(new StackTcp.Shutdown(SocketShutdown.Receive));

    /// <summary>The peer acknowledges all and closes its window; 100 bytes wait for it.</summary>
    public void CloseThePeersWindow()
    {
        Peer($". {Numbers.RcvNxt}:{Numbers.RcvNxt}(0) ack {Numbers.SndNxt} win 0");
        Write((int)Numbers.SndNxt, 100);
    }

    /// <summary>The last that the window holds comes first, and it ends with a FIN; what is missing follows at once.</summary>
    public void ReceiveFinFirst()
    {
        Peer("FP. 10000:11000(1000) ack 2001 win 1000");
        IEnumerable<int> pieces = Enumerable.Range(1, 9).Select(thousand => thousand * 1000 + 1);
        Peer([.. pieces.Select(at => $". {at}:{at + 1000}(1000) ack 2001 win 1000")]);
    }

    /// <summary>The application gives the connection up; what was written still goes out.</summary>
    public void BecomeOrphan() => Tell(Tcp.Close.Instance);

    /// <summary>
    /// A connection that the peer has reset, and that nobody has registered for: CLOSED, and still to be told of.
    /// </summary>
    public void LoseUnregistered()
    {
        InSynReceived();
        Peer(". 1:1(0) ack 1 win 1000");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Unbind();
        Peer("R 1:1(0)");
    }

    public void Bind(bool reuseAddress = false)
    {
        Stack.Tcp.Tell(new Tcp.Bind(Handler.Ref, Local, options: [new TcpSO.ReuseAddress(reuseAddress), new TcpSO.NoDelay(true)]), Handler.Ref);
        Run();
    }

    /// <summary>The port has a listener again, as after a server's restart.</summary>
    public void ListenAgain()
    {
        TakeTold();
        Bind(reuseAddress: true);
        Handler.ExpectMsg<Tcp.Bound>();
        OwnListener = Handler.LastSender;
    }

    public void Unbind()
    {
        OwnListener.Tell(Tcp.Unbind.Instance, Handler.Ref);
        Run();
    }

    public void Connect(TimeSpan? timeout = null)
    {
        Connecting = new Tcp.Connect(Remote, Local, null, timeout);
        Stack.Tcp.Tell(Connecting, Handler.Ref);
        Run();
    }

    /// <summary>The last active open.</summary>
    public Tcp.Connect? Connecting { get; private set; }

    public void CancelConnect()
    {
        Stack.Tcp.Tell(new StackTcp.CancelConnect(Connecting!), Handler.Ref);
        Run();
    }

    /// <summary>The usual way to cause an event that is no segment.</summary>
    private void Cause(Happening happening)
    {
        switch (happening)
        {
            case Happening.OpenActive: Connect(); break;
            case Happening.OpenPassive: Bind(); break;
            case Happening.Send: Write((int)Numbers.SndNxt, 100); break;
            case Happening.Receive: Tell(Tcp.ResumeReading.Instance); break;
            case Happening.Close: Tell(Tcp.Close.Instance); break;
            case Happening.Abort: Tell(Tcp.Abort.Instance); break;
            case Happening.Status: Tell(StackTcp.GetInfo.Instance); break;
            case Happening.ShutdownSend: Tell(new StackTcp.Shutdown(SocketShutdown.Send)); break;
            case Happening.ShutdownReceive: Tell(new StackTcp.Shutdown(SocketShutdown.Receive)); break;
            case Happening.HandlerDies:
                Handler.Ref.Tell(PoisonPill.Instance);
                Run();
                break;
            case Happening.IcmpUnreachable: CannotReach(); break;
            case Happening.UserTimeout: Advance(ConnectTimeout.TotalSeconds); break;
            case Happening.RetriesUsedUp: Advance(1000); break;
            case Happening.Retransmission: Advance(Numbers.HasSyn ? 1 : 0.2); break;
            case Happening.TimeWaitTimeout or Happening.FinWait2Timeout: Advance(60); break;
            default: throw new ArgumentOutOfRangeException(nameof(happening), happening, "a row says how to cause it");
        }
    }
}
