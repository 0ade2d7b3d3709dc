using System.Net.Sockets;
using ActorTcp.Packetdrill.Packets;
using ActorTcp.Sockets;

namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>What a file descriptor of a script stands for.</summary>
internal abstract class Descriptor
{
    /// <summary>Its number in the script.</summary>
    public int Number { get; set; } = -1;

    public bool IsClosed { get; set; }

    /// <summary>Whether O_NONBLOCK is set.</summary>
    public bool IsNonBlocking { get; set; }
}

/// <summary>A socket's.</summary>
internal sealed class SocketDescriptor(StackSocket socket, SocketType type, Flow flow) : Descriptor
{
    public StackSocket Socket { get; } = socket;

    public SocketType Type { get; } = type;

    /// <summary>Its packets.</summary>
    public Flow Flow { get; set; } = flow;
}

/// <summary>The descriptors of a script, and the flow of packets that it speaks of.</summary>
internal sealed class Descriptors
{
    private readonly List<Descriptor> _all = [];

    /// <summary>All flows, in the order in which they came to be.</summary>
    public List<Flow> Flows { get; } = [];

    /// <summary>The flow that packets are compared with: that of the last socket made, or of the last connection to a listener.</summary>
    public Flow? UnderTest { get; set; }

    /// <summary>Those that are open.</summary>
    public IEnumerable<Descriptor> Open => _all.Where(each => !each.IsClosed);

    /// <summary>The open socket whose packets are a flow's; null: there is none.</summary>
    public SocketDescriptor? SocketOf(Flow flow) => Open.OfType<SocketDescriptor>().LastOrDefault(each => each.Flow == flow);

    /// <summary>The open descriptor of a number; of several the last.</summary>
    /// <exception cref="ScriptFailureException">There is none.</exception>
    public Descriptor Find(long number) =>
        Open.LastOrDefault(each => each.Number == number) ?? throw new ScriptFailureException($"unable to find fd with script fd {number}");

    /// <summary>The open socket of a number.</summary>
    /// <exception cref="ScriptFailureException">There is none.</exception>
    public SocketDescriptor FindSocket(long number) =>
        Find(number) as SocketDescriptor ?? throw new ScriptFailureException($"script fd {number} is not a socket");

    /// <summary>Gives a new descriptor the script's number.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="number">The number.</param>
    /// <param name="again">Whether it may be in use: scripts accept connections without having closed those before.</param>
    /// <exception cref="ScriptFailureException">The number is in use, or none.</exception>
    public void Add(Descriptor descriptor, long number, bool again = false)
    {
        if (number is < 0 or > int.MaxValue) throw new ScriptFailureException($"invalid fd {number} in script");
        if (!again && Open.Any(each => each.Number == number)) throw new ScriptFailureException($"duplicate fd {number} in script");
        descriptor.Number = (int)number;
        _all.Add(descriptor);
    }
}
