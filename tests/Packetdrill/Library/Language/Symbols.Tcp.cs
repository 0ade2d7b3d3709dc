namespace ActorTcp.Packetdrill.Language;

// What TCP is asked and tells.
public static partial class Symbols
{
    /// <summary>tcpi_state's and tcpi_ca_state's values; tcpi_options' bits.</summary>
    private static readonly (string Name, long Value)[] TcpStates =
    [
        ("TCP_ESTABLISHED", 1), ("TCP_SYN_SENT", 2), ("TCP_SYN_RECV", 3), ("TCP_FIN_WAIT1", 4), ("TCP_FIN_WAIT2", 5),
        ("TCP_TIME_WAIT", 6), ("TCP_CLOSE", 7), ("TCP_CLOSE_WAIT", 8), ("TCP_LAST_ACK", 9), ("TCP_LISTEN", 10),
        ("TCP_CLOSING", 11), ("TCP_NEW_SYN_RECV", 12), ("TCP_INFINITE_SSTHRESH", 0x7fffffff), ("TCPI_OPT_TIMESTAMPS", 1),
        ("TCPI_OPT_SACK", 2), ("TCPI_OPT_WSCALE", 4), ("TCPI_OPT_ECN", 8), ("TCPI_OPT_ECN_SEEN", 16), ("TCPI_OPT_SYN_DATA", 32),
        ("TCPI_OPT_USEC_TS", 64), ("TCPI_OPT_TFO_CHILD", 128), ("TCP_CA_Open", 0), ("TCP_CA_OPEN", 0), ("TCP_CA_Disorder", 1),
        ("TCP_CA_DISORDER", 1), ("TCP_CA_CWR", 2), ("TCP_CA_Recovery", 3), ("TCP_CA_RECOVERY", 3), ("TCP_CA_Loss", 4),
        ("TCP_CA_LOSS", 4),
    ];

    /// <summary>Of SCM_TIMESTAMPING_OPT_STATS.</summary>
    private static readonly (string Name, long Value)[] TcpStatistics =
    [
        ("TCP_NLA_PAD", 0), ("TCP_NLA_BUSY", 1), ("TCP_NLA_RWND_LIMITED", 2), ("TCP_NLA_SNDBUF_LIMITED", 3),
        ("TCP_NLA_DATA_SEGS_OUT", 4), ("TCP_NLA_TOTAL_RETRANS", 5), ("TCP_NLA_PACING_RATE", 6), ("TCP_NLA_DELIVERY_RATE", 7),
        ("TCP_NLA_SND_CWND", 8), ("TCP_NLA_REORDERING", 9), ("TCP_NLA_MIN_RTT", 10), ("TCP_NLA_RECUR_RETRANS", 11),
        ("TCP_NLA_DELIVERY_RATE_APP_LMT", 12), ("TCP_NLA_SNDQ_SIZE", 13), ("TCP_NLA_CA_STATE", 14), ("TCP_NLA_SND_SSTHRESH", 15),
        ("TCP_NLA_DELIVERED", 16), ("TCP_NLA_DELIVERED_CE", 17), ("TCP_NLA_BYTES_SENT", 18), ("TCP_NLA_BYTES_RETRANS", 19),
        ("TCP_NLA_DSACK_DUPS", 20), ("TCP_NLA_REORD_SEEN", 21), ("TCP_NLA_SRTT", 22),
    ];

    /// <summary>IPPROTO_TCP's.</summary>
    private static readonly (string Name, long Value)[] TcpOptions =
    [
        ("TCP_NODELAY", 1), ("TCP_MAXSEG", 2), ("TCP_CORK", 3), ("TCP_KEEPIDLE", 4), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 6),
        ("TCP_SYNCNT", 7), ("TCP_LINGER2", 8), ("TCP_DEFER_ACCEPT", 9), ("TCP_WINDOW_CLAMP", 10), ("TCP_INFO", 11),
        ("TCP_QUICKACK", 12), ("TCP_CONGESTION", 13), ("TCP_MD5SIG", 14), ("TCP_COOKIE_TRANSACTIONS", 15),
        ("TCP_THIN_LINEAR_TIMEOUTS", 16), ("TCP_THIN_DUPACK", 17), ("TCP_USER_TIMEOUT", 18), ("TCP_REPAIR", 19),
        ("TCP_FASTOPEN", 23), ("TCP_TIMESTAMP", 24), ("TCP_NOTSENT_LOWAT", 25), ("TCP_CC_INFO", 26), ("TCP_SAVE_SYN", 27),
        ("TCP_SAVED_SYN", 28), ("TCP_FASTOPEN_CONNECT", 30), ("TCP_ULP", 31), ("TCP_MD5SIG_EXT", 32), ("TCP_FASTOPEN_KEY", 33),
        ("TCP_FASTOPEN_NO_COOKIE", 34), ("TCP_ZEROCOPY_RECEIVE", 35), ("TCP_INQ", 36), ("TCP_CM_INQ", 36), ("TCP_TX_DELAY", 37),
    ];
}
