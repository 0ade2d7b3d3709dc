using ActorTcp.Device;
using ActorTcp.Network;
using ActorTcp.Protocol;
using Akka.Actor;

namespace ActorTcp.Tests.Network;

/// <summary>What a <see cref="Sink"/> was given.</summary>
internal sealed record Sunk(FlowKey Flow, Segment Segment, byte[] Bytes)
{
    public byte[] Text => Bytes.AsSpan(Segment.TextOffset, Segment.TextLength).ToArray();
}

/// <summary>In the place of a connection, a listener or a socket: empties its box and keeps what was in it.</summary>
internal sealed class Sink(Sink.Record record, int limit) : UntypedActor
{
    public static Props Props(Record record, int limit) => Akka.Actor.Props.Create(() => new Sink(record, limit));

    protected override void PreStart() => record.Box = new SegmentInbox(Self, limit);

    protected override void PostStop() => record.Box.Close();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SegmentsArrived:
                FrameChain frames = record.Box.TakeAll();
                while (frames.TakeFirst() is { } frame)
                {
                    if (record.Keeps) record.Frames.Add(new Sunk(frame.Flow, frame.Segment, frame.Bytes.ToArray()));
                    frame.Release();
                }
                break;
            case IcmpErrorArrived error:
                record.Errors.Add(error);
                if (record.HandlesErrors) record.Box.ErrorHandled();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    public sealed class Record
    {
        public SegmentInbox Box { get; set; } = SegmentInbox.CreateClosed();

        public List<Sunk> Frames { get; } = [];

        public List<IcmpErrorArrived> Errors { get; } = [];

        public bool Keeps { get; set; } = true;

        public bool HandlesErrors { get; set; } = true;
    }
}
