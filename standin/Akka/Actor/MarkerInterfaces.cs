namespace Akka.Actor;

/// <summary>Handled by the actor's cell before the actor's own behaviour sees it.</summary>
public interface IAutoReceivedMessage;

/// <summary>Receiving it does not restart the receive timeout.</summary>
public interface INotInfluenceReceiveTimeout;

/// <summary>May harm the actor that gets it; not taken from untrusted senders.</summary>
public interface IPossiblyHarmful;

public interface INoSerializationVerificationNeeded;

/// <summary>A wrapper around the message that is meant.</summary>
public interface IWrappedMessage
{
    object Message { get; }
}

public interface ILogReceive;

public static class WrappedMessage
{
    public static object Unwrap(object message)
    {
        while (message is IWrappedMessage wrapped)
        {
            message = wrapped.Message;
        }

        return message;
    }
}

/// <summary>Returns true when it handled the message.</summary>
public delegate bool Receive(object message);

public delegate void UntypedReceive(object message);
