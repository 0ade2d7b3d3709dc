using ActorTcp.Datagrams;
using ActorTcp.Network;
using Akka.Actor;

namespace ActorTcp.Tests.Udp;

/// <summary>Owns an endpoint: takes what arrives at once and keeps it, unless it is told to leave it.</summary>
internal sealed class DatagramSink(StackContext context, DatagramSink.Record record) : UntypedActor
{
    public static Props Props(StackContext context, Record record) => Akka.Actor.Props.Create(() => new DatagramSink(context, record));

    protected override void PreStart() => record.Endpoint = new DatagramEndpoint(context, Self);

    protected override void PostStop() => record.Endpoint.Close();

    protected override void OnReceive(object message)
    {
        if (message is not DatagramNews)
        {
            Unhandled(message);
            return;
        }
        record.News++;
        record.Endpoint.NewsHandled();
        while (record.Takes && record.Endpoint.TryTake(out Datagram datagram)) record.Received.Add(datagram);
    }

    public sealed class Record
    {
        public DatagramEndpoint Endpoint { get; set; } = null!;

        public List<Datagram> Received { get; } = [];

        /// <summary>How often it was told of news.</summary>
        public int News { get; set; }

        public bool Takes { get; set; } = true;
    }
}
