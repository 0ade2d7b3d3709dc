namespace Akka.Actor;

public partial class ActorCell
{
    private TimeSpan? _receiveTimeout;
    private ICancelable _pendingReceiveTimeout;

    public TimeSpan? ReceiveTimeout => _receiveTimeout;

    public void SetReceiveTimeout(TimeSpan? timeout = null) => _receiveTimeout = timeout;

    public void CheckReceiveTimeout(bool reschedule = true)
    {
        if (_receiveTimeout == null)
        {
            CancelReceiveTimeout();
        }
        else if (reschedule || _pendingReceiveTimeout == null)
        {
            // Not to be restarted, yet none runs: it was set while this message was handled.
            _pendingReceiveTimeout?.Cancel();
            _pendingReceiveTimeout = System.Scheduler.ScheduleTellOnceCancelable(
                _receiveTimeout.Value, Self, Akka.Actor.ReceiveTimeout.Instance, Self);
        }
    }

    private void CancelReceiveTimeout()
    {
        _pendingReceiveTimeout?.Cancel();
        _pendingReceiveTimeout = null;
    }
}
