using Akka.Actor;

namespace Akka.Util;

/// <summary>The serialisable form of something that is not.</summary>
public interface ISurrogate
{
    ISurrogated FromSurrogate(ActorSystem system);
}

/// <summary>Something that travels as an <see cref="ISurrogate"/>.</summary>
public interface ISurrogated
{
    ISurrogate ToSurrogate(ActorSystem system);
}
