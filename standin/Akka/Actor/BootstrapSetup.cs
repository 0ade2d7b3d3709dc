using Akka.Configuration;
using Akka.Util;

namespace Akka.Actor;

public abstract class ProviderSelection
{
    public sealed class Local : ProviderSelection
    {
        public static readonly Local Instance = new();

        private Local()
        {
        }
    }
}

/// <summary>The configuration with which a system starts.</summary>
public sealed class BootstrapSetup : Setup.Setup
{
    private BootstrapSetup(Option<Config> config, Option<Config> fallback, Option<ProviderSelection> provider)
    {
        Config = config;
        ConfigFallback = fallback;
        ActorRefProvider = provider;
    }

    public Option<Config> Config { get; }

    internal Option<Config> ConfigFallback { get; }

    public Option<ProviderSelection> ActorRefProvider { get; }

    public static BootstrapSetup Create() => new(Option<Config>.None, Option<Config>.None, Option<ProviderSelection>.None);

    public BootstrapSetup WithConfig(Config config) => new(config, ConfigFallback, ActorRefProvider);

    public BootstrapSetup WithConfigFallback(Config config) => new(Config, config, ActorRefProvider);

    public BootstrapSetup WithActorRefProvider(ProviderSelection name) => new(Config, ConfigFallback, name);
}
