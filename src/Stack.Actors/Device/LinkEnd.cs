using ActorTcp.Protocol.Wire;

namespace ActorTcp.Device;

/// <summary>One end of a <see cref="SimulatedLink"/>.</summary>
internal sealed class LinkEnd(SimulatedLink link, LinkSide side, string name) : VirtualEnd(link.Loop, name)
{
    public LinkSide Side => side;

    public override int Mtu => link.Mtu;

    public override DeviceOffloads Offloads => link.Offloads;

    /// <summary>The address that frames from here last came from.</summary>
    internal MacAddress Station { get; private set; }

    protected override bool TrySend(Frame frame)
    {
        if (!EthernetHeader.TryRead(frame.Bytes, out EthernetHeader header)) return false;
        Station = header.Source;
        link.Take(this, frame);
        return true;
    }

    protected override void AfterSend() => link.ArmTimer();

    protected override void Disconnect() => link.Disconnect(this);
}
