using ActorTcp.Network;
using Akka.Actor;

namespace ActorTcp.Device;

/// <summary>
/// The pump between the device and the stack, and the only one that touches the device: received frames go through
/// <see cref="Ingress"/> to the boxes of the actors they are for, and what gathers in the <see cref="Link"/> goes out.
/// </summary>
internal sealed class DeviceActor(StackContext context) : UntypedActor
{
    /// <summary>How many frames are received before the other actors have their turn.</summary>
    public const int FramesPerTurn = 64;

    /// <summary>The actor's name under the stack.</summary>
    public const string Name = "device";

    /// <summary>How to make the actor; it belongs on the stack's loop.</summary>
    public static Props Props(StackContext context) => Akka.Actor.Props.Create(() => new DeviceActor(context));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        IActorRef self = Self;
        context.Link.Open(self);
        context.Device.Attach(context.Loop, () => self.Tell(DeviceReadable.Instance, ActorRefs.NoSender));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        context.Link.Close();
        context.Ingress.Close();
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DeviceReadable: Receive(); break;
            case TransmitFrames: Transmit(); break;
            case LoopedFrames: ReceiveLooped(); break;
            case ReassemblyTimeout: context.Ingress.ExpireFragments(); break;
            default: Unhandled(message); break;
        }
    }

    private void Receive()
    {
        FrameChain frames = default;
        int received = context.Device.Receive(ref frames, FramesPerTurn);
        try
        {
            while (frames.TakeFirst() is { } frame) context.Ingress.Receive(frame);
        }
        finally
        {
            frames.Release();
        }
        // More may wait. A message to itself would be handled in this same run of the mailbox, before the boxes that are
        // full now have been emptied; at the turn's end everybody has had the chance.
        if (received == FramesPerTurn) context.Loop.TellAtTurnEnd(Self, DeviceReadable.Instance);
    }

    private void Transmit()
    {
        FrameChain frames = context.Link.TakeAll();
        try
        {
            context.Device.Send(ref frames);
        }
        finally
        {
            frames.Release();
        }
    }

    private void ReceiveLooped()
    {
        FrameChain frames = context.Link.TakeLooped();
        try
        {
            while (frames.TakeFirst() is { } frame) context.Ingress.ReceiveLooped(frame);
        }
        finally
        {
            frames.Release();
        }
    }
}

/// <summary>The device may have frames.</summary>
internal sealed class DeviceReadable
{
    public static readonly DeviceReadable Instance = new();

    private DeviceReadable()
    {
    }
}

/// <summary>A datagram in reassembly has run out of time.</summary>
internal sealed class ReassemblyTimeout
{
    public static readonly ReassemblyTimeout Instance = new();

    private ReassemblyTimeout()
    {
    }
}
