using ActorTcp.Api;
using ActorTcp.Connection;
using ActorTcp.Packetdrill.Code;

namespace ActorTcp.Packetdrill.Running;

/// <summary>The fields of Linux's struct tcp_info, in its units, for the code in a script.</summary>
internal static class TcpInfoFields
{
    private const long Unlimited = 0x7FFFFFFF;

    /// <summary>Puts all of them where code finds them.</summary>
    public static void Set(TcpInfo info, CodeScope scope)
    {
        scope.Set("tcpi_state", State(info.State));
        scope.Set("tcpi_ca_state", (long)info.CaState);
        scope.Set("tcpi_retransmits", info.Retransmits);
        scope.Set("tcpi_probes", info.Probes);
        scope.Set("tcpi_backoff", info.Backoff);
        scope.Set("tcpi_options", info.Options);
        scope.Set("tcpi_snd_wscale", info.SndWscale);
        scope.Set("tcpi_rcv_wscale", info.RcvWscale);
        scope.Set("tcpi_rto", Micro(info.Rto));
        scope.Set("tcpi_ato", Micro(info.Ato));
        scope.Set("tcpi_snd_mss", info.SndMss);
        scope.Set("tcpi_rcv_mss", info.RcvMss);
        scope.Set("tcpi_unacked", info.Unacked);
        scope.Set("tcpi_sacked", info.Sacked);
        scope.Set("tcpi_lost", info.Lost);
        scope.Set("tcpi_retrans", info.Retrans);
        scope.Set("tcpi_fackets", 0); // Linux has had none since 4.15
        scope.Set("tcpi_last_data_sent", Milli(info.LastDataSent));
        scope.Set("tcpi_last_ack_sent", 0); // Linux never sets it
        scope.Set("tcpi_last_data_recv", Milli(info.LastDataRecv));
        scope.Set("tcpi_last_ack_recv", Milli(info.LastAckRecv));
        scope.Set("tcpi_pmtu", info.Pmtu);
        scope.Set("tcpi_rtt", Micro(info.Rtt));
        scope.Set("tcpi_rttvar", Micro(info.RttVar));
        scope.Set("tcpi_snd_ssthresh", Math.Min(info.SndSsthresh, Unlimited));
        scope.Set("tcpi_snd_cwnd", info.SndCwnd);
        scope.Set("tcpi_advmss", info.AdvMss);
        scope.Set("tcpi_reordering", info.Reordering);
        scope.Set("tcpi_total_retrans", info.TotalRetrans);
        scope.Set("tcpi_rcv_rtt", Micro(info.RcvRtt));
        scope.Set("tcpi_rcv_space", info.RcvSpace);
        scope.Set("tcpi_bytes_acked", info.BytesAcked);
        scope.Set("tcpi_bytes_received", info.BytesReceived);
        scope.Set("tcpi_segs_out", info.SegsOut);
        scope.Set("tcpi_segs_in", info.SegsIn);
        scope.Set("tcpi_notsent_bytes", info.NotSentBytes);
        scope.Set("tcpi_min_rtt", info.MinRtt == TimeSpan.Zero ? uint.MaxValue : Micro(info.MinRtt));
        scope.Set("tcpi_data_segs_in", info.DataSegsIn);
        scope.Set("tcpi_data_segs_out", info.DataSegsOut);
        scope.Set("tcpi_delivered", info.Delivered);
        scope.Set("tcpi_delivered_ce", info.DeliveredCe);
        scope.Set("tcpi_bytes_sent", info.BytesSent);
        scope.Set("tcpi_bytes_retrans", info.BytesRetrans);
        scope.Set("tcpi_dsack_dups", info.DsackDups);
        scope.Set("tcpi_reord_seen", info.ReordSeen);
        scope.Set("tcpi_snd_wnd", info.SndWnd);
        scope.Set("tcpi_rcv_wnd", info.RcvWnd);
        scope.Set("tcpi_busy_time", Micro(info.BusyTime));
        scope.Set("tcpi_rwnd_limited", Micro(info.RwndLimited));
        scope.Set("tcpi_sndbuf_limited", Micro(info.SndbufLimited));
        scope.Set("tcpi_delivery_rate", info.DeliveryRate);
        scope.Set("tcpi_delivery_rate_app_limited", info.DeliveryRateAppLimited ? 1 : 0);
        scope.Set("tcpi_pacing_rate", info.PacingRate);
        scope.Set("tcpi_rcv_ssthresh", info.RcvSsthresh);
        scope.Set("tcpi_rcv_ooopack", info.RcvOooPack);
        scope.Set("tcpi_total_rto", info.TotalRto);
        scope.Set("tcpi_total_rto_recoveries", info.TotalRtoRecoveries);
        scope.Set("tcpi_total_rto_time", Milli(info.TotalRtoTime));
    }

    private static long State(TcpState state) => state switch
    {
        TcpState.Established => 1,
        TcpState.SynSent => 2,
        TcpState.SynReceived => 3,
        TcpState.FinWait1 => 4,
        TcpState.FinWait2 => 5,
        TcpState.TimeWait => 6,
        TcpState.CloseWait => 8,
        TcpState.LastAck => 9,
        TcpState.Listen => 10,
        TcpState.Closing => 11,
        _ => 7,
    };

    private static long Micro(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMicrosecond;

    private static long Milli(TimeSpan time) => time.Ticks / TimeSpan.TicksPerMillisecond;
}
