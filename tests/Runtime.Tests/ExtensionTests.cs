using Akka.Actor;

namespace ActorTcp.Runtime.Tests;

public sealed class ExtensionTests : Contract
{
    private sealed class Counting(ExtendedActorSystem system) : IExtension
    {
        public ExtendedActorSystem System { get; } = system;
    }

    private sealed class CountingProvider : ExtensionIdProvider<Counting>
    {
        public int Created;

        public override Counting CreateExtension(ExtendedActorSystem system)
        {
            Interlocked.Increment(ref Created);
            return new Counting(system);
        }
    }

    [Fact]
    public void An_extension_is_made_once_and_lazily()
    {
        var provider = new CountingProvider();
        Assert.Equal(0, provider.Created);
        Assert.False(Sys.HasExtension<Counting>());

        var first = provider.Apply(Sys);
        Assert.Same(first, provider.Apply(Sys));
        Assert.Same(first, provider.Get(Sys));
        Assert.Same(first, Sys.GetExtension<Counting>());
        Assert.True(Sys.HasExtension<Counting>());
        Assert.Equal(1, provider.Created);
        Assert.Same(Sys, first.System);
    }

    [Fact]
    public void WithExtension_makes_it_where_it_is_missing()
    {
        var made = Sys.WithExtension<Counting, CountingProvider>();

        Assert.Same(made, Sys.WithExtension<Counting, CountingProvider>());
        Assert.Same(made, Sys.WithExtension<Counting>(typeof(CountingProvider)));
    }

    [Fact]
    public void Many_threads_get_the_same_extension()
    {
        var provider = new CountingProvider();
        var seen = new Counting[16];
        Parallel.For(0, seen.Length, i => seen[i] = provider.Apply(Sys));

        Assert.Single(seen.Distinct());
        Assert.Equal(1, provider.Created);
    }

    [Fact]
    public void Each_system_has_its_own()
    {
        var provider = new CountingProvider();
        using var other = ActorSystem.Create("other", DefaultConfig);

        Assert.NotSame(provider.Apply(Sys), provider.Apply(other));
    }

    [Fact]
    public void A_constructor_that_throws_fails_the_call()
    {
        var failing = new FailingProvider();

        Assert.ThrowsAny<Exception>(() => failing.Apply(Sys));
    }

    private sealed class Failing : IExtension;

    private sealed class FailingProvider : ExtensionIdProvider<Failing>
    {
        public override Failing CreateExtension(ExtendedActorSystem system) => throw new BoomException();
    }
}

public sealed class Loaded : IExtension;

public sealed class LoadedProvider : ExtensionIdProvider<Loaded>
{
    public override Loaded CreateExtension(ExtendedActorSystem system) => new();
}

public sealed class ConfiguredExtensionTests()
    : Contract($"akka.extensions = [\"{typeof(LoadedProvider).AssemblyQualifiedName}\"]")
{
    [Fact]
    public void An_extension_named_in_the_config_is_made_with_the_system() => Assert.True(Sys.HasExtension<Loaded>());
}
