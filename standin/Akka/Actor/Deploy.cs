using Akka.Configuration;

namespace Akka.Actor;

/// <summary>Where an actor runs: dispatcher, mailbox, stash capacity.</summary>
public class Deploy : IEquatable<Deploy>
{
    public const int NoStashSize = -1;

    public static readonly string NoDispatcherGiven = string.Empty;
    public static readonly string NoMailboxGiven = string.Empty;
    public static readonly Scope NoScopeGiven;
    public static readonly Deploy Local = new(Scope.Local);
    public static readonly Deploy None = new();

    public Deploy()
        : this("", null, NoScopeGiven, NoDispatcherGiven, NoMailboxGiven, NoStashSize)
    {
    }

    public Deploy(Scope scope)
        : this("", null, scope, NoDispatcherGiven, NoMailboxGiven, NoStashSize)
    {
    }

    public Deploy(string path, Scope scope)
        : this(path, null, scope, NoDispatcherGiven, NoMailboxGiven, NoStashSize)
    {
    }

    private Deploy(string path, Config config, Scope scope, string dispatcher, string mailbox, int stashCapacity)
    {
        Path = path;
        Config = config ?? ConfigurationFactory.Empty;
        Scope = scope;
        Dispatcher = dispatcher ?? NoDispatcherGiven;
        Mailbox = mailbox ?? NoMailboxGiven;
        StashCapacity = stashCapacity;
    }

    public string Path { get; }

    public Config Config { get; }

    public Scope Scope { get; }

    public string Dispatcher { get; }

    public string Mailbox { get; }

    public int StashCapacity { get; }

    public virtual Deploy WithDispatcher(string dispatcher) => new(Path, Config, Scope, dispatcher, Mailbox, StashCapacity);

    public virtual Deploy WithMailbox(string mailbox) => new(Path, Config, Scope, Dispatcher, mailbox, StashCapacity);

    public virtual Deploy WithScope(Scope scope) => new(Path, Config, scope, Dispatcher, Mailbox, StashCapacity);

    public virtual Deploy WithStashCapacity(int stashSize) => new(Path, Config, Scope, Dispatcher, Mailbox, stashSize);

    public virtual Deploy WithFallback(Deploy other) => new(
        Path,
        Config,
        Scope ?? other.Scope,
        Dispatcher == NoDispatcherGiven ? other.Dispatcher : Dispatcher,
        Mailbox == NoMailboxGiven ? other.Mailbox : Mailbox,
        StashCapacity == NoStashSize ? other.StashCapacity : StashCapacity);

    public bool Equals(Deploy other) =>
        other is not null && Path == other.Path && Dispatcher == other.Dispatcher && Mailbox == other.Mailbox
        && StashCapacity == other.StashCapacity;

    public override bool Equals(object obj) => Equals(obj as Deploy);

    public override int GetHashCode() => HashCode.Combine(Path, Dispatcher, Mailbox, StashCapacity);
}

public abstract class Scope : IEquatable<Scope>
{
    public static readonly LocalScope Local = LocalScope.Instance;

    public abstract Scope WithFallback(Scope other);

    public abstract Scope Copy();

    public virtual bool Equals(Scope other) => ReferenceEquals(this, other);
}

public class LocalScope : Scope
{
    private static readonly LocalScope _instance = new();

    private LocalScope()
    {
    }

    public static LocalScope Instance => _instance;

    public override Scope WithFallback(Scope other) => this;

    public override Scope Copy() => this;
}
