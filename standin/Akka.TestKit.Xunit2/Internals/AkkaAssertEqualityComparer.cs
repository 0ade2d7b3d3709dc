using System.Collections;

namespace Akka.TestKit.Xunit2.Internals;

/// <summary>What tests mean by equal: values that say so themselves, and sequences item by item.</summary>
public class AkkaAssertEqualityComparer<T>(bool skipTypeCheck = false, IEqualityComparer innerComparer = null)
    : IEqualityComparer<T>
{
    public bool Equals(T x, T y)
    {
        if (x is null || y is null)
            return x is null && y is null;
        return x switch
        {
            IEquatable<T> equatable => equatable.Equals(y),
            IComparable<T> comparable => comparable.CompareTo(y) == 0,
            IComparable comparable => comparable.CompareTo(y) == 0,
            IEnumerable items when y is IEnumerable others => AreEqual(items, others),
            _ => (skipTypeCheck || x.GetType() == y.GetType()) && object.Equals(x, y),
        };
    }

    public int GetHashCode(T obj) => throw new NotSupportedException("This comparer is for assertions only.");

    private bool AreEqual(IEnumerable items, IEnumerable others)
    {
        var comparer = new AkkaAssertEqualityComparer<object>();
        return items.Cast<object>().SequenceEqual(others.Cast<object>(), new Items(innerComparer, comparer));
    }

    private sealed class Items(IEqualityComparer given, AkkaAssertEqualityComparer<object> usual) : IEqualityComparer<object>
    {
        public new bool Equals(object x, object y) => given?.Equals(x, y) ?? usual.Equals(x, y);

        public int GetHashCode(object obj) => usual.GetHashCode(obj);
    }
}
