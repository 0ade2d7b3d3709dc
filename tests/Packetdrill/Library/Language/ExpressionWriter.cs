using System.Net.Sockets;
using System.Text;

namespace ActorTcp.Packetdrill.Language;

/// <summary>Writes expressions and system calls in the language, for messages.</summary>
internal static class ExpressionWriter
{
    /// <summary>An expression, as a script has it.</summary>
    public static string Write(Expression expression) => expression switch
    {
        EllipsisExpression => "...",
        NumberExpression { IsHex: true } number => $"0x{number.Value:x}",
        NumberExpression number => number.Value.ToString(),
        WordExpression word => word.Name,
        StringExpression text => Quoted(text.Value) + (text.IsPrefix ? "..." : ""),
        OrExpression or => $"{or.Left}|{or.Right}",
        AssignExpression assign => $"{assign.Name}={assign.Value}",
        ArrayExpression array => $"[{Joined(array.Items)}]",
        ListExpression list => $"{{{Joined(list.Items)}}}",
        AddressExpression address => address.Address.AddressFamily == AddressFamily.InterNetwork
            ? $"inet_addr(\"{address.Address}\")" : $"inet6_addr(\"{address.Address}\")",
        SocketAddressExpression address => Write(address),
        LingerExpression linger => $"{{onoff={linger.OnOff}, linger={linger.Seconds}}}",
        IoVectorExpression vector => $"{{..., {vector.Length}}}",
        MessageExpression message => Write(message),
        ControlExpression control => $"{{cmsg_level={control.Level}, cmsg_type={control.Type}, cmsg_data={control.Data}}}",
        PollExpression poll =>
            $"{{fd={poll.Descriptor}, events={poll.Events}{(poll.Returned == null ? "" : $", revents={poll.Returned}")}}}",
        EpollExpression epoll => $"{{events={epoll.Events}, {epoll.Member}={epoll.Data}}}",
        ForeignExpression foreign => Write(foreign),
        _ => throw new ArgumentOutOfRangeException(nameof(expression)),
    };

    /// <summary>A call with what it is to return, without its times.</summary>
    public static string Write(SystemCall call)
    {
        string written = $"{call.Name}({Joined(call.Arguments)}) = {call.Result}";
        if (call.Errno != null)
            written += $" {call.Errno}";
        return call.Note == null ? written : $"{written} ({call.Note})";
    }

    private static string Write(SocketAddressExpression address)
    {
        string family = address.EndPoint.AddressFamily == AddressFamily.InterNetwork ? "AF_INET" : "AF_INET6";
        return $"{{sa_family = {family}, sin_port = htons({address.EndPoint.Port}), sin_addr = inet_addr(\"{address.EndPoint.Address}\")}}";
    }

    private static string Write(MessageExpression message)
    {
        string control = message.Control.Count == 0 ? "" : $", msg_control=[{Joined(message.Control)}]";
        return $"{{msg_name(...)=..., msg_iov({message.Count})={message.Vectors}, msg_flags={message.Flags}{control}}}";
    }

    // GRE and MPLS have a notation of their own, without '='.
    private static string Write(ForeignExpression foreign) => foreign.Kind switch
    {
        "MPLS" => $"{{{string.Join(' ', foreign.Fields.Select(MplsEntry))}}}",
        "GRE" => $"{{{string.Join(", ", foreign.Fields.Select(Bare))}}}",
        _ => $"{{{Joined(foreign.Fields)}}}",
    };

    private static string MplsEntry(Expression entry) => $"({string.Join(", ", ((ListExpression)entry).Items.Select(Bare))})";

    private static string Bare(Expression field) => field switch
    {
        AssignExpression { Value: ArrayExpression flags } assign =>
            $"{assign.Name} [{string.Join(", ", flags.Items.Select(flag => PresentFlag(((WordExpression)flag).Name)))}]",
        AssignExpression assign => $"{assign.Name} {assign.Value}",
        _ => $"[{field}]",
    };

    private static string PresentFlag(string name) => name switch
    {
        "none" => "none",
        "sequence" => "sequence# present",
        _ => $"{name} present",
    };

    private static string Joined(IReadOnlyList<Expression> items) => string.Join(", ", items);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            quoted.Append(c switch
            {
                '\\' => "\\\\",
                '"' => "\\\"",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\v' => "\\v",
                < ' ' or > '~' => $"\\x{(int)c & 0xff:x2}",
                _ => c.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }
}
