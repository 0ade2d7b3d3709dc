using Akka.Actor;
using Akka.Event;

namespace Akka.IO;

public partial class Tcp
{
    /// <summary>Stops a connection that fails, and says little of one that fails because its handler is gone.</summary>
    public static readonly SupervisorStrategy ConnectionSupervisorStrategy = new StopConnection();

    private sealed class StopConnection() : OneForOneStrategy(SupervisorStrategy.StoppingStrategy.Decider)
    {
        protected override void LogFailure(IActorContext context, IActorRef child, Exception cause, Directive directive)
        {
            if (cause is not DeathPactException)
                base.LogFailure(context, child, cause, directive);
            else
                context.System.EventStream.Publish(new Debug(child.Path.ToString(), GetType(), "Closed: its handler is gone."));
        }
    }
}
