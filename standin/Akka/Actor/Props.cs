using System.Linq.Expressions;

namespace Akka.Actor;

public interface IIndirectActorProducer
{
    Type ActorType { get; }

    ActorBase Produce();

    void Release(ActorBase actor);
}

/// <summary>The recipe for an actor: how to make it, and how it is deployed and supervises.</summary>
public class Props : IEquatable<Props>
{
    public static readonly Props None = new(typeof(EmptyActor));

    private static readonly object[] _noArguments = [];

    private readonly IIndirectActorProducer _producer;

    protected Props()
        : this(typeof(EmptyActor))
    {
    }

    protected Props(Props copy)
    {
        _producer = copy._producer;
        Deploy = copy.Deploy;
        SupervisorStrategy = copy.SupervisorStrategy;
        Arguments = copy.Arguments;
    }

    public Props(Type type)
        : this(Deploy.Local, type, _noArguments)
    {
    }

    public Props(Type type, object[] args)
        : this(Deploy.Local, type, args)
    {
    }

    public Props(Type type, SupervisorStrategy supervisorStrategy, IEnumerable<object> args)
        : this(Deploy.Local, type, args?.ToArray()) => SupervisorStrategy = supervisorStrategy;

    public Props(Type type, SupervisorStrategy supervisorStrategy, params object[] args)
        : this(Deploy.Local, type, args) => SupervisorStrategy = supervisorStrategy;

    public Props(Deploy deploy, Type type, IEnumerable<object> args)
        : this(deploy, type, args?.ToArray())
    {
    }

    public Props(Deploy deploy, Type type, params object[] args)
    {
        Deploy = deploy;
        Arguments = args ?? _noArguments;
        if (type == null)
        {
            throw new ArgumentNullException(nameof(type), "Props must be instantiated with an actor type.");
        }

        _producer = typeof(IIndirectActorProducer).IsAssignableFrom(type)
            ? (IIndirectActorProducer)Activator.CreateInstance(type, Arguments)
            : new ActivatorProducer(type, Arguments);
    }

    private Props(IIndirectActorProducer producer, Deploy deploy, SupervisorStrategy strategy, object[] args)
    {
        _producer = producer;
        Deploy = deploy;
        SupervisorStrategy = strategy;
        Arguments = args ?? _noArguments;
    }

    public static Props Empty { get; } = new(typeof(EmptyActor));

    public Type Type => _producer.ActorType;

    public string TypeName => Type.AssemblyQualifiedName;

    public object[] Arguments { get; }

    public Deploy Deploy { get; protected set; }

    public SupervisorStrategy SupervisorStrategy { get; protected set; }

    public string Dispatcher => Deploy.Dispatcher == Deploy.NoDispatcherGiven ? Akka.Dispatch.Dispatchers.DefaultDispatcherId : Deploy.Dispatcher;

    public string Mailbox => Deploy.Mailbox == Deploy.NoMailboxGiven ? Akka.Dispatch.Mailboxes.DefaultMailboxId : Deploy.Mailbox;

    public static Props Create<TActor>(Expression<Func<TActor>> factory, SupervisorStrategy supervisorStrategy = null)
        where TActor : ActorBase
    {
        if (factory.Body is UnaryExpression)
        {
            return new Props(new FactoryProducer<TActor>(factory.Compile()), Deploy.Local, supervisorStrategy, null);
        }

        var newExpression = factory.Body as NewExpression
            ?? throw new ArgumentException("The create function must be a 'new T (args)' expression");

        // The arguments are evaluated now, once; every incarnation gets the same ones.
        var args = newExpression.Arguments
            .Select(a => a is ConstantExpression constant ? constant.Value
                : Expression.Lambda<Func<object>>(Expression.Convert(a, typeof(object))).Compile(preferInterpretation: true)())
            .ToArray();
        var producer = new ConstructorProducer(typeof(TActor), newExpression.Constructor, args);
        return new Props(producer, Deploy.Local, supervisorStrategy, args);
    }

    public static Props Create<TActor>(params object[] args)
        where TActor : ActorBase => new(typeof(TActor), args);

    public static Props Create<TActor>(SupervisorStrategy supervisorStrategy)
        where TActor : ActorBase, new() => new(typeof(TActor), supervisorStrategy, _noArguments);

    public static Props Create(Type type, params object[] args)
    {
        if (type == null)
        {
            throw new ArgumentNullException(nameof(type), "Props must be instantiated with an actor type.");
        }

        return new Props(type, args);
    }

    public static Props CreateBy(IIndirectActorProducer producer, params object[] args) => new(producer, Deploy.Local, null, args);

    public static Props CreateBy<TProducer>(params object[] args)
        where TProducer : class, IIndirectActorProducer =>
        new((IIndirectActorProducer)Activator.CreateInstance(typeof(TProducer), args), Deploy.Local, null, args);

    public Props WithDispatcher(string dispatcher) => With(copy => copy.Deploy = Deploy.WithDispatcher(dispatcher));

    public Props WithMailbox(string mailbox) => With(copy => copy.Deploy = Deploy.WithMailbox(mailbox));

    public Props WithStashCapacity(int stashCapacity) => With(copy => copy.Deploy = Deploy.WithStashCapacity(stashCapacity));

    public Props WithDeploy(Deploy deploy) => With(copy => copy.Deploy = deploy.WithFallback(Deploy));

    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy) => With(copy => copy.SupervisorStrategy = supervisorStrategy);

    public virtual ActorBase NewActor()
    {
        try
        {
            return _producer.Produce();
        }
        catch (Exception e)
        {
            throw new TypeLoadException(
                $"Error while creating actor instance of type {Type} with {Arguments.Length} args: ({string.Join(",", Arguments)})", e);
        }
    }

    internal void Release(ActorBase actor) => _producer.Release(actor);

    protected virtual Props Copy() => new(this);

    private Props With(Action<Props> change)
    {
        var copy = Copy();
        change(copy);
        return copy;
    }

    public bool Equals(Props other) =>
        ReferenceEquals(this, other)
        || (other is not null && Type == other.Type && Equals(Deploy, other.Deploy) && Equals(SupervisorStrategy, other.SupervisorStrategy)
            && Arguments.SequenceEqual(other.Arguments));

    public override bool Equals(object obj) => Equals(obj as Props);

    public override int GetHashCode() => HashCode.Combine(Type, Deploy);

    internal sealed class EmptyActor : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }

    private sealed class ActivatorProducer(Type type, object[] args) : IIndirectActorProducer
    {
        public Type ActorType => type;

        public ActorBase Produce()
        {
            try
            {
                return (ActorBase)Activator.CreateInstance(type, args);
            }
            catch (global::System.Reflection.TargetInvocationException e) when (e.InnerException != null)
            {
                throw new global::System.Reflection.TargetInvocationException(e.InnerException);
            }
        }

        public void Release(ActorBase actor)
        {
        }
    }

    private sealed class ConstructorProducer(Type type, global::System.Reflection.ConstructorInfo constructor, object[] args) : IIndirectActorProducer
    {
        public Type ActorType => type;

        public ActorBase Produce() => (ActorBase)(constructor == null ? Activator.CreateInstance(type) : constructor.Invoke(args));

        public void Release(ActorBase actor)
        {
        }
    }

    private sealed class FactoryProducer<TActor>(Func<TActor> factory) : IIndirectActorProducer
        where TActor : ActorBase
    {
        public Type ActorType => typeof(TActor);

        public ActorBase Produce() => factory();

        public void Release(ActorBase actor)
        {
        }
    }
}

/// <summary>What a terminated actor's cell keeps instead of its recipe.</summary>
public class TerminatedProps : Props
{
    public override ActorBase NewActor() => throw new InvalidOperationException("This actor has been terminated");
}
