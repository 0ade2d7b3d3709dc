using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Wire;

public sealed class ArpPacketTests
{
    private static readonly MacAddress KernelMac = MacAddress.Parse("02:00:00:00:00:01");
    private static readonly MacAddress OurMac = MacAddress.Parse("02:00:00:00:00:02");

    [Fact]
    public void Reads_a_Linux_request_and_answers_it()
    {
        Assert.True(ArpPacket.TryRead(Captures.ArpRequest.AsSpan(14), out var request, out _));
        Assert.Equal(ArpPacket.Request(KernelMac, new(192, 0, 2, 1), new(192, 0, 2, 2)), request);
        Assert.Equal("Request who-has 192.0.2.2 tell 192.0.2.1", request.ToString());

        var reply = new byte[28];
        request.Reply(OurMac).Write(reply);
        Assert.Equal(Captures.Hex("0001080006040002 020000000002c0000202 020000000001c0000201"), reply);
        Assert.True(ArpPacket.TryRead(reply, out var read, out _));
        Assert.Equal("Reply 192.0.2.2 is-at 02:00:00:00:00:02", read.ToString());
    }

    [Fact]
    public void Writes_what_Linux_writes()
    {
        var bytes = new byte[28];
        ArpPacket.Request(KernelMac, new(192, 0, 2, 1), new(192, 0, 2, 2)).Write(bytes);
        Assert.Equal(Captures.ArpRequest[14..], bytes);
    }

    [Fact]
    public void Padding_is_ignored()
    {
        byte[] padded = [.. Captures.ArpRequest[14..], .. new byte[18]];
        Assert.True(ArpPacket.TryRead(padded, out _, out _));
    }

    [Theory]
    [InlineData("0001080006040001 020000000001c0000201 000000000000c00002", ArpError.TooShort)]
    [InlineData("0006080006040001 020000000001c0000201 000000000000c0000202", ArpError.HardwareType)]
    [InlineData("000186dd06040001 020000000001c0000201 000000000000c0000202", ArpError.ProtocolType)]
    [InlineData("0001080008040001 020000000001c0000201 000000000000c0000202", ArpError.AddressLength)]
    [InlineData("0001080006060001 020000000001c0000201 000000000000c0000202", ArpError.AddressLength)]
    [InlineData("0001080006040003 020000000001c0000201 000000000000c0000202", ArpError.Operation)]
    [InlineData("0001080006040000 020000000001c0000201 000000000000c0000202", ArpError.Operation)]
    [InlineData("0001080006040002 ffffffffffffc0000201 000000000000c0000202", ArpError.Sender)]
    [InlineData("0001080006040002 01005e000001c0000201 000000000000c0000202", ArpError.Sender)]
    [InlineData("0001080006040002 000000000000c0000201 000000000000c0000202", ArpError.Sender)]
    [InlineData("0001080006040002 020000000001e0000001 000000000000c0000202", ArpError.Sender)]
    [InlineData("0001080006040002 020000000001ffffffff 000000000000c0000202", ArpError.Sender)]
    [InlineData("0001080006040002 020000000001 00000000 000000000000c0000202", ArpError.Sender)]
    public void What_cannot_be_believed_is_rejected_with_its_reason(string hex, ArpError reason)
    {
        Assert.False(ArpPacket.TryRead(Captures.Hex(hex), out _, out var error));
        Assert.Equal(reason, error);
    }

    [Fact]
    public void A_probe_and_an_announcement_are_recognised()
    {
        Assert.True(ArpPacket.TryRead(Captures.Hex("0001080006040001 020000000001 00000000 000000000000c0000202"), out var probe, out _));
        Assert.True(probe.IsProbe);
        Assert.False(probe.IsAnnouncement);
        Assert.True(ArpPacket.Request(KernelMac, new(192, 0, 2, 1), new(192, 0, 2, 1)).IsAnnouncement);
    }
}
