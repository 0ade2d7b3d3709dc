namespace Akka;

/// <summary>Stands in type signatures for a value that nobody uses.</summary>
public sealed class NotUsed : IEquatable<NotUsed>, IComparable<NotUsed>
{
    public static readonly NotUsed Instance = new();

    private NotUsed()
    {
    }

    public int CompareTo(NotUsed other) => 0;

    public bool Equals(NotUsed other) => other is not null;

    public override bool Equals(object obj) => obj is NotUsed;

    public override int GetHashCode() => 0;

    public override string ToString() => "()";
}
