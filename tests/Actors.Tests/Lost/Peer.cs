using System.Net.Sockets;
using ActorTcp.Api;
using ActorTcp.Tests.Connection;
using Akka.Actor;
using Akka.IO;
using Akka.TestKit;

namespace ActorTcp.Tests.Lost;

/// <summary>One end: its stack, its application and what the application is told. It registers as soon as it is connected.</summary>
internal sealed class Peer(string name, Storyline story, TestProbe probe) : AutoPilot
{
    private long _written;
    private long _received;

    public string Name => name;

    public IActorRef Handler => probe.Ref;

    public StackHandle Stack { get; set; } = null!;

    public FilteredDevice Device { get; set; } = null!;

    public IActorRef Connection { get; private set; } = ActorRefs.Nobody;

    /// <summary>Whether the application closes in its own time after the peer has.</summary>
    public bool KeepsOpen { get; set; }

    /// <summary>How many bytes the application writes as soon as it is connected.</summary>
    public int Greeting { get; set; }

    public void Write(int length)
    {
        byte[] bytes = ScriptedSegment.Stream(_written, length);
        _written += length;
        Tell(Tcp.Write.Create(ByteString.FromBytes(bytes)));
    }

    public void Close() => Tell(Tcp.Close.Instance);

    public void ConfirmedClose() => Tell(Tcp.ConfirmedClose.Instance);

    /// <summary>A half-close: the application stays, so its FIN has <c>tcp_retries2</c> retries and not an orphan's.</summary>
    public void ShutdownSend() => Tell(new StackTcp.Shutdown(SocketShutdown.Send));

    public void Abort() => Tell(Tcp.Abort.Instance);

    public override AutoPilot Run(IActorRef sender, object message)
    {
        switch (message)
        {
            case Tcp.Connected:
                Connection = sender;
                story.Add($"! {name} Connected");
                Tell(new Tcp.Register(Handler, KeepsOpen));
                if (Greeting > 0) Write(Greeting);
                break;
            case Tcp.Received received:
                byte[] expected = ScriptedSegment.Stream(_received, received.Data.Count);
                _received += expected.Length;
                story.Add($"! {name} Received({expected.Length})", received.Data.ToArray().AsSpan().SequenceEqual(expected) ? "" : "WRONG");
                break;
            case Tcp.CommandFailed failed:
                SocketError? error = failed.Cause.HasValue && failed.Cause.Value is SocketException cause ? cause.SocketErrorCode : null;
                story.Add($"! {name} CommandFailed({error})");
                break;
            case Tcp.ErrorClosed closed:
                story.Add($"! {name} ErrorClosed({StackTcp.ErrorOf(closed)})");
                break;
            case Tcp.ConnectionClosed closed:
                story.Add($"! {name} {closed.GetType().Name}");
                break;
        }
        return KeepRunning;
    }

    private void Tell(Tcp.Command command) => Connection.Tell(command, Handler);
}
