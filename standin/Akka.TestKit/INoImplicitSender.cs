namespace Akka.TestKit;

/// <summary>Marks a test whose messages have no sender, rather than the test actor, where it names none.</summary>
public interface INoImplicitSender
{
}
