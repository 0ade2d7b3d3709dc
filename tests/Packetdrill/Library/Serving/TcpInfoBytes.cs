using System.Buffers.Binary;
using ActorTcp.Api;
using ActorTcp.Packetdrill.Code;
using ActorTcp.Packetdrill.Running;

namespace ActorTcp.Packetdrill.Serving;

/// <summary>A connection's inside as Linux's <c>struct tcp_info</c> has it in memory (little-endian), and SO_MEMINFO's numbers.</summary>
internal static class TcpInfoBytes
{
    /// <summary>Bytes of the structure as of Linux 6.12.</summary>
    public const int Size = 248;

    /// <summary>The most bytes that any Linux may have it grow to.</summary>
    public const int Limit = 1024;

    private const int MemoryVariables = 9;
    private const int WindowScales = 6;         // two fields of 4 bits

    // What is not here we do not measure: it is 0.
    private static readonly (string Name, int Offset, int Size)[] Fields =
    [
        ("tcpi_state", 0, 1), ("tcpi_ca_state", 1, 1), ("tcpi_retransmits", 2, 1), ("tcpi_probes", 3, 1), ("tcpi_backoff", 4, 1),
        ("tcpi_options", 5, 1), ("tcpi_rto", 8, 4), ("tcpi_ato", 12, 4), ("tcpi_snd_mss", 16, 4), ("tcpi_rcv_mss", 20, 4),
        ("tcpi_unacked", 24, 4), ("tcpi_sacked", 28, 4), ("tcpi_lost", 32, 4), ("tcpi_retrans", 36, 4), ("tcpi_last_data_sent", 44, 4),
        ("tcpi_last_data_recv", 52, 4), ("tcpi_last_ack_recv", 56, 4), ("tcpi_pmtu", 60, 4), ("tcpi_rtt", 68, 4), ("tcpi_rttvar", 72, 4),
        ("tcpi_snd_ssthresh", 76, 4), ("tcpi_snd_cwnd", 80, 4), ("tcpi_advmss", 84, 4), ("tcpi_reordering", 88, 4),
        ("tcpi_rcv_rtt", 92, 4), ("tcpi_rcv_space", 96, 4), ("tcpi_total_retrans", 100, 4), ("tcpi_bytes_acked", 120, 8),
        ("tcpi_bytes_received", 128, 8), ("tcpi_segs_out", 136, 4), ("tcpi_segs_in", 140, 4), ("tcpi_notsent_bytes", 144, 4),
        ("tcpi_min_rtt", 148, 4), ("tcpi_data_segs_in", 152, 4), ("tcpi_data_segs_out", 156, 4), ("tcpi_delivered", 192, 4),
        ("tcpi_delivered_ce", 196, 4), ("tcpi_bytes_sent", 200, 8), ("tcpi_bytes_retrans", 208, 8), ("tcpi_dsack_dups", 216, 4),
        ("tcpi_reord_seen", 220, 4), ("tcpi_rcv_ssthresh", 64, 4),
        ("tcpi_pacing_rate", 104, 8), ("tcpi_delivery_rate", 160, 8), ("tcpi_busy_time", 168, 8), ("tcpi_rwnd_limited", 176, 8),
        ("tcpi_sndbuf_limited", 184, 8), ("tcpi_rcv_ooopack", 224, 4), ("tcpi_delivery_rate_app_limited", 7, 1), ("tcpi_snd_wnd", 228, 4), ("tcpi_rcv_wnd", 232, 4),
    ];

    /// <summary>The structure.</summary>
    public static byte[] Write(TcpInfo info)
    {
        var scope = new CodeScope();
        TcpInfoFields.Set(info, scope);
        byte[] bytes = new byte[Size];
        foreach ((string name, int offset, int size) in Fields)
        {
            long value = unchecked((long)(Int128)scope.Get(name, 0)!);
            Span<byte> field = bytes.AsSpan(offset);
            if (size == sizeof(byte)) field[0] = unchecked((byte)value);
            else if (size == sizeof(uint)) BinaryPrimitives.WriteUInt32LittleEndian(field, unchecked((uint)value));
            else BinaryPrimitives.WriteInt64LittleEndian(field, value);
        }
        bytes[WindowScales] = (byte)(info.SndWscale | info.RcvWscale << 4);
        return bytes;
    }

    /// <summary>SO_MEMINFO: the queues and their limits; what else there is, is 0.</summary>
    public static byte[] WriteMemory(TcpInfo info, int sendBuffer)
    {
        uint[] variables = new uint[MemoryVariables];
        variables[0] = (uint)info.ReceiveQueue;   // SK_MEMINFO_RMEM_ALLOC
        variables[1] = (uint)info.RcvBuf;         // SK_MEMINFO_RCVBUF
        variables[3] = (uint)sendBuffer;          // SK_MEMINFO_SNDBUF
        variables[5] = (uint)info.SendQueue;      // SK_MEMINFO_WMEM_QUEUED
        byte[] bytes = new byte[MemoryVariables * sizeof(uint)];
        for (int i = 0; i < variables.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)), variables[i]);
        return bytes;
    }
}
