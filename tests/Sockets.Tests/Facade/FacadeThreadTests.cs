namespace ActorTcp.Sockets.Tests.Facade;

/// <summary>A stack's sockets, whose loop has a thread of its own.</summary>
public sealed class FacadeThreadTests() : ThreadTests(new ThreadedApi());
