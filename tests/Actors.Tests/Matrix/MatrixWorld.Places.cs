using System.Net.Sockets;
using Akka.Actor;
using Akka.IO;
using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Protocol.Wire;
using ActorTcp.Tests.Connection;
using Tcp = Akka.IO.Tcp;

namespace ActorTcp.Tests.Matrix;

// How each state is reached, and left.
internal sealed partial class MatrixWorld
{
    /// <summary>A connect's own timeout, which RFC 9293 3.10.1 calls the user timeout.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How many bytes of the peer's wait unread: at a zero window all that fit.</summary>
    private int _unread;

    public void Enter(Place place, bool zeroWindow = false)
    {
        UseLocalPort(++_port);
        Handler = CreateTestProbe();
        Connection = OwnListener = ActorRefs.Nobody;
        // A FIN takes a number of the window, too.
        bool afterFin = place is Place.CloseWait or Place.Closing or Place.LastAck or Place.TimeWait;
        _unread = !zeroWindow ? 0 : afterFin ? Window - 1 : Window;
        Action enter = place switch
        {
            Place.Closed => InClosed,
            Place.Listen => InListen,
            Place.SynSent => () => InSynSent(),
            Place.SynReceived => InSynReceived,
            Place.SynReceivedActive => InSynReceivedActive,
            Place.Established => InEstablished,
            Place.FinWait1 => InFinWait1,
            Place.FinWait2 => InFinWait2,
            Place.CloseWait => InCloseWait,
            Place.Closing => InClosing,
            Place.LastAck => InLastAck,
            _ => InTimeWait,
        };
        enter();
    }

    /// <summary>No socket at all.</summary>
    private void InClosed() => Numbers = new Geometry(1, 1, 1, 0);

    public void InListen()
    {
        ListenAgain();
        Connection = OwnListener;
        Numbers = new Geometry(0, 0, 0, 0);
    }

    public void InSynSent(TimeSpan? timeout = null)
    {
        Connect(timeout);
        Expect("S 0:0(0) win 10000 <mss 1460,sackOK,nop,wscale 0>");
        Connection = OwnArrows.Last().Connection;
        Numbers = new Geometry(0, 1, 0, 0) { HasSyn = true };
    }

    /// <summary>Begins once more.</summary>
    public void EnterAgain(Place place, bool zeroWindow)
    {
        Leave();
        Enter(place, zeroWindow);
    }

    /// <summary>The peer acknowledges all, then the application, which had stopped, reads on.</summary>
    public void AcknowledgeAndRead()
    {
        Acknowledge();
        Tell(Tcp.ResumeReading.Instance);
    }

    /// <summary>Begins once more, with a timeout for the connect.</summary>
    public void ConnectAgain()
    {
        Leave();
        UseLocalPort(++_port);
        InSynSent(ConnectTimeout);
    }

    private void InSynReceived()
    {
        InListen();
        Peer("S 0:0(0) win 1000 <mss 1460>");
        Expect("S. 0:0(0) ack 1 win 10000 <mss 1460>");
        Connection = OwnArrows.Last().Connection;
        Numbers = new Geometry(0, 1, 1, Window) { HasSyn = true };
    }

    /// <summary>Both sides open at once.</summary>
    private void InSynReceivedActive()
    {
        InSynSent();
        Peer("S 0:0(0) win 1000 <mss 1460>");
        Expect("S. 0:0(0) ack 1 win 10000 <mss 1460>");
        Numbers = new Geometry(0, 1, 1, Window) { HasSyn = true };
    }

    /// <summary>A connection that has been used in both directions, its listener gone.</summary>
    private void HaveTalked()
    {
        InSynReceived();
        Peer(". 1:1(0) ack 1 win 1000");
        Handler.ExpectMsg<Tcp.Connected>();
        Connection = Handler.LastSender;
        Unbind();
        Handler.ExpectMsg<Tcp.Unbound>();
        Tell(new Tcp.Register(Handler.Ref, keepOpenOnPeerClosed: true));
        Write(1, 1000);
        Expect("P. 1:1001(1000) ack 1");
        Peer(". 1:1(0) ack 1001 win 1000");
        Write(1001, 1000);
        Expect("P. 1001:2001(1000) ack 1");
        Peer("P. 1:1001(1000) ack 2001 win 1000");
        ExpectReceived(1, 1000);
        Expect(". 2001:2001(0) ack 1001 win 10000");
        Advance(0.05); // what is written now is no answer: the acknowledgments of what arrives do not wait for one
        Fill();
    }

    /// <summary>The application stops reading, and the peer goes on.</summary>
    private void Fill()
    {
        if (_unread == 0) return;
        Tell(Tcp.SuspendReading.Instance);
        const int Piece = 1000;
        for (int at = 1001; at < 1001 + _unread; at += Piece)
        {
            int length = Math.Min(Piece, 1001 + _unread - at);
            Peer($"P. {at}:{at + length}({length}) ack 2001 win 1000");
        }
        TakeSent();
    }

    /// <summary>RCV.NXT before the peer's FIN.</summary>
    private int RcvNxt => 1001 + _unread;

    private int RcvWnd => _unread == 0 ? Window : 0;

    private void InEstablished()
    {
        HaveTalked();
        Write(2001, 100);
        Expect($"P. 2001:2101(100) ack {RcvNxt}");
        Numbers = new Geometry(2001, 2101, RcvNxt, RcvWnd);
    }

    private void InFinWait1()
    {
        InEstablished();
        Tell(Tcp.ConfirmedClose.Instance);
        Expect($"F. 2101:2101(0) ack {RcvNxt}");
        Numbers = new Geometry(2001, 2102, RcvNxt, RcvWnd) { HasFin = true };
    }

    private void InFinWait2()
    {
        InFinWait1();
        Peer($". {RcvNxt}:{RcvNxt}(0) ack 2102 win 1000");
        Numbers = new Geometry(2102, 2102, RcvNxt, RcvWnd) { HasFin = true };
    }

    private void InCloseWait()
    {
        HaveTalked();
        Peer($"F. {RcvNxt}:{RcvNxt}(0) ack 2001 win 1000");
        Expect($". 2001:2001(0) ack {RcvNxt + 1}");
        Write(2001, 100);
        Expect($"P. 2001:2101(100) ack {RcvNxt + 1}");
        Numbers = new Geometry(2001, 2101, RcvNxt + 1, RcvWnd);
    }

    private void InClosing()
    {
        InFinWait1();
        Peer($"F. {RcvNxt}:{RcvNxt}(0) ack 2001 win 1000");
        Expect($". 2102:2102(0) ack {RcvNxt + 1}");
        Numbers = new Geometry(2001, 2102, RcvNxt + 1, RcvWnd) { HasFin = true };
    }

    private void InLastAck()
    {
        InCloseWait();
        // With unread text only one direction can be closed without a reset.
        Tell(_unread == 0 ? Tcp.Close.Instance : new StackTcp.Shutdown(SocketShutdown.Send));
        Expect($"F. 2101:2101(0) ack {RcvNxt + 1}");
        Numbers = new Geometry(2001, 2102, RcvNxt + 1, RcvWnd) { HasFin = true };
    }

    private void InTimeWait()
    {
        InFinWait2();
        Peer($"F. {RcvNxt}:{RcvNxt}(0) ack 2102 win 1000");
        Expect($". 2102:2102(0) ack {RcvNxt + 1}");
        Numbers = new Geometry(2102, 2102, RcvNxt + 1, RcvWnd) { HasFin = true };
    }

    /// <summary>Nothing of the row moves any more.</summary>
    public void Leave()
    {
        foreach (IActorRef actor in OwnArrows.Select(arrow => arrow.Connection).Distinct().ToList())
            actor.Tell(Tcp.Abort.Instance, ActorRefs.NoSender);
        if (!OwnListener.IsNobody()) OwnListener.Tell(Tcp.Unbind.Instance, ActorRefs.NoSender);
        Run();
        Wire.FromStack.Clear();
    }
}
