using Akka.Actor;

namespace Akka.Configuration;

/// <summary>A configuration is malformed or lacks what is asked of it.</summary>
public class ConfigurationException : AkkaException
{
    public ConfigurationException(string message) : base(message)
    {
    }

    public ConfigurationException(string message, Exception exception) : base(message, exception)
    {
    }

    public static ConfigurationException NullOrEmptyConfig<T>(string path = null) =>
        new(string.IsNullOrWhiteSpace(path)
            ? $"{typeof(T).Name} cannot be made: its configuration is null or empty"
            : $"{typeof(T).Name} cannot be made: the configuration has no `{path}`");
}
