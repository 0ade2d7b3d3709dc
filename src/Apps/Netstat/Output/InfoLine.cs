using System.Globalization;
using System.Text;
using ActorTcp.Api;
using ActorTcp.Protocol;

namespace ActorTcp.Apps.Netstat.Output;

/// <summary>A connection's inside in ss -i's words and order: times in milliseconds, cwnd and ssthresh in segments.</summary>
internal static class InfoLine
{
    public static string Of(TcpInfo info)
    {
        var line = new StringBuilder(320);
        if (info.Timestamps) Word("ts");
        if (info.Sack) Word("sack");
        if (info.Ecn) Word("ecn");
        if (info.EcnSeen) Word("ecnseen");
        if (info.CongestionControl.Length > 0) Word(info.CongestionControl);
        if (info.WindowScaling) Word($"wscale:{info.SndWscale},{info.RcvWscale}");
        if (info.Rto > TimeSpan.Zero) Word($"rto:{Milliseconds(info.Rto)}");
        Number("backoff", info.Backoff);
        if (info.Rtt > TimeSpan.Zero) Word($"rtt:{Milliseconds(info.Rtt)}/{Milliseconds(info.RttVar)}");
        if (info.Ato > TimeSpan.Zero) Word($"ato:{Milliseconds(info.Ato)}");
        Number("mss", info.SndMss);
        Number("pmtu", info.Pmtu);
        Number("rcvmss", info.RcvMss);
        Number("advmss", info.AdvMss);
        if (info.SndMss > 0) Number("cwnd", info.SndCwnd);
        if (info.SndMss > 0 && info.SndSsthresh != int.MaxValue) Number("ssthresh", info.SndSsthresh);
        Number("bytes_sent", info.BytesSent);
        Number("bytes_retrans", info.BytesRetrans);
        Number("bytes_acked", info.BytesAcked);
        Number("bytes_received", info.BytesReceived);
        Number("segs_out", info.SegsOut);
        Number("segs_in", info.SegsIn);
        Number("data_segs_out", info.DataSegsOut);
        Number("data_segs_in", info.DataSegsIn);
        Number("delivered_ce", info.DeliveredCe);
        Ago("lastsnd", info.LastDataSent);
        Ago("lastrcv", info.LastDataRecv);
        Ago("lastack", info.LastAckRecv);
        Number("unacked", info.Unacked);
        if (info.Retransmits > 0 || info.TotalRetrans > 0) Word($"retrans:{info.Retransmits}/{info.TotalRetrans}");
        Number("sacked", info.Sacked);
        if (info.RcvRtt > TimeSpan.Zero) Word($"rcv_rtt:{Milliseconds(info.RcvRtt)}");
        Number("rcv_space", info.RcvSpace);
        Number("notsent", info.NotSentBytes);
        Number("snd_wnd", info.SndWnd);
        Number("rcv_wnd", info.RcvWnd);
        if (info.CaState != RecoveryState.Open) Word($"ca:{info.CaState}");
        return line.ToString();

        void Number(string name, long value)
        {
            if (value > 0) Word($"{name}:{value}");
        }

        void Ago(string name, TimeSpan value)
        {
            if (value > TimeSpan.Zero) Word($"{name}:{(long)value.TotalMilliseconds}");
        }

        void Word(string word)
        {
            if (line.Length > 0) line.Append(' ');
            line.Append(word);
        }
    }

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("0.###", CultureInfo.InvariantCulture);
}
