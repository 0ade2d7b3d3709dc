using System.Runtime.ExceptionServices;
using Akka.Actor.Internal;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace Akka.Actor;

// Creation, failure, restart, the end. Each step that waits for children continues in HandleChildTerminated.
public partial class ActorCell
{
    // Who failed: this actor, or the child whose failure it could not handle.
    private IActorRef _perpetrator;

    private bool IsFailed => _perpetrator != null;

    private void Create(Exception failure)
    {
        if (failure != null)
        {
            throw failure;
        }

        try
        {
            _actor = NewActor();
            _actor.AroundPreStart();
            CheckReceiveTimeout();
            if (_systemImpl.Settings.DebugLifecycle)
            {
                Publish(new Debug(Self.Path.ToString(), ActorType, $"Started ({_actor})"));
            }
        }
        catch (Exception e)
        {
            if (_actor != null)
            {
                ClearActor(_actor);
                _actor = null;
            }

            throw new ActorInitializationException(_self, "Exception during creation", e);
        }
    }

    private void HandleInvokeFailure(Exception cause, IEnumerable<IActorRef> childrenNotToSuspend = null)
    {
        // Until its supervisor has decided, an actor fails once.
        if (IsFailed)
        {
            return;
        }

        try
        {
            Dispatcher.Suspend(this);
            var except = childrenNotToSuspend?.ToList();
            if (CurrentMessage is Failed)
            {
                // We escalate: the child that failed is suspended already.
                (except ??= []).Add(Sender);
                _perpetrator = Sender;
            }
            else
            {
                _perpetrator = _self;
            }

            SuspendChildren(except);
            Parent.SendSystemMessage(new Failed(_self, cause, _self.Path.Uid));
        }
        catch (Exception e)
        {
            Publish(new Error(e, _self.Path.ToString(), ActorType, "Emergency stop: exception in failure handling for " + cause));
            try
            {
                StopChildren();
            }
            finally
            {
                FinishTerminate();
            }
        }
    }

    private void HandleFailed(Failed failed)
    {
        CurrentMessage = failed;
        var child = failed.Child;
        Sender = child.IsNobody() ? _systemImpl.DeadLetters : child;

        // The uid tells a child from its namesake that was made after it.
        if (!TryGetChildStatsByName(child.Path.Name, out var found) || found is not ChildRestartStats stats)
        {
            Publish(new Debug(_self.Path.ToString(), ActorType, $"Dropping Failed({failed.Cause}) from unknown child {child}"));
            return;
        }

        if (stats.Uid != failed.Uid)
        {
            Publish(new Debug(
                _self.Path.ToString(), ActorType,
                $"Dropping Failed({failed.Cause}) from old child {child} (uid={stats.Uid} != {failed.Uid})"));
            return;
        }

        if (!_actor.SupervisorStrategyInternal.HandleFailure(this, child, failed.Cause, stats, _children.Stats))
        {
            // Escalation: we fail with the child's exception.
            ExceptionDispatchInfo.Capture(failed.Cause).Throw();
        }
    }

    private void FaultSuspend()
    {
        Dispatcher.Suspend(this);
        SuspendChildren();
    }

    private void FaultResume(Exception causedByFailure)
    {
        if (_actor == null)
        {
            Publish(new Error(null, _self.Path.ToString(), GetType(), "Changing Resume into Create after " + causedByFailure));
            FaultCreate();
            return;
        }

        var perpetrator = _perpetrator;
        try
        {
            // In any case, to keep the count of suspensions balanced.
            Dispatcher.Resume(this);
        }
        finally
        {
            if (causedByFailure != null)
            {
                _perpetrator = null;
            }
        }

        ResumeChildren(causedByFailure, perpetrator);
    }

    private void FaultRecreate(Exception cause)
    {
        if (_actor == null)
        {
            Publish(new Error(null, _self.Path.ToString(), GetType(), "Changing Recreate into Create after " + cause));
            FaultCreate();
            return;
        }

        if (!IsNormal)
        {
            // Terminating or restarting already; the count of suspensions stays balanced.
            FaultResume(null);
            return;
        }

        var failedActor = _actor;
        if (_systemImpl.Settings.DebugLifecycle)
        {
            Publish(new Debug(_self.Path.ToString(), failedActor.GetType(), "Restarting"));
        }

        var message = CurrentMessage;
        try
        {
            failedActor.AroundPreRestart(cause, message);
            ReturnStash(failedActor);
        }
        catch (Exception e)
        {
            var wrapped = new PreRestartException(_self, e, cause, message);
            Publish(new Error(wrapped, _self.Path.ToString(), failedActor.GetType(), e.Message));
        }
        finally
        {
            ClearActor(_actor);
        }

        if (_children == null || !_children.SetTerminationReason(SuspendReason.Recreation, cause))
        {
            FinishRecreate(cause, failedActor);
        }
    }

    private void FinishRecreate(Exception cause, ActorBase failedActor)
    {
        // Those that PreRestart left alive; taken down before the new incarnation makes more.
        var survivors = GetChildren().ToList();
        try
        {
            try
            {
                Dispatcher.Resume(this);
            }
            finally
            {
                _perpetrator = null;
            }

            var freshActor = NewActor();
            _actor = freshActor;
            if (ReferenceEquals(freshActor, failedActor))
            {
                SetActorFields(freshActor);
            }

            freshActor.AroundPostRestart(cause, null);
            if (_systemImpl.Settings.DebugLifecycle)
            {
                Publish(new Debug(_self.Path.ToString(), freshActor.GetType(), $"Restarted ({freshActor})"));
            }

            foreach (var child in survivors)
            {
                try
                {
                    child.Restart(cause);
                }
                catch (Exception e)
                {
                    Publish(new Error(e, _self.Path.ToString(), freshActor.GetType(), $"restarting ({child})"));
                }
            }
        }
        catch (Exception e)
        {
            // So that PreRestart does not run on the half-made one.
            ClearActor(_actor);
            HandleInvokeFailure(new PostRestartException(_self, e, cause), survivors);
        }
    }

    // A restart or resume of an actor whose creation failed: there is no incarnation to say goodbye to.
    private void FaultCreate()
    {
        SetReceiveTimeout(null);
        CancelReceiveTimeout();
        StopChildren();
        if (_children == null || !_children.SetTerminationReason(SuspendReason.Creation, null))
        {
            FinishCreate();
        }
    }

    private void FinishCreate()
    {
        try
        {
            Dispatcher.Resume(this);
        }
        finally
        {
            _perpetrator = null;
        }

        try
        {
            Create(null);
        }
        catch (Exception e)
        {
            HandleInvokeFailure(e);
        }
    }

    private void Terminate()
    {
        SetReceiveTimeout(null);
        CancelReceiveTimeout();

        // Whoever dies no longer cares for the death of others.
        UnwatchWatchedActors();
        StopChildren();
        var wasTerminating = IsTerminating;
        if (_children != null && _children.SetTerminationReason(SuspendReason.Termination, null))
        {
            if (!wasTerminating)
            {
                // No more messages while the children die, and no failures to the supervisor.
                Dispatcher.Suspend(this);
                _perpetrator = _self;
                if (_systemImpl.Settings.DebugLifecycle)
                {
                    Publish(new Debug(_self.Path.ToString(), ActorType, "Stopping"));
                }
            }
        }
        else
        {
            _children = ChildrenContainer.Terminated;
            FinishTerminate();
        }
    }

    private void FinishTerminate()
    {
        // The order matters: PostStop, then no more mailbox, then the supervisor, then the watchers.
        var actor = _actor;
        try
        {
            if (actor != null)
            {
                actor.AroundPostStop();
                ReturnStash(actor);
            }
        }
        catch (Exception e)
        {
            Publish(new Error(e, _self.Path.ToString(), ActorType, e.Message));
        }

        try
        {
            Dispatcher.Detach(this);
        }
        finally
        {
            try
            {
                Parent.SendSystemMessage(new DeathWatchNotification(_self, existenceConfirmed: true, addressTerminated: false));
            }
            finally
            {
                try
                {
                    TellWatchersWeDied();
                    UnwatchWatchedActors();
                }
                finally
                {
                    if (_systemImpl.Settings.DebugLifecycle)
                    {
                        Publish(new Debug(_self.Path.ToString(), ActorType, "Stopped"));
                    }

                    ClearActor(actor);
                    ClearActorCell();
                    _actor = null;
                }
            }
        }
    }

    private void HandleChildTerminated(IActorRef child)
    {
        var cause = _children.RecreationCause;
        var waitedFor = _children.Remove(child);
        if (_actor != null)
        {
            try
            {
                _actor.SupervisorStrategyInternal.HandleChildTerminated(this, child, LazyChildren());
            }
            catch (Exception e)
            {
                Publish(new Error(e, _self.Path.ToString(), ActorType, "HandleChildTerminated failed"));
                HandleInvokeFailure(e);
            }
        }

        switch (waitedFor)
        {
            case SuspendReason.Recreation:
                FinishRecreate(cause, _actor);
                break;
            case SuspendReason.Creation:
                FinishCreate();
                break;
            case SuspendReason.Termination:
                FinishTerminate();
                break;
        }
    }
}
