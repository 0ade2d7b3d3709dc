namespace ActorTcp.Sockets.Tests.Kernel;

/// <summary>The kernel's own sockets, on loopback.</summary>
public sealed class KernelThreadTests() : ThreadTests(new KernelApi());
