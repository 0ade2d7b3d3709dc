using Akka.Util;

namespace Akka.Actor.Setup;

/// <summary>A piece of a system's configuration that is made in code.</summary>
public abstract class Setup
{
    public ActorSystemSetup And(Setup other) => ActorSystemSetup.Create(this, other);
}

public sealed class ActorSystemSetup
{
    public static readonly ActorSystemSetup Empty = new([]);

    private readonly Dictionary<Type, Setup> _setups;

    private ActorSystemSetup(Dictionary<Type, Setup> setups) => _setups = setups;

    public static ActorSystemSetup Create(params Setup[] setup)
    {
        var setups = new Dictionary<Type, Setup>();
        foreach (var s in setup)
        {
            setups[s.GetType()] = s;
        }

        return new ActorSystemSetup(setups);
    }

    public Option<T> Get<T>()
        where T : Setup => _setups.TryGetValue(typeof(T), out var setup) ? new Option<T>((T)setup) : Option<T>.None;

    public ActorSystemSetup WithSetup<T>(T setup)
        where T : Setup => new(new Dictionary<Type, Setup>(_setups) { [setup.GetType()] = setup });

    public ActorSystemSetup And<T>(T setup)
        where T : Setup => WithSetup(setup);

    public override string ToString() => $"ActorSystemSetup({string.Join(",", _setups.Keys.Select(k => k.FullName))})";
}
