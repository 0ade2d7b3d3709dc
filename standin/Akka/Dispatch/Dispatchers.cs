using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Util;

namespace Akka.Dispatch;

/// <summary>The dispatchers of a system by their ids, which are paths of its configuration or registered at run time.</summary>
public sealed class Dispatchers
{
    public const string DefaultDispatcherId = "akka.actor.default-dispatcher";
    public const string DefaultBlockingDispatcherId = "akka.actor.default-blocking-io-dispatcher";
    public const string SynchronizedDispatcherId = "akka.actor.synchronized-dispatcher";

    internal const string InternalDispatcherId = "akka.actor.internal-dispatcher";

    private const int MaxAliasDepth = 20;

    private readonly ConcurrentDictionary<string, MessageDispatcherConfigurator> _configurators = new();
    private readonly ILoggingAdapter _logger;
    private readonly Lazy<MessageDispatcher> _default;

    public Dispatchers(ActorSystem system, IDispatcherPrerequisites prerequisites, ILoggingAdapter logger)
    {
        Prerequisites = prerequisites;
        _logger = logger;
        _default = new Lazy<MessageDispatcher>(() => Lookup(DefaultDispatcherId));
    }

    public IDispatcherPrerequisites Prerequisites { get; }

    public MessageDispatcher DefaultGlobalDispatcher => _default.Value;

    public Config DefaultDispatcherConfig =>
        IdConfig(DefaultDispatcherId).WithFallback(Prerequisites.Settings.Config.GetConfig(DefaultDispatcherId));

    internal MessageDispatcher InternalDispatcher => Lookup(InternalDispatcherId);

    private Config AllConfig => Prerequisites.Settings.Config;

    /// <summary>The section of a dispatcher, aliases followed; empty when there is none.</summary>
    public static Config GetConfig(Config config, string id, int depth = 0)
    {
        if (depth > MaxAliasDepth || !config.HasPath(id))
        {
            return ConfigurationFactory.Empty;
        }

        var value = config.GetValue(id);
        return value.IsObject() ? config.GetConfig(id)
            : value.IsString() ? GetConfig(config, config.GetString(id), depth + 1)
            : ConfigurationFactory.Empty;
    }

    public MessageDispatcher Lookup(string dispatcherName) => LookupConfigurator(dispatcherName).Dispatcher();

    public bool HasDispatcher(string id) => _configurators.ContainsKey(id) || AllConfig.HasPath(id);

    /// <summary>False when the id is taken.</summary>
    public bool RegisterConfigurator(string id, MessageDispatcherConfigurator configurator) => _configurators.TryAdd(id, configurator);

    private static Config IdConfig(string id) => ConfigurationFactory.ParseString($"id: \"{id}\"");

    private MessageDispatcherConfigurator LookupConfigurator(string id)
    {
        for (var depth = 0; depth < MaxAliasDepth; depth++)
        {
            if (_configurators.TryGetValue(id, out var known))
            {
                return known;
            }

            if (!AllConfig.HasPath(id))
            {
                throw new ConfigurationException($"Dispatcher {id} not configured.");
            }

            var value = AllConfig.GetValue(id);
            if (value.IsObject())
            {
                return _configurators.GetOrAdd(id, ConfiguratorFrom(id));
            }

            if (!value.IsString())
            {
                throw new ConfigurationException($"Expected either a dispatcher config or an alias at [{id}] but found [{value}]");
            }

            var actual = value.GetString();
            _logger?.Debug("Dispatcher id [{0}] is an alias, actual dispatcher will be [{1}]", id, actual);
            id = actual;
        }

        throw new ConfigurationException(
            $"Could not find a concrete dispatcher config after following {MaxAliasDepth} deep. "
            + $"Is there a circular reference in your config? Last followed Id was [{id}]");
    }

    private MessageDispatcherConfigurator ConfiguratorFrom(string id)
    {
        var config = IdConfig(id)
            .WithFallback(AllConfig.GetConfig(id))
            .WithFallback(ConfigurationFactory.ParseString($"name: \"{id[(id.LastIndexOf('.') + 1)..]}\""))
            .WithFallback(DefaultDispatcherConfig);
        var type = config.GetString("type", null);
        switch (type)
        {
            case "Dispatcher":
                return new DispatcherConfigurator(config, Prerequisites);
            case "TaskDispatcher":
                return new DispatcherConfigurator(WithExecutor("task-executor", config), Prerequisites);
            case "ForkJoinDispatcher":
                return new DispatcherConfigurator(WithExecutor("fork-join-executor", config), Prerequisites);
            case "SynchronizedDispatcher":
                return new DispatcherConfigurator(WithExecutor("current-context-executor", config), Prerequisites);
            case "PinnedDispatcher":
                return new PinnedDispatcherConfigurator(config, Prerequisites);
            case null:
                throw new ConfigurationException($"Could not resolve dispatcher for path {id}. type is null");
            default:
                var found = TypeLookup.Find(type)
                    ?? throw new ConfigurationException($"Could not resolve dispatcher type {type} for path {id}");
                return (MessageDispatcherConfigurator)Activator.CreateInstance(found, config, Prerequisites);
        }
    }

    private static Config WithExecutor(string executor, Config config) =>
        ConfigurationFactory.ParseString($"executor = {executor}").WithFallback(config);
}
