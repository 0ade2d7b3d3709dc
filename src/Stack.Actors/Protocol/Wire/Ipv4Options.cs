namespace ActorTcp.Protocol.Wire;

/// <summary>The kinds of IPv4 option by their whole type byte: copied flag, class and number (RFC 791 3.1).</summary>
public enum Ipv4OptionType : byte
{
    /// <summary>End of the option list: one byte.</summary>
    EndOfList = 0,

    /// <summary>Padding: one byte.</summary>
    NoOperation = 1,

    /// <summary>Record route.</summary>
    RecordRoute = 7,

    /// <summary>Internet timestamp.</summary>
    Timestamp = 68,

    /// <summary>Loose source route.</summary>
    LooseSourceRoute = 131,

    /// <summary>Strict source route.</summary>
    StrictSourceRoute = 137,

    /// <summary>Router alert (RFC 2113).</summary>
    RouterAlert = 148,
}

/// <summary>One IPv4 option over the bytes it came in.</summary>
public readonly ref struct Ipv4Option
{
    internal Ipv4Option(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    /// <summary>Type, length and data; at least two bytes.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The whole type byte.</summary>
    public Ipv4OptionType Type => (Ipv4OptionType)Bytes[0];

    /// <summary>Whether it has to be in every fragment: the type's upper bit (RFC 791 3.1).</summary>
    public bool IsCopied => (Bytes[0] & 0x80) != 0;

    /// <summary>What follows type and length.</summary>
    public ReadOnlySpan<byte> Data => Bytes[2..];
}

/// <summary>
/// Walks a header's options; NOPs are passed over and the list's end ends it. A length that cannot be ends it too, and
/// <see cref="Malformed"/> says so, with where: what a parameter problem points at (RFC 792).
/// </summary>
public ref struct Ipv4OptionEnumerator
{
    private readonly ReadOnlySpan<byte> _options;
    private int _next;
    private Ipv4Option _current;

    internal Ipv4OptionEnumerator(ReadOnlySpan<byte> options) => _options = options;

    /// <summary>The option that <see cref="MoveNext"/> found.</summary>
    public readonly Ipv4Option Current => _current;

    /// <summary>Whether the walk ended at a malformed option.</summary>
    public bool Malformed { get; private set; }

    /// <summary>The offset, from the IP header's first byte, of the option that is malformed or comes next.</summary>
    public readonly int Offset => Ipv4Header.MinLength + _next;

    /// <summary>This, for <c>foreach</c>.</summary>
    public readonly Ipv4OptionEnumerator GetEnumerator() => this;

    /// <summary>Goes to the next option.</summary>
    public bool MoveNext()
    {
        while (_next < _options.Length && !Malformed)
        {
            var type = (Ipv4OptionType)_options[_next];
            if (type == Ipv4OptionType.EndOfList) break;
            if (type == Ipv4OptionType.NoOperation)
            {
                _next++;
                continue;
            }

            int length = _next + 1 < _options.Length ? _options[_next + 1] : 0;
            if (length < 2 || length > _options.Length - _next)
            {
                Malformed = true;
                break;
            }

            _current = new(_options.Slice(_next, length));
            _next += length;
            return true;
        }

        return false;
    }
}
