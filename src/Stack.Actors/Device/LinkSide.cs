namespace ActorTcp.Device;

/// <summary>On which side of a <see cref="SimulatedLink"/> an end is.</summary>
public enum LinkSide
{
    /// <summary>What it sends takes the direction that is given first.</summary>
    Near,

    /// <summary>The other.</summary>
    Far,
}
