namespace ActorTcp.Protocol;

/// <summary>How a connection finds its path's MTU, by Linux's names and numbers (IP_MTU_DISCOVER; RFC 1191).</summary>
public enum PathDiscovery
{
    /// <summary>IP_PMTUDISC_DONT: never DF, routers fragment; their reports change nothing.</summary>
    Dont = 0,

    /// <summary>IP_PMTUDISC_WANT: DF, unless the path is narrower than <c>min_pmtu</c>; reports make segments smaller.</summary>
    Want = 1,

    /// <summary>IP_PMTUDISC_DO: DF always; reports make segments smaller.</summary>
    Do = 2,

    /// <summary>IP_PMTUDISC_PROBE: DF always; segments are as large as the link carries, whatever routers say.</summary>
    Probe = 3,
}
