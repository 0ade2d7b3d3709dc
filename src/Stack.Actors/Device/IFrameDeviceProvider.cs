using ActorTcp.Loop;
using Akka.Configuration;

namespace ActorTcp.Device;

/// <summary>Opens the link of a stack that is configured from HOCON. Has a parameterless constructor.</summary>
public interface IFrameDeviceProvider
{
    /// <summary>How the stack's loop waits for this kind of device; null: it has no file descriptor.</summary>
    ILoopWaiter? CreateWaiter();

    /// <summary>Opens the link. On the thread that starts the stack.</summary>
    /// <param name="config">The section <c>actor-tcp.device</c>.</param>
    IFrameDevice Open(Config config);
}
