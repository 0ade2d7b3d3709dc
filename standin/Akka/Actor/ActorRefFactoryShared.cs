namespace Akka.Actor;

public static class ActorRefFactoryShared
{
    public static ActorSelection ActorSelection(ActorPath actorPath, ActorSystem system) =>
        new(((ExtendedActorSystem)system).Provider.RootGuardianAt(actorPath.Address), actorPath.Elements);

    public static ActorSelection ActorSelection(IActorRef anchorActorRef, string path) =>
        new(anchorActorRef, path.Split('/'));

    /// <summary>Absolute ("/user/a"), with an address ("akka://sys/user/a"), or relative to the anchor ("../a").</summary>
    public static ActorSelection ActorSelection(string path, ActorSystem system, IActorRef lookupRoot)
    {
        var provider = ((ExtendedActorSystem)system).Provider;
        if (Uri.IsWellFormedUriString(path, UriKind.Absolute) && ActorPath.TryParse(path, out var actorPath))
        {
            return new ActorSelection(provider.RootGuardianAt(actorPath.Address), actorPath.Elements);
        }

        return path.StartsWith('/')
            ? new ActorSelection(provider.RootGuardian, path[1..].Split('/'))
            : new ActorSelection(lookupRoot, path.Split('/'));
    }
}
