using Akka.Actor;

namespace Akka.Event;

/// <summary>Logs dead letters: the first so many, then silence for a while, or for ever.</summary>
public class DeadLetterListener : ActorBase
{
    private readonly EventStream _eventStream = Context.System.EventStream;
    private readonly int _max = Context.System.Settings.LogDeadLetters;
    private int _count;
    private DateTime _silentUntil;

    protected override void PreStart()
    {
        _eventStream.Subscribe(Self, typeof(DeadLetter));
        _eventStream.Subscribe(Self, typeof(Dropped));
        _eventStream.Subscribe(Self, typeof(UnhandledMessage));
    }

    protected override void PostStop() => _eventStream.Unsubscribe(Self);

    // The subscription outlives the incarnation.
    protected override void PreRestart(Exception reason, object message)
    {
    }

    protected override void PostRestart(Exception reason)
    {
    }

    protected override bool Receive(object message)
    {
        if (message is not AllDeadLetters letter)
        {
            return false;
        }

        if (letter.Message is IDeadLetterSuppression || DateTime.UtcNow < _silentUntil)
        {
            return true;
        }

        _count++;
        var suspend = Context.System.Settings.LogDeadLettersSuspendDuration;
        var last = _max != int.MaxValue && _count >= _max;
        var then = !last ? "" : suspend > TimeSpan.Zero && suspend != Timeout.InfiniteTimeSpan
            ? $" Dead letters are logged again in {suspend}."
            : " No more dead letters will be logged.";
        var what = letter is UnhandledMessage ? "was unhandled" : letter is Dropped dropped ? $"was dropped: {dropped.Reason}" : "was not delivered";
        _eventStream.Publish(new Info(
            letter.Recipient.Path.ToString(),
            letter.Recipient.GetType(),
            $"Message [{letter.Message.GetType().Name}] from {letter.Sender?.Path.ToString() ?? "no sender"} to {letter.Recipient.Path} {what}. "
            + $"[{_count}] dead letters encountered.{then} This logging can be turned off or adjusted with configuration settings "
            + "'akka.log-dead-letters' and 'akka.log-dead-letters-during-shutdown'. "
            + $"Message content: {letter.Message}"));
        if (last)
        {
            if (suspend > TimeSpan.Zero && suspend != Timeout.InfiniteTimeSpan)
            {
                _count = 0;
                _silentUntil = DateTime.UtcNow + suspend;
            }
            else
            {
                Context.Stop(Self);
            }
        }

        return true;
    }
}
