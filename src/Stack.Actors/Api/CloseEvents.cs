using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Akka.IO;

namespace ActorTcp.Api;

/// <summary>
/// The close events that carry a <see cref="SocketError"/>: Akka's <see cref="Tcp.ErrorClosed"/> is sealed and holds a text only, so
/// the error is looked up by the event.
/// </summary>
internal static class CloseEvents
{
    private static readonly ConditionalWeakTable<Tcp.ErrorClosed, object> Errors = [];
    private static readonly Dictionary<SocketError, Tcp.ErrorClosed> Events = [];

    /// <summary>The event for an error; one object for each error.</summary>
    public static Tcp.ErrorClosed For(SocketError error)
    {
        lock (Events)
        {
            if (Events.TryGetValue(error, out Tcp.ErrorClosed? made)) return made;
            made = new Tcp.ErrorClosed(new SocketException((int)error).Message);
            Errors.Add(made, error);
            Events.Add(error, made);
            return made;
        }
    }

    public static SocketError? ErrorOf(Tcp.ConnectionClosed closed) =>
        closed is Tcp.ErrorClosed error && Errors.TryGetValue(error, out object? known) ? (SocketError)known : null;
}
