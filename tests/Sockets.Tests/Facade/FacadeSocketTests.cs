namespace ActorTcp.Sockets.Tests.Facade;

/// <summary>A stack's sockets, on virtual time.</summary>
public sealed class FacadeSocketTests() : SocketTests(new FacadeApi());
