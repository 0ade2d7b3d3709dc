using ActorTcp.Packetdrill.Language;

namespace ActorTcp.Packetdrill.Running;

/// <summary>What a script needs that the stack lacks, as far as its packets tell.</summary>
internal static class Requirements
{
    /// <exception cref="ScriptSkipException">There is something.</exception>
    public static void Check(Script script)
    {
        foreach (PacketEvent each in script.Events.OfType<PacketEvent>())
        {
            if (each.Packet.Encapsulation is { } outer) throw new ScriptSkipException($"needs encapsulation ({outer}): not implemented");
            if (each.Packet.Ip.FlowLabel is not null) throw new ScriptSkipException("needs a flow label: IPv6 is not implemented");
            if (each.Packet is not TcpPacketSpec tcp) continue;
            if (tcp.Ace is not null) throw new ScriptSkipException("needs Accurate ECN (RFC 9768): not implemented");
            foreach (TcpOptionSpec option in tcp.Options ?? [])
            {
                switch (option)
                {
                    case FastOpenOption: throw new ScriptSkipException("needs TCP Fast Open (RFC 7413): not implemented");
                    case AccurateEcnOption: throw new ScriptSkipException("needs Accurate ECN (RFC 9768): not implemented");
                    case Md5Option: throw new ScriptSkipException("needs TCP MD5 (RFC 2385): not implemented");
                }
            }
        }
    }
}
