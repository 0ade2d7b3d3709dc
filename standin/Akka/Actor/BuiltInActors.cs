using Akka.Actor.Internal;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>The actor behind "/" and "/user": stops itself when what it watches is gone.</summary>
public class GuardianActor : ActorBase, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Terminated:
                Context.Stop(Self);
                break;
            case StopChild stop:
                Context.Stop(stop.Child);
                break;
            default:
                Context.System.DeadLetters.Tell(new Akka.Event.DeadLetter(message, Sender, Self), Sender);
                break;
        }

        return true;
    }

    protected override void PreStart()
    {
    }
}

/// <summary>The actor behind "/system": outlives "/user" and runs the termination hooks in between.</summary>
public class SystemGuardianActor : ActorBase, IRequiresMessageQueue<IUnboundedMessageQueueSemantics>
{
    private readonly IActorRef _userGuardian;
    private readonly HashSet<IActorRef> _hooks = [];

    public SystemGuardianActor(IActorRef userGuardian) => _userGuardian = userGuardian;

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Terminated terminated:
                if (_userGuardian.Equals(terminated.ActorRef))
                {
                    // The user's actors are gone: everything that still wants to act gets its turn, then we stop.
                    Become(Terminating);
                    foreach (var hook in _hooks)
                    {
                        hook.Tell(TerminationHook.Instance);
                    }

                    StopWhenAllDone();
                }
                else
                {
                    _hooks.Remove(terminated.ActorRef);
                }

                return true;
            case StopChild stop:
                Context.Stop(stop.Child);
                return true;
            case RegisterTerminationHook:
                if (!ReferenceEquals(Sender, Context.System.DeadLetters))
                {
                    _hooks.Add(Sender);
                    Context.Watch(Sender);
                }

                return true;
            default:
                Context.System.DeadLetters.Tell(new Akka.Event.DeadLetter(message, Sender, Self), Sender);
                return true;
        }
    }

    // The system's guardian keeps its children when it restarts.
    protected override void PreRestart(Exception reason, object message)
    {
    }

    private bool Terminating(object message)
    {
        switch (message)
        {
            case Terminated terminated:
                _hooks.Remove(terminated.ActorRef);
                StopWhenAllDone();
                return true;
            case TerminationHookDone:
                Context.Unwatch(Sender);
                _hooks.Remove(Sender);
                StopWhenAllDone();
                return true;
            default:
                Context.System.DeadLetters.Tell(new Akka.Event.DeadLetter(message, Sender, Self), Sender);
                return true;
        }
    }

    private void StopWhenAllDone()
    {
        if (_hooks.Count == 0)
        {
            ((ActorSystemImpl)Context.System).EventStream.StopDefaultLoggers((ActorSystemImpl)Context.System);
            Context.Stop(Self);
        }
    }
}
