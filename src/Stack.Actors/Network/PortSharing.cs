namespace ActorTcp.Network;

/// <summary>With whom a socket shares its local port.</summary>
[Flags]
internal enum PortSharing : byte
{
    /// <summary>With nobody.</summary>
    None = 0,

    /// <summary>SO_REUSEADDR: with sockets that have it, too, and do not listen.</summary>
    ReuseAddress = 1,

    /// <summary>SO_REUSEPORT: with sockets that have it, too.</summary>
    ReusePort = 2,
}
