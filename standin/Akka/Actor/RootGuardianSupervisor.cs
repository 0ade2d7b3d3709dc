using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

/// <summary>The one above the root: sees the root die, and that is the end of the system.</summary>
public class RootGuardianSupervisor : MinimalActorRef
{
    private readonly TaskCompletionSource<Status> _terminationPromise;
    private readonly ILoggingAdapter _log;

    public RootGuardianSupervisor(RootActorPath root, IActorRefProvider provider, TaskCompletionSource<Status> terminationPromise, ILoggingAdapter log)
    {
        _log = log;
        _terminationPromise = terminationPromise;
        Provider = provider;
        Path = root / "_Root-guardian-supervisor";
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }

    public override void Stop() => _terminationPromise.TrySetResult(Status.Success.Instance);

    public override void SendSystemMessage(ISystemMessage systemMessage)
    {
        switch (systemMessage)
        {
            case Failed failed:
                _log.Error(failed.Cause, "guardian {0} failed, shutting down!", failed.Child);
                ((IInternalActorRef)failed.Child).Stop();
                break;
            case Supervise:
                break;
            case DeathWatchNotification:
                Stop();
                break;
            default:
                _log.Error("{0} received unexpected system message [{1}]", Path, systemMessage);
                break;
        }
    }

    protected override void TellInternal(object message, IActorRef sender) => _log.Error("{0} received unexpected message [{1}]", Path, message);
}
