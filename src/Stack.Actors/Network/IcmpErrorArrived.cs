using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Network;

/// <summary>
/// An ICMP error about a segment of a connection's. Advice only: anybody can send one, so it counts only if
/// <paramref name="Sequence"/> is of data in flight, and even then it does not end a connection (RFC 5927 4.1, 5.2). After it has
/// been handled, <see cref="SegmentInbox.ErrorHandled"/> lets the next one through: of a flood a connection sees one at a time.
/// </summary>
/// <param name="Type">Destination unreachable, time exceeded, parameter problem, source quench (to be ignored, RFC 6633) or redirect.</param>
/// <param name="Code">Its code; with destination unreachable an <see cref="IcmpUnreachableCode"/>.</param>
/// <param name="NextHopMtu">With fragmentation needed: the next hop's MTU, 0 if the router told none (RFC 1191 section 4).</param>
/// <param name="QuotedLength">The total length of the packet that the error is about.</param>
/// <param name="Sequence">SEG.SEQ of the segment that the error is about.</param>
internal sealed record IcmpErrorArrived(IcmpType Type, byte Code, ushort NextHopMtu, int QuotedLength, SeqNum Sequence);
