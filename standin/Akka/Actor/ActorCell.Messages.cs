using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

// How messages, the users' and the runtime's own, reach the actor.
public partial class ActorCell
{
    // The runtime's messages that must wait until this cell is in a state to take them.
    private List<SystemMessage> _stashedSystemMessages;

    public void Invoke(Envelope envelope)
    {
        var message = envelope.Message;
        var influencesTimeout = _receiveTimeout != null && message is not INotInfluenceReceiveTimeout;
        try
        {
            CurrentMessage = message;
            CurrentEnvelopeId++;
            _sender = envelope.Sender ?? _systemImpl.DeadLettersInternal;
            if (influencesTimeout)
            {
                CancelReceiveTimeout();
            }

            if (message is IAutoReceivedMessage)
            {
                AutoReceiveMessage(envelope);
            }
            else
            {
                ReceiveMessage(message);
            }

            CurrentMessage = null;
        }
        catch (Exception cause)
        {
            HandleInvokeFailure(cause);
        }
        finally
        {
            if (_receiveTimeout != null || _pendingReceiveTimeout != null)
            {
                CheckReceiveTimeout(message is not INotInfluenceReceiveTimeout);
            }
        }
    }

    public void ReceiveMessageForTest(Envelope envelope)
    {
        CurrentMessage = envelope.Message;
        Sender = envelope.Sender;
        try
        {
            ReceiveMessage(envelope.Message);
        }
        finally
        {
            CurrentMessage = null;
            Sender = _systemImpl.DeadLetters;
        }
    }

    protected virtual void ReceiveMessage(object message)
    {
        var handled = _actor.AroundReceive(_behavior, message);
        if (_systemImpl.Settings.AddLoggingReceive && _actor is ILogReceive)
        {
            Publish(new Debug(
                Self.Path.ToString(), ActorType, $"received {(handled ? "handled" : "unhandled")} message {message} from {Sender.Path}"));
        }
    }

    protected internal virtual void AutoReceiveMessage(Envelope envelope)
    {
        if (_systemImpl.Settings.DebugAutoReceive)
        {
            Publish(new Debug(Self.Path.ToString(), ActorType, "received AutoReceiveMessage " + envelope.Message));
        }

        switch (envelope.Message)
        {
            case Terminated terminated:
                ReceivedTerminated(terminated);
                break;
            case Kill:
                throw new ActorKilledException("Kill");
            case PoisonPill:
                _self.Stop();
                break;
            case ActorSelectionMessage selection:
                new ActorSelection(Self, selection.Elements).Tell(selection.Message, Sender);
                break;
            case Identify identify:
                Sender.Tell(new ActorIdentity(identify.MessageId, Self), Self);
                break;
        }
    }

    internal void SystemInvoke(SystemMessage message)
    {
        var readiness = Readiness();
        InvokeOrStash(message, readiness);
        if (_stashedSystemMessages == null)
        {
            return;
        }

        // A cell that has become ready for more takes what waited, in its order.
        var todo = new Queue<SystemMessage>();
        while (true)
        {
            var now = Readiness();
            if (IsTerminated)
            {
                SendToDeadLetters(todo);
                SendToDeadLetters(_stashedSystemMessages);
                _stashedSystemMessages = null;
                return;
            }

            if (now < readiness && _stashedSystemMessages != null)
            {
                todo = new Queue<SystemMessage>(_stashedSystemMessages.Concat(todo));
                _stashedSystemMessages = null;
            }

            if (todo.Count == 0)
            {
                return;
            }

            readiness = now;
            InvokeOrStash(todo.Dequeue(), readiness);
        }
    }

    private void SendToDeadLetters(IEnumerable<SystemMessage> messages)
    {
        foreach (var message in messages ?? [])
        {
            _systemImpl.DeadLetters.Tell(message, Self);
        }
    }

    // 0 takes all, 1 is suspended, 2 waits for children to die before it can be recreated.
    private int Readiness() => _children is { IsWaitingForChildren: true } ? 2 : Mailbox.IsSuspended() ? 1 : 0;

    private static bool MustWait(SystemMessage message, int readiness) => readiness switch
    {
        2 => message is Recreate or Dispatch.SysMsg.Suspend or Dispatch.SysMsg.Resume or Failed,
        1 => message is Failed,
        _ => false,
    };

    private void InvokeOrStash(SystemMessage message, int readiness)
    {
        if (MustWait(message, readiness))
        {
            (_stashedSystemMessages ??= []).Add(message);
            return;
        }

        try
        {
            switch (message)
            {
                case ActorTaskSchedulerMessage task:
                    HandleActorTask(task);
                    break;
                case Failed failed:
                    HandleFailed(failed);
                    break;
                case DeathWatchNotification notification:
                    WatchedActorTerminated(notification.Actor, notification.ExistenceConfirmed, notification.AddressTerminated);
                    break;
                case Create create:
                    Create(create.Failure);
                    break;
                case Watch watch:
                    AddWatcher(watch.Watchee, watch.Watcher);
                    break;
                case Unwatch unwatch:
                    RemWatcher(unwatch.Watchee, unwatch.Watcher);
                    break;
                case Recreate recreate:
                    FaultRecreate(recreate.Cause);
                    break;
                case Dispatch.SysMsg.Suspend:
                    FaultSuspend();
                    break;
                case Dispatch.SysMsg.Resume resume:
                    FaultResume(resume.CausedByFailure);
                    break;
                case Dispatch.SysMsg.Terminate:
                    Terminate();
                    break;
                case Supervise supervise:
                    HandleSupervise(supervise);
                    break;
                default:
                    throw new NotSupportedException($"Unknown message {message.GetType().Name}");
            }
        }
        catch (Exception cause)
        {
            HandleInvokeFailure(cause);
        }
    }

    private void HandleActorTask(ActorTaskSchedulerMessage message)
    {
        // The continuation sees the message whose handling it continues.
        CurrentMessage = message.Message;
        if (message.Exception != null)
        {
            // Takes back the suspension of RunTask; the failure suspends anew.
            Resume(message.Exception);
            HandleInvokeFailure(message.Exception);
            return;
        }

        message.ExecuteTask();
        CurrentMessage = null;
    }

    private void HandleSupervise(Supervise message)
    {
        if (IsTerminating)
        {
            return;
        }

        var stats = _children?.Init((IInternalActorRef)message.Child);
        if (stats == null)
        {
            Publish(new Debug(
                Self.Path.ToString(), ActorType, $"received Supervise from unregistered child {message.Child.Path}, this will not end well"));
            return;
        }

        if (message.Async && message.Child is RepointableActorRef repointable)
        {
            repointable.Point();
        }

        if (_systemImpl.Settings.DebugLifecycle)
        {
            Publish(new Debug(Self.Path.ToString(), ActorType, "now supervising " + message.Child.Path));
        }
    }
}
