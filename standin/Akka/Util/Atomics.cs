namespace Akka.Util;

public class AtomicBoolean
{
    private int _value;

    public AtomicBoolean(bool initialValue = false) => _value = initialValue ? 1 : 0;

    public bool Value
    {
        get => Volatile.Read(ref _value) == 1;
        set => Interlocked.Exchange(ref _value, value ? 1 : 0);
    }

    public static implicit operator bool(AtomicBoolean atomicBoolean) => atomicBoolean.Value;

    public bool CompareAndSet(bool expected, bool newValue)
    {
        var before = expected ? 1 : 0;
        return Interlocked.CompareExchange(ref _value, newValue ? 1 : 0, before) == before;
    }

    public bool GetAndSet(bool newValue) => Interlocked.Exchange(ref _value, newValue ? 1 : 0) == 1;
}

public class AtomicReference<T>
    where T : class
{
    protected T atomicValue;

    public AtomicReference(T originalValue) => atomicValue = originalValue;

    public AtomicReference()
    {
    }

    public T Value
    {
        get => Volatile.Read(ref atomicValue);
        set => Volatile.Write(ref atomicValue, value);
    }

    public static implicit operator T(AtomicReference<T> atomicReference) => atomicReference.Value;

    public bool CompareAndSet(T expected, T newValue) =>
        ReferenceEquals(Interlocked.CompareExchange(ref atomicValue, newValue, expected), expected);

    public T GetAndSet(T newValue) => Interlocked.Exchange(ref atomicValue, newValue);
}
