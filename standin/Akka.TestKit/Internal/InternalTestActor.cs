using Akka.Actor;

namespace Akka.TestKit.Internal;

/// <summary>Puts what it receives into its test's queue.</summary>
internal sealed class InternalTestActor(EnvelopeQueue queue) : UntypedActor
{
    private TestActor.Ignore _ignore;
    private AutoPilot _autoPilot;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case TestActor.SetIgnore setIgnore:
                _ignore = setIgnore.Ignore;
                break;
            case TestActor.Watch watch:
                Context.Watch(watch.Actor);
                Sender.Tell(TestActor.WatchAck.Instance);
                break;
            case TestActor.Unwatch unwatch:
                Context.Unwatch(unwatch.Actor);
                Sender.Tell(TestActor.UnwatchAck.Instance);
                break;
            case TestActor.SetAutoPilot setAutoPilot:
                _autoPilot = setAutoPilot.AutoPilot;
                break;
            case TestActor.Spawn spawn:
                queue.Add(new RealMessageEnvelope(spawn.Apply(Context), Self));
                break;
            default:
                Keep(message);
                break;
        }
    }

    private void Keep(object message)
    {
        var next = _autoPilot?.Run(Sender, message);
        if (next is not KeepRunning)
            _autoPilot = next;
        if (_ignore == null || !_ignore(message))
            queue.Add(new RealMessageEnvelope(message, Sender));
    }
}
