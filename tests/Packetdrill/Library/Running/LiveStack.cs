using ActorTcp.Api;
using ActorTcp.Loop;
using ActorTcp.Protocol;
using Akka.Actor;

namespace ActorTcp.Packetdrill.Running;

/// <summary>A stack of a script's own, on virtual time, with the script at the other end of its link.</summary>
internal sealed class LiveStack : IDisposable
{
    // Where a script's zero is on the loop: no timer, timestamp or limit begins at nothing.
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1000.00025);

    private static int _count;

    /// <summary>Starts the stack; its neighbours are known.</summary>
    public LiveStack(ActorSystem system, StackOptions options, RunnerSettings settings)
    {
        Device = new LinkDevice(settings.Mtu, settings.PeerSegment) { Divides = settings.Divides };
        Handle = TcpStack.Start(system, Loop, Device, options, $"script-{Interlocked.Increment(ref _count)}");
        Loop.RunUntil(() => !Handle.Context.TcpManager.IsNobody());
        // An actor of ActorOf may take messages aside for a moment longer than it has run: once it answers, it takes them at once.
        Task<ActorIdentity> answer = Handle.Tcp.Ask<ActorIdentity>(new Identify(null));
        Loop.RunUntil(() => answer.IsCompleted);
        Loop.Advance(Age);
        Device.Announce(settings.Gateway, settings.LocalAddress);
        if (options.Address.Contains(settings.RemoteAddress)) Device.Announce(settings.RemoteAddress, settings.LocalAddress);
        Loop.RunUntilIdle();
        Device.Sent.Clear();
        Zero = Loop.Now;
        Device.Zero = Zero;
    }

    public VirtualEventLoop Loop { get; } = new();

    public LinkDevice Device { get; }

    public StackHandle Handle { get; }

    /// <summary>The script's zero.</summary>
    public Instant Zero { get; }

    /// <summary>Microseconds since the script's zero.</summary>
    public long Now => LinkDevice.Microseconds(Loop.Now - Zero);

    /// <summary>Changes an option of the running stack, as sysctl does: what has begun with the old value may keep it.</summary>
    public void Change(Func<StackOptions, StackOptions> change) => Handle.Context.Options = change(Handle.Context.Options);

    /// <summary>Puts an IPv4 packet on the link.</summary>
    public void Inject(ReadOnlySpan<byte> packet) => Device.Inject(packet, Handle.Context.Options.Mac);

    /// <summary>Ends the stack, and everything in it, at once.</summary>
    public void Dispose()
    {
        Task<bool> stopped = Handle.Tcp.GracefulStop(TimeSpan.FromSeconds(10));
        try
        {
            Loop.RunUntil(() => stopped.IsCompleted);
        }
        catch (AggregateException)
        {
            // The script has failed by what was thrown on the loop, which goes on telling so.
        }
        Loop.Dispose();
    }
}
