using Akka.Util;

namespace Akka.Actor.Internal;

/// <summary>Runs what was registered, the latest first, when the last actor is gone.</summary>
internal sealed class TerminationCallbacks
{
    private readonly object _gate = new();
    private readonly Stack<Action> _actions = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _running;

    public Task Terminated => _done.Task;

    public void Await(Task lastActorGone) => lastActorGone.ContinueWith(_ => Run(), TaskScheduler.Default);

    public void Add(Action action)
    {
        lock (_gate)
        {
            if (_running)
            {
                throw new InvalidOperationException("ActorSystem already terminated.");
            }

            _actions.Push(action);
        }
    }

    private void Run()
    {
        lock (_gate)
        {
            _running = true;
        }

        foreach (var action in _actions)
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                StandardOutWriter.WriteLine($"[ERROR] A termination callback failed: {e}");
            }
        }

        _done.TrySetResult();
    }
}
