namespace ActorTcp.Sockets.Tests.Kernel;

/// <summary>The kernel's own sockets, on loopback.</summary>
public sealed class KernelSocketTests() : SocketTests(new KernelApi());
