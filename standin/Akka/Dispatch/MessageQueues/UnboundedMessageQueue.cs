using Akka.Actor;

namespace Akka.Dispatch.MessageQueues;

/// <summary>
/// Many producers, one consumer: a linked list whose producers do one atomic exchange each, and whose consumer does none.
/// Nodes come from and go back to a list of the thread that runs, so that one thread that does both allocates nothing.
/// </summary>
public class UnboundedMessageQueue : IMessageQueue, IUnboundedMessageQueueSemantics
{
    // The consumer's end: a node whose message has been taken. Its successor holds the next message.
    private Node _head;
    private Node _tail;

    public UnboundedMessageQueue() => _head = _tail = new Node();

    // By the tail, not by the link: a producer that has exchanged the tail but not yet linked counts,
    // or a mailbox that goes idle in between would be forgotten.
    public bool HasMessages => !ReferenceEquals(_head, Volatile.Read(ref _tail));

    /// <summary>Exact for the consumer and at rest; walks the list, so not for the hot path.</summary>
    public int Count
    {
        get
        {
            const int Limit = 1 << 20;
            var count = 0;
            for (var node = Volatile.Read(ref _head.Next); node != null && count < Limit; node = Volatile.Read(ref node.Next))
            {
                count++;
            }

            return count;
        }
    }

    public void Enqueue(IActorRef receiver, Envelope envelope)
    {
        var node = NodePool.Rent();
        node.Envelope = envelope;
        var before = Interlocked.Exchange(ref _tail, node);
        Volatile.Write(ref before.Next, node);
    }

    public bool TryDequeue(out Envelope envelope)
    {
        var head = _head;
        var next = Volatile.Read(ref head.Next);
        if (next == null)
        {
            if (ReferenceEquals(head, Volatile.Read(ref _tail)))
            {
                envelope = default;
                return false;
            }

            next = WaitForLink(head);
        }

        envelope = next.Envelope;
        next.Envelope = default;
        _head = next;
        NodePool.Return(head);
        return true;
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out var envelope))
        {
            deadletters.Enqueue(owner, envelope);
        }
    }

    private static Node WaitForLink(Node head)
    {
        var spin = default(SpinWait);
        Node next;
        while ((next = Volatile.Read(ref head.Next)) == null)
        {
            spin.SpinOnce();
        }

        return next;
    }

    private sealed class Node
    {
        public Envelope Envelope;
        public Node Next;
    }

    private sealed class NodePool
    {
        private const int Capacity = 1024;

        [ThreadStatic]
        private static NodePool _ofThread;

        private Node _free;
        private int _count;

        public static Node Rent()
        {
            var pool = _ofThread;
            var node = pool?._free;
            if (node == null)
            {
                return new Node();
            }

            pool._free = node.Next;
            pool._count--;
            node.Next = null;
            return node;
        }

        public static void Return(Node node)
        {
            var pool = _ofThread ??= new NodePool();
            if (pool._count < Capacity)
            {
                node.Next = pool._free;
                pool._free = node;
                pool._count++;
            }
        }
    }
}
