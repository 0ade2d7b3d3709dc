using ActorTcp.Packetdrill.Language;

namespace ActorTcp.Packetdrill.Tests;

/// <summary>Reads parts of scripts.</summary>
internal static class Read
{
    public static Script Script(string text, params (string Name, string Value)[] defines) =>
        Parser.Parse("a.pkt", text, defines.ToDictionary(define => define.Name, define => define.Value));

    public static Event Event(string text) => Assert.Single(Script(text).Events);

    public static TcpPacketSpec Tcp(string packet) => Assert.IsType<TcpPacketSpec>(Packet(packet));

    public static PacketSpec Packet(string packet) => Assert.IsType<PacketEvent>(Event($"0 {packet}")).Packet;

    public static SystemCall Call(string call) => Assert.IsType<SystemCallEvent>(Event($"0 {call}")).Call;

    /// <summary>An expression, as the argument of a call.</summary>
    public static Expression Expression(string expression) => Assert.Single(Call($"f({expression}) = 0").Arguments);

    public static ScriptException Error(string text) => Assert.Throws<ScriptException>(() => Script(text));
}
