using Akka.Util;

namespace Akka.Actor;

public sealed class Address : IEquatable<Address>, IComparable<Address>, IComparable, ISurrogated, ICloneable
{
    public static readonly Address AllSystems = new("akka", "all-systems");

    public static readonly IComparer<Address> Comparer = Comparer<Address>.Create(Compare);

    private readonly string _text;

    public Address(string protocol, string system, string host = null, int? port = null)
    {
        Protocol = protocol;
        System = system;
        Host = host?.ToLowerInvariant();
        Port = port;
        _text = $"{protocol}://{system}" + (string.IsNullOrWhiteSpace(Host) ? "" : "@" + Host) + (port.HasValue ? ":" + port.Value : "");
    }

    public string Protocol { get; }

    public string System { get; }

    public string Host { get; }

    public int? Port { get; }

    public bool HasLocalScope => string.IsNullOrEmpty(Host);

    public bool HasGlobalScope => !HasLocalScope;

    public static bool operator ==(Address left, Address right) => Equals(left, right);

    public static bool operator !=(Address left, Address right) => !Equals(left, right);

    public static Address Parse(string address) =>
        TryParse(address, out var parsed) ? parsed : throw new UriFormatException($"Failed to parse address [{address}]");

    public static bool TryParse(string path, out Address address) => TryParse(path, out address, out _);

    /// <summary>Takes "protocol://system[@host:port]/path" apart.</summary>
    public static bool TryParse(string path, out Address address, out string absolutUri)
    {
        address = null;
        absolutUri = null;
        var colon = path?.IndexOf("://", StringComparison.Ordinal) ?? -1;
        if (colon < 1 || !path.StartsWith("akka", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var protocol = path[..colon];
        var rest = path[(colon + 3)..];
        var slash = rest.IndexOf('/');
        var authority = slash < 0 ? rest : rest[..slash];
        absolutUri = slash < 0 ? "/" : rest[slash..];
        var at = authority.IndexOf('@');
        if (authority.Length == 0 || at == 0)
        {
            return false;
        }

        if (at < 0)
        {
            address = new Address(protocol, authority);
            return true;
        }

        var hostPort = authority[(at + 1)..];
        var portAt = hostPort.LastIndexOf(':');
        if (portAt < 1 || !int.TryParse(hostPort[(portAt + 1)..], out var port))
        {
            return false;
        }

        address = new Address(protocol, authority[..at], hostPort[..portAt], port);
        return true;
    }

    public string HostPort() => _text[(Protocol.Length + 3)..];

    public Address WithHost(string host = null) => new(Protocol, System, host, Port);

    public Address WithPort(int? port = null) => new(Protocol, System, Host, port);

    public Address WithSystem(string system) => new(Protocol, system, Host, Port);

    public Address WithProtocol(string protocol) => new(protocol, System, Host, Port);

    public override string ToString() => _text;

    public bool Equals(Address other) => ReferenceEquals(this, other) || (other is not null && string.Equals(_text, other._text, StringComparison.Ordinal));

    public override bool Equals(object obj) => Equals(obj as Address);

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    public int CompareTo(Address other) => Compare(this, other);

    int IComparable.CompareTo(object obj) => Compare(this, (Address)obj);

    public object Clone() => new Address(Protocol, System, Host, Port);

    public ISurrogate ToSurrogate(ActorSystem system) => new AddressSurrogate { Protocol = Protocol, System = System, Host = Host, Port = Port };

    private static int Compare(Address x, Address y) => string.CompareOrdinal(x?._text, y?._text);

    public sealed class AddressSurrogate : ISurrogate
    {
        public string Protocol { get; set; }

        public string System { get; set; }

        public string Host { get; set; }

        public int? Port { get; set; }

        public ISurrogated FromSurrogate(ActorSystem system) => new Address(Protocol, System, Host, Port);
    }
}
