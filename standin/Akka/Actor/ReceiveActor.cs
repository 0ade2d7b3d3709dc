using Akka.Actor.Internal;
using Akka.Dispatch;

namespace Akka.Actor;

/// <summary>
/// An actor whose behaviour is a list of typed handlers, tried in the order of their declaration.
/// </summary>
public abstract class ReceiveActor : UntypedActor, IInitializableActor
{
    private readonly Stack<HandlerList> _building = new();
    private Receive _initial;

    protected ReceiveActor() => _building.Push(new HandlerList());

    void IInitializableActor.Init()
    {
        // The constructor's declarations are complete. (A producer may hand out the same instance again.)
        _initial ??= _building.Pop().Build();
    }

    protected sealed override void OnReceive(object message)
    {
        if (!_initial(message))
        {
            Unhandled(message);
        }
    }

    protected void Become(Action configure) => Context.Become(Configure(configure));

    protected void BecomeStacked(Action configure) => Context.BecomeStacked(Configure(configure));

    protected void Receive<T>(Action<T> handler, Predicate<T> shouldHandle = null) => Add(
        typeof(T),
        shouldHandle == null,
        message =>
        {
            if (message is not T typed || (shouldHandle != null && !shouldHandle(typed)))
            {
                return false;
            }

            handler(typed);
            return true;
        });

    protected void Receive<T>(Predicate<T> shouldHandle, Action<T> handler) => Receive(handler, shouldHandle);

    protected void Receive<T>(Func<T, bool> handler) => Add(typeof(T), false, message => message is T typed && handler(typed));

    protected void Receive(Type messageType, Action<object> handler, Predicate<object> shouldHandle = null) => Add(
        messageType,
        shouldHandle == null,
        message =>
        {
            if (!messageType.IsInstanceOfType(message) || (shouldHandle != null && !shouldHandle(message)))
            {
                return false;
            }

            handler(message);
            return true;
        });

    protected void Receive(Type messageType, Predicate<object> shouldHandle, Action<object> handler) =>
        Receive(messageType, handler, shouldHandle);

    protected void Receive(Type messageType, Func<object, bool> handler) =>
        Add(messageType, false, message => messageType.IsInstanceOfType(message) && handler(message));

    protected void ReceiveAny(Action<object> handler) => Add(
        typeof(object),
        true,
        message =>
        {
            handler(message);
            return true;
        });

    protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T> shouldHandle = null) =>
        Receive(message => ActorTaskScheduler.RunTask(() => handler(message)), shouldHandle);

    protected void ReceiveAsync<T>(Predicate<T> shouldHandle, Func<T, Task> handler) => ReceiveAsync(handler, shouldHandle);

    protected void ReceiveAsync(Type messageType, Func<object, Task> handler, Predicate<object> shouldHandle = null) =>
        Receive(messageType, message => ActorTaskScheduler.RunTask(() => handler(message)), shouldHandle);

    protected void ReceiveAsync(Type messageType, Predicate<object> shouldHandle, Func<object, Task> handler) =>
        ReceiveAsync(messageType, handler, shouldHandle);

    protected void ReceiveAnyAsync(Func<object, Task> handler) =>
        ReceiveAny(message => ActorTaskScheduler.RunTask(() => handler(message)));

    private Receive Configure(Action configure)
    {
        _building.Push(new HandlerList());
        try
        {
            configure();
        }
        catch
        {
            _building.Pop();
            throw;
        }

        return _building.Pop().Build();
    }

    private void Add(Type type, bool catchesAll, Func<object, bool> handler)
    {
        if (_building.Count == 0)
        {
            throw new InvalidOperationException(
                "You may only call Receive-methods when constructing the actor and inside Become().");
        }

        _building.Peek().Add(catchesAll && type == typeof(object), handler);
    }

    private sealed class HandlerList
    {
        private readonly List<Func<object, bool>> _handlers = [];
        private bool _closed;

        public void Add(bool catchesAny, Func<object, bool> handler)
        {
            if (_closed)
            {
                throw new InvalidOperationException(
                    "A handler that catches all messages has been added. No handler can be added after that.");
            }

            _closed = catchesAny;
            _handlers.Add(handler);
        }

        public Receive Build()
        {
            var handlers = _handlers.ToArray();
            return message =>
            {
                foreach (var handler in handlers)
                {
                    if (handler(message))
                    {
                        return true;
                    }
                }

                return false;
            };
        }
    }
}
