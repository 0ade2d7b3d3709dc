namespace ActorTcp.Protocol;

/// <summary>What is known of the path to one destination (RFC 1191 6.2).</summary>
/// <param name="Mtu">The largest IP packet that it carries, in bytes.</param>
/// <param name="MayFragment">Whether routers have to cut even those: packets go without DF (Linux's locked metric).</param>
/// <param name="Expires">When it is forgotten, and larger packets are tried again (RFC 1191 6.3).</param>
internal readonly record struct PathMtu(int Mtu, bool MayFragment, Instant Expires);
