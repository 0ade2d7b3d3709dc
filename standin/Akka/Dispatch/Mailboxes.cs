using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Util;

namespace Akka.Dispatch;

/// <summary>The mailbox types of a system by their ids, and which of them an actor gets.</summary>
public class Mailboxes
{
    public static readonly string DefaultMailboxId = "akka.actor.default-mailbox";
    public static readonly string NoMailboxRequirement = "";

    private readonly ActorSystem _system;
    private readonly ConcurrentDictionary<string, MailboxType> _types = new();
    private readonly ConcurrentDictionary<(Type Actor, string Mailbox, string Dispatcher, Config Config), MailboxType> _chosen = new();
    private readonly ConcurrentDictionary<Type, Type> _required = new();
    private readonly ConcurrentDictionary<Type, Type> _produced = new();
    private readonly Dictionary<Type, string> _idBySemantics = [];

    public Mailboxes(ActorSystem system)
    {
        _system = system;
        DeadLetterMailbox = new DeadLetterMailbox(system.DeadLetters);
        var requirements = system.Settings.Config.GetConfig("akka.actor.mailbox.requirements");
        if (requirements != null)
        {
            foreach (var (name, value) in requirements.AsEnumerable())
            {
                var type = TypeLookup.Find(name.Trim('"'));
                if (type != null)
                {
                    _idBySemantics[type] = value.GetString();
                }
            }
        }
    }

    public DeadLetterMailbox DeadLetterMailbox { get; }

    public MailboxType Lookup(string id) => _types.GetOrAdd(id, Make);

    public MailboxType LookupByQueueType(Type queueType) =>
        _idBySemantics.TryGetValue(queueType, out var id)
            ? Lookup(id)
            : throw new ConfigurationException($"Mailbox Mapping for [{queueType}] not configured");

    public bool HasRequiredType(Type actorType) => GetRequiredType(actorType) != null;

    /// <summary>The argument of IRequiresMessageQueue that the actor's type names, if it does.</summary>
    public Type GetRequiredType(Type actorType) => _required.GetOrAdd(actorType, static t => ArgumentOf(t, typeof(IRequiresMessageQueue<>)));

    public bool ProducesMessageQueue(Type mailboxType) => ProducedBy(mailboxType) != null;

    public int StashCapacity(string dispatcher, string mailbox)
    {
        if (dispatcher == Dispatchers.DefaultDispatcherId && mailbox == DefaultMailboxId)
        {
            return CapacityOf(DefaultMailboxId, -1);
        }

        var config = _system.Settings.Config.GetConfig(dispatcher);
        return config != null && config.HasPath("stash-capacity")
            ? config.GetInt("stash-capacity")
            : CapacityOf(mailbox, CapacityOf(DefaultMailboxId, -1));
    }

    /// <summary>
    /// What the props name, else what the dispatcher's section names, else what the actor's type requires,
    /// else the default.
    /// </summary>
    public MailboxType GetMailboxType(Props props, Config dispatcherConfig)
    {
        // The answer depends on these four; configurations are not changed.
        var key = (props.Type, props.Deploy.Mailbox, props.Deploy.Dispatcher, dispatcherConfig);
        return _chosen.TryGetValue(key, out var chosen) ? chosen : _chosen[key] = Choose(props, dispatcherConfig);
    }

    private MailboxType Choose(Props props, Config dispatcherConfig)
    {
        dispatcherConfig ??= ConfigurationFactory.Empty;
        var id = dispatcherConfig.GetString("id", null);
        var deploy = props.Deploy;
        var actorRequirement = GetRequiredType(props.Type);
        var dispatcherRequirement = Requirement(dispatcherConfig);
        if (deploy.Mailbox != Deploy.NoMailboxGiven)
        {
            return Verify(Lookup(deploy.Mailbox));
        }

        if (deploy.Dispatcher != Deploy.NoDispatcherGiven && dispatcherConfig.HasPath("mailbox-type"))
        {
            return Verify(_types.GetOrAdd("dispatcher:" + id, _ => Make(id)));
        }

        if (actorRequirement != null)
        {
            // The dispatcher's requirement goes first, as long as it satisfies the actor's.
            return Verify(LookupByQueueType(dispatcherRequirement != null && actorRequirement.IsAssignableFrom(dispatcherRequirement)
                ? dispatcherRequirement
                : actorRequirement));
        }

        return dispatcherRequirement != null ? Verify(LookupByQueueType(dispatcherRequirement)) : Lookup(DefaultMailboxId);

        MailboxType Verify(MailboxType type)
        {
            var produced = ProducedBy(type.GetType());
            if (produced != null && actorRequirement != null && !actorRequirement.IsAssignableFrom(produced))
            {
                throw new ArgumentException(
                    $"produced message queue type [{produced}] does not fulfill requirement for actor class [{actorRequirement}]");
            }

            if (produced != null && dispatcherRequirement != null && !dispatcherRequirement.IsAssignableFrom(produced))
            {
                throw new ArgumentException(
                    $"produced message queue type [{produced}] does not fulfill requirement for dispatcher [{id}]. "
                    + $"Must be a subclass of [{dispatcherRequirement}].");
            }

            return type;
        }
    }

    private static Type Requirement(Config dispatcherConfig)
    {
        var name = dispatcherConfig.GetString("mailbox-requirement", NoMailboxRequirement);
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        return TypeLookup.Find(name) ?? throw new ConfigurationException($"mailbox-requirement names the unknown type [{name}]");
    }

    private static Type ArgumentOf(Type type, Type openInterface)
    {
        // The closest declaration counts: one of the type itself goes before one of its base.
        for (var t = type; t != null; t = t.BaseType)
        {
            var inherited = t.BaseType?.GetInterfaces() ?? [];
            var own = t.GetInterfaces().Except(inherited).Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == openInterface).ToList();
            if (own.Count > 0)
            {
                return own[0].GetGenericArguments()[0];
            }
        }

        return null;
    }

    private Type ProducedBy(Type mailboxType) => _produced.GetOrAdd(mailboxType, static t => ArgumentOf(t, typeof(IProducesMessageQueue<>)));

    private int CapacityOf(string mailboxId, int otherwise)
    {
        var config = _system.Settings.Config.GetConfig(mailboxId);
        return config != null && config.HasPath("stash-capacity") ? config.GetInt("stash-capacity") : otherwise;
    }

    private MailboxType Make(string id)
    {
        switch (id)
        {
            case "unbounded":
                return new UnboundedMailbox(_system.Settings, ConfigurationFactory.Empty);
            case "bounded":
                return new BoundedMailbox(_system.Settings, ConfigOf(id));
        }

        if (!_system.Settings.Config.HasPath(id))
        {
            throw new ConfigurationException($"Mailbox Type [{id}] not configured");
        }

        var config = ConfigOf(id);
        var typeName = config.GetString("mailbox-type", null);
        if (string.IsNullOrEmpty(typeName))
        {
            throw new ConfigurationException($"The setting mailbox-type defined in [{id}] is empty");
        }

        var type = TypeLookup.Find(typeName)
            ?? throw new ConfigurationException($"Found mailbox-type [{typeName}] in configuration for [{id}], but could not find that type in any loaded assemblies.");
        return (MailboxType)Activator.CreateInstance(type, _system.Settings, config);
    }

    private Config ConfigOf(string id)
    {
        var config = ConfigurationFactory.ParseString($"id: \"{id}\"");
        var own = _system.Settings.Config.GetConfig(id);
        if (own != null)
        {
            config = config.WithFallback(own);
        }

        return config.WithFallback(_system.Settings.Config.GetConfig(DefaultMailboxId));
    }
}
