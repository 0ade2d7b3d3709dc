using System.Net;

namespace ActorTcp.Packetdrill.Language;

/// <summary>An argument or result of a system call as it is written; <see cref="object.ToString"/> writes it again in the language.</summary>
public abstract record Expression
{
    /// <summary>The expression in the language.</summary>
    public sealed override string ToString() => ExpressionWriter.Write(this);
}

/// <summary><c>...</c>: anything.</summary>
public sealed record EllipsisExpression : Expression;

/// <summary>A number.</summary>
/// <param name="Value">Its value.</param>
/// <param name="IsHex">Whether it is written in base 16.</param>
public sealed record NumberExpression(long Value, bool IsHex = false) : Expression;

/// <summary>A symbol, such as <c>SOCK_STREAM</c>.</summary>
/// <param name="Name">Its name.</param>
public sealed record WordExpression(string Name) : Expression;

/// <summary>A string in double quotes, with its escapes resolved; <c>"…" "…"</c> is one.</summary>
/// <param name="Value">Its characters, each a byte.</param>
/// <param name="IsPrefix">Whether <c>...</c> follows: only its beginning is compared.</param>
public sealed record StringExpression(string Value, bool IsPrefix = false) : Expression;

/// <summary><c>A | B</c>.</summary>
/// <param name="Left">Left side.</param>
/// <param name="Right">Right side.</param>
public sealed record OrExpression(Expression Left, Expression Right) : Expression;

/// <summary><c>symbol = value</c>, in an argument list or a structure.</summary>
/// <param name="Name">The symbol.</param>
/// <param name="Value">Its value.</param>
public sealed record AssignExpression(string Name, Expression Value) : Expression;

/// <summary><c>[…]</c>.</summary>
/// <param name="Items">In order.</param>
public sealed record ArrayExpression(IReadOnlyList<Expression> Items) : Expression;

/// <summary><c>{…}</c> without a meaning of its own, such as a timeval.</summary>
/// <param name="Items">In order.</param>
public sealed record ListExpression(IReadOnlyList<Expression> Items) : Expression;

/// <summary><c>inet_addr("…")</c>.</summary>
/// <param name="Address">The address.</param>
public sealed record AddressExpression(IPAddress Address) : Expression;

/// <summary><c>{sa_family = AF_INET, sin_port = htons(…), sin_addr = inet_addr("…")}</c>.</summary>
/// <param name="EndPoint">Address and port.</param>
public sealed record SocketAddressExpression(IPEndPoint EndPoint) : Expression;

/// <summary><c>{onoff=…, linger=…}</c>.</summary>
/// <param name="OnOff">l_onoff.</param>
/// <param name="Seconds">l_linger.</param>
public sealed record LingerExpression(int OnOff, int Seconds) : Expression;

/// <summary><c>{..., length}</c>.</summary>
/// <param name="Length">iov_len.</param>
public sealed record IoVectorExpression(Expression Length) : Expression;

/// <summary><c>{msg_name(...)=..., msg_iov(n)=[…], msg_flags=…, msg_control=[…]}</c>.</summary>
/// <param name="Count">msg_iovlen.</param>
/// <param name="Vectors">msg_iov.</param>
/// <param name="Flags">msg_flags.</param>
/// <param name="Control">msg_control; empty: not written.</param>
public sealed record MessageExpression(int Count, ArrayExpression Vectors, Expression Flags, IReadOnlyList<Expression> Control) : Expression;

/// <summary><c>{cmsg_level=…, cmsg_type=…, cmsg_data=…}</c>.</summary>
/// <param name="Level">cmsg_level.</param>
/// <param name="Type">cmsg_type.</param>
/// <param name="Data">cmsg_data.</param>
public sealed record ControlExpression(Expression Level, Expression Type, Expression Data) : Expression;

/// <summary><c>{fd=…, events=…, revents=…}</c>.</summary>
/// <param name="Descriptor">fd.</param>
/// <param name="Events">events.</param>
/// <param name="Returned">revents; null: not written.</param>
public sealed record PollExpression(Expression Descriptor, Expression Events, Expression? Returned) : Expression;

/// <summary><c>{events=…, fd=…}</c>, with <c>ptr</c>, <c>u32</c> or <c>u64</c> in the place of <c>fd</c>.</summary>
/// <param name="Events">events.</param>
/// <param name="Member">Which member of the union: fd, ptr, u32 or u64.</param>
/// <param name="Data">Its value.</param>
public sealed record EpollExpression(Expression Events, string Member, Expression Data) : Expression;

/// <summary>
/// A structure of the language that this stack has no use for (<c>sock_extended_err</c>, <c>scm_timestamping</c>, MPLS, GRE): a script
/// with one in the way is skipped.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Fields">What was written.</param>
public sealed record ForeignExpression(string Kind, IReadOnlyList<Expression> Fields) : Expression;
