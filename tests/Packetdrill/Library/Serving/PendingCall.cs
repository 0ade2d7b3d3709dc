namespace ActorTcp.Packetdrill.Serving;

/// <summary>Tries to finish a call; null: it still has to wait. It is tried at each instant at which something happens.</summary>
internal delegate Reply? ServedAttempt();

/// <summary>A call that has not returned.</summary>
/// <param name="Id">Its request's.</param>
/// <param name="Attempt">Tries to finish it.</param>
internal sealed record PendingCall(uint Id, ServedAttempt Attempt);
