using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>A reference that ignores everything unless a subclass says otherwise.</summary>
public abstract class MinimalActorRef : InternalActorRefBase
{
    public override IInternalActorRef Parent => ActorRefs.Nobody;

    public override bool IsTerminated => false;

    public override bool IsLocal => true;

    public override IActorRef GetChild(IReadOnlyList<string> name) =>
        name.All(string.IsNullOrEmpty) ? this : ActorRefs.Nobody;

    public override void Resume(Exception causedByFailure = null)
    {
    }

    public override void Start()
    {
    }

    public override void Stop()
    {
    }

    public override void Restart(Exception cause)
    {
    }

    public override void Suspend()
    {
    }

    public override void SendSystemMessage(ISystemMessage message)
    {
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
    }
}

public sealed class Nobody : MinimalActorRef
{
    public static readonly Nobody Instance = new();

    private readonly ActorPath _path = new RootActorPath(Address.AllSystems, "/Nobody");

    private Nobody()
    {
    }

    public override ActorPath Path => _path;

    public override IActorRefProvider Provider => throw new NotSupportedException("Nobody does not provide");
}

/// <summary>What is sent to it vanishes without a dead letter.</summary>
internal sealed class IgnoreActorRef : MinimalActorRef
{
    public IgnoreActorRef(IActorRefProvider provider)
    {
        Provider = provider;
        Path = provider.RootPath / "ignore";
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }
}
