using System.Buffers.Binary;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace Tap.Tests.Fixtures;

/// <summary>Reads a capture back and holds every frame against the RFCs.</summary>
internal sealed class Capture
{
    private const int FileHeader = 24;
    private const int RecordHeader = 16;

    private readonly Dictionary<(Ipv4Address From, ushort Port), SeqNum> _next = [];

    /// <summary>How many TCP segments it holds.</summary>
    public int Segments { get; private set; }

    /// <summary>How many bytes of text they carry.</summary>
    public long TextBytes { get; private set; }

    /// <summary>Of one connection: no malformed frame, no wrong checksum, no text that was sent before.</summary>
    public static Capture AssertClean(ReadOnlySpan<byte> file)
    {
        var capture = new Capture();
        Assert.Equal(0xA1B23C4D, BinaryPrimitives.ReadUInt32LittleEndian(file));
        int frame = 0;
        for (ReadOnlySpan<byte> rest = file[FileHeader..]; !rest.IsEmpty;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(rest[8..]);
            Assert.Equal(length, BinaryPrimitives.ReadInt32LittleEndian(rest[12..])); // not cut
            capture.AssertClean(rest.Slice(RecordHeader, length), ++frame);
            rest = rest[(RecordHeader + length)..];
        }
        return capture;
    }

    private void AssertClean(ReadOnlySpan<byte> frame, int number)
    {
        Assert.True(EthernetHeader.TryRead(frame, out EthernetHeader ethernet), $"frame {number}: no Ethernet");
        if (ethernet.EtherType == EtherType.Arp)
        {
            Assert.True(ArpPacket.TryRead(ethernet.Payload, out _, out _), $"frame {number}: malformed ARP");
            return;
        }
        Assert.Equal(EtherType.Ipv4, ethernet.EtherType);
        Assert.True(Ipv4Header.TryRead(ethernet.Payload, out Ipv4Header ip, out Ipv4Error error), $"frame {number}: {error}");
        if (ip.Protocol != IpProtocol.Tcp) return;
        Assert.True(TcpHeader.TryRead(ip.Payload, out TcpHeader tcp), $"frame {number}: malformed TCP");
        Assert.True(tcp.IsChecksumValid(ip.Source, ip.Destination), $"frame {number}: wrong TCP checksum");
        Assert.True(TcpOptions.TryParse(tcp.Options, out _, out _), $"frame {number}: malformed options");
        Follow((ip.Source, tcp.SourcePort), tcp, number);
    }

    private void Follow((Ipv4Address From, ushort Port) sender, in TcpHeader tcp, int number)
    {
        Segments++;
        TextBytes += tcp.PayloadLength;
        if (tcp.SequenceLength == 0) return;
        bool follows = !_next.TryGetValue(sender, out SeqNum next) || tcp.Sequence == next;
        Assert.True(follows, $"frame {number}: {tcp.Sequence}, not {next}");
        _next[sender] = tcp.Sequence + tcp.SequenceLength;
    }
}
