using Akka.Actor;
using Akka.Event;
using Akka.IO;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Network;
using ActorTcp.Sockets;

namespace ActorTcp.Api;

/// <summary>
/// Starts stacks. A stack is an actor, the supervisor of its device, neighbours, protocols and connections, that takes the
/// place of <c>system.Tcp()</c>: tell it <see cref="Tcp.Bind"/> and <see cref="Tcp.Connect"/>; and of <c>system.Udp()</c>.
/// </summary>
public static class TcpStack
{
    /// <summary>Starts a stack on a loop. From any thread; needs no HOCON.</summary>
    /// <param name="system">The system that the stack's actors live in.</param>
    /// <param name="loop">The loop that runs them; one loop may run several stacks. Who made it disposes it.</param>
    /// <param name="device">The link; the stack disposes it when it stops.</param>
    /// <param name="options">Addresses and tunables.</param>
    /// <param name="name">The supervisor's name, unique in the system.</param>
    /// <returns>The running stack.</returns>
    public static StackHandle Start(
        ActorSystem system, EventLoop loop, IFrameDevice device, StackOptions options, string name = "stack")
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(options);
        string dispatcher = EventLoopDispatcher.Register(system, loop, $"actor-tcp.{name}.loop");
        var context = new StackContext(loop, device, options, dispatcher);
        IActorRef stack = system.ActorOf(Props.Create(() => new StackActor(context)).WithDispatcher(dispatcher), name);
        return new StackHandle(stack, context);
    }
}

/// <summary>A running stack.</summary>
public sealed class StackHandle
{
    private readonly StackContext _context;

    internal StackHandle(IActorRef tcp, StackContext context)
    {
        Tcp = tcp;
        _context = context;
    }

    /// <summary>The stack's actor: use it in place of <c>system.Tcp()</c>; stopping it stops the stack.</summary>
    public IActorRef Tcp { get; }

    /// <summary>The stack's actor: use it in place of <c>system.Udp()</c>, and for <see cref="UdpConnected"/>'s commands.</summary>
    public IActorRef Udp => Tcp;

    /// <summary>The dispatcher of the stack's loop, for handlers that never block and want to save the change of threads.</summary>
    public string DispatcherId => _context.DispatcherId;

    /// <summary>What the stack has counted; read from any thread.</summary>
    public StackCounters Counters => _context.Counters;

    /// <summary>What its device has counted; read from any thread.</summary>
    public DeviceCounters DeviceCounters => _context.Device.Counters;

    internal StackContext Context => _context;
}

/// <summary>The <c>stack</c> actor: supervises one device and the protocols over it.</summary>
internal sealed class StackActor(StackContext context) : UntypedActor
{
    private IActorRef _tcp = ActorRefs.Nobody;
    private IActorRef _udp = ActorRefs.Nobody;
    private IActorRef _sockets = ActorRefs.Nobody;

    // A protocol's actor that fails takes its tables along: the stack ends as a whole, and says so, rather than live on in part.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        context.Link.KeepsLast = true;
        Start(DeviceActor.Props(context), "device");
        Start(ArpActor.Props(context), "arp");
        Start(IcmpActor.Props(context), "icmp");
        _udp = Start(UdpManager.Props(context), UdpManager.Name);
        _tcp = Start(TcpManager.Props(context), "tcp");
        _sockets = Start(SocketsActor.Props(context), "sockets");
    }

    // The children stop in no particular order, and the device's actor, having none of its own, is among the first: what the
    // connections say at their end is sent here.
    protected override void PostStop()
    {
        FrameChain last = context.Link.TakeAll();
        context.Device.Send(ref last);
        last.Release();
        context.Link.KeepsLast = false;
        context.Link.Close();
        context.Neighbours.Clear();
        context.Device.Dispose();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Tcp.Command:
                _tcp.Forward(message);
                break;
            case Udp.Command or UdpConnected.Command:
                _udp.Forward(message);
                break;
            case SpawnSocket:
                _sockets.Forward(message);
                break;
            case Terminated dead:
                Context.GetLogger().Error("{0} has stopped, and with it the stack on {1}", dead.ActorRef.Path, context.Device.Name);
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private IActorRef Start(Props props, string name) =>
        Context.Watch(Context.ActorOf(props.WithDispatcher(context.DispatcherId), name));
}
