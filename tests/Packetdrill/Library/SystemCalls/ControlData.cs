using ActorTcp.Packetdrill.Language;
using ActorTcp.Sockets;

namespace ActorTcp.Packetdrill.SystemCalls;

/// <summary>What a received message tells besides its bytes.</summary>
internal static class ControlData
{
    private const long SolTcp = 6;
    private const long InQueue = 36; // TCP_CM_INQ

    /// <summary>Compares msg_flags and msg_control.</summary>
    /// <param name="expected">What the script says.</param>
    /// <param name="flags">What the socket has told.</param>
    /// <param name="left">How many bytes are left to read, where the socket is to tell (TCP_INQ).</param>
    /// <exception cref="ScriptFailureException">They differ.</exception>
    public static void Check(MessageExpression expected, SocketMessageFlags flags, int? left)
    {
        long wanted = Values.Number(expected.Flags);
        if (wanted != (long)flags) throw new ScriptFailureException($"Expected msg_flags 0x{wanted:X8} but got 0x{(int)flags:X8}");
        var actual = new List<(long Level, long Type, long Data)>();
        if (left is { } bytes) actual.Add((SolTcp, InQueue, bytes));
        for (int i = 0; i < expected.Control.Count; i++)
        {
            if (expected.Control[i] is not ControlExpression control) throw new ScriptFailureException($"cmsg {i} is no control message");
            if (control.Data is ForeignExpression foreign) throw new ScriptSkipException($"needs {foreign.Kind} as control data: not implemented");
            long level = Values.Number(control.Level);
            long type = Values.Number(control.Type);
            if (level != SolTcp || type != InQueue) throw new ScriptSkipException($"needs control data of the type {control.Type}: not implemented");
            if (i >= actual.Count) throw new ScriptFailureException($"Missing cmsg {i}: expected level={level} type={type}");
            long data = Values.Number(control.Data);
            if (actual[i].Data != data) throw new ScriptFailureException($"Bad data in cmsg {i}: expected={data} actual={actual[i].Data}");
        }
        if (actual.Count > expected.Control.Count)
            throw new ScriptFailureException($"Unexpected cmsg {expected.Control.Count}: level={SolTcp} type={InQueue} data={left}");
    }
}
