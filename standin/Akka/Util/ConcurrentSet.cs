using System.Collections;
using System.Collections.Concurrent;

namespace Akka.Util;

public class ConcurrentSet<T> : ICollection<T>
{
    private readonly ConcurrentDictionary<T, byte> _items;

    public ConcurrentSet() => _items = new ConcurrentDictionary<T, byte>();

    public ConcurrentSet(IEqualityComparer<T> comparer) => _items = new ConcurrentDictionary<T, byte>(comparer);

    public ConcurrentSet(IEnumerable<T> collection)
        : this()
    {
        foreach (var item in collection)
        {
            TryAdd(item);
        }
    }

    public bool IsEmpty => _items.IsEmpty;

    public int Count => _items.Count;

    bool ICollection<T>.IsReadOnly => false;

    public bool TryAdd(T item) => _items.TryAdd(item, 0);

    public bool TryRemove(T item) => _items.TryRemove(item, out _);

    public bool Contains(T item) => _items.ContainsKey(item);

    public void Clear() => _items.Clear();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => _items.Keys.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.Keys.GetEnumerator();

    void ICollection<T>.Add(T item) => TryAdd(item);

    void ICollection<T>.CopyTo(T[] array, int arrayIndex) => _items.Keys.CopyTo(array, arrayIndex);

    bool ICollection<T>.Remove(T item) => TryRemove(item);
}
