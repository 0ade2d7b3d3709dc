using Akka.Actor;
using ActorTcp.Apps.EchoNode.Output;
using ActorTcp.Connection;
using ActorTcp.Loop;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Apps.EchoNode.Demo;

/// <summary>
/// Drives the loop instant by instant and tells what happens in each: first what the server receives, then the states that are
/// entered, then what it sends.
/// </summary>
internal sealed class Stage(VirtualEventLoop loop, Terminal terminal, Ipv4Address server)
{
    private readonly List<(int Rank, object Item)> _instant = [];

    /// <summary>The tracer's sink: time, direction, frame.</summary>
    public void OnFrame(string line) => _instant.Add((line.Contains(" < ", StringComparison.Ordinal) ? 0 : 2, line));

    private void OnState(StateChanged change)
    {
        bool isServer = change.Flow.LocalAddress == server || change.Flow.RemotePort == 0; // only the server listens
        string who = isServer ? "server" : "client";
        _instant.Add((1, $"{change.At} *   {who}: {change.From} -> {change.To}"));
    }

    /// <summary>An actor that hears the state changes.</summary>
    public Props Listener(Action listening) => Props.Create(() => new StateListener(OnState, listening));

    /// <summary>A part of the play: runs for so long.</summary>
    public void Play(string title, TimeSpan duration)
    {
        terminal.Line();
        terminal.Line($"[bold]{title}[/]");
        Protocol.Instant end = loop.Now + duration;
        loop.RunUntilIdle();
        TellInstant();
        while (loop.Now < end && loop.AdvanceToNext(end - loop.Now)) TellInstant();
        if (loop.Now < end) loop.Advance(end - loop.Now);
    }

    private void TellInstant()
    {
        foreach ((_, object item) in _instant.OrderBy(each => each.Rank)) terminal.Item(item); // stable
        _instant.Clear();
    }

    private sealed class StateListener(Action<StateChanged> heard, Action listening) : UntypedActor
    {
        protected override void PreStart()
        {
            Context.System.EventStream.Subscribe(Self, typeof(StateChanged));
            listening();
        }

        protected override void OnReceive(object message)
        {
            if (message is StateChanged change) heard(change);
            else Unhandled(message);
        }
    }
}
