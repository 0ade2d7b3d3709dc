using ActorTcp.Protocol.Wire;

namespace Protocol.Tests.Wire;

public sealed class EthernetHeaderTests
{
    [Fact]
    public void Reads_a_frame()
    {
        Assert.True(EthernetHeader.TryRead(Captures.ArpRequest, out var header));
        Assert.True(header.Destination.IsBroadcast);
        Assert.Equal(MacAddress.Parse("02:00:00:00:00:01"), header.Source);
        Assert.Equal(EtherType.Arp, header.EtherType);
        Assert.Equal(28, header.Payload.Length);
        Assert.Equal("02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff, ethertype 0x0806", header.ToString());
    }

    [Fact]
    public void Writes_what_it_reads()
    {
        var bytes = new byte[14];
        EthernetHeader.Write(bytes, MacAddress.Broadcast, MacAddress.Parse("02:00:00:00:00:01"), EtherType.Arp);
        Assert.Equal(Captures.ArpRequest[..14], bytes);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(13, false)]
    [InlineData(14, true)]
    public void Needs_14_bytes(int length, bool read) => Assert.Equal(read, EthernetHeader.TryRead(new byte[length], out _));

    [Theory]
    [InlineData("02:00:5e:10:ff:01", false, false)]
    [InlineData("01:00:5e:00:00:fb", true, false)]
    [InlineData("ff:ff:ff:ff:ff:ff", true, true)]
    public void An_address_goes_through_text_and_bytes(string text, bool multicast, bool broadcast)
    {
        var mac = MacAddress.Parse(text);
        Assert.Equal(text, mac.ToString());
        var bytes = new byte[6];
        mac.Write(bytes);
        Assert.Equal(Convert.FromHexString(text.Replace(":", "", StringComparison.Ordinal)), bytes);
        Assert.Equal(mac, MacAddress.Read(bytes));
        Assert.Equal(multicast, mac.IsMulticast);
        Assert.Equal(broadcast, mac.IsBroadcast);
        Assert.Equal(!multicast, mac.IsUnicast);
        Assert.Equal(mac, MacAddress.Parse(text.ToUpperInvariant().Replace(':', '-')));
    }

    [Theory]
    [InlineData("")]
    [InlineData("02:00:00:00:00")]
    [InlineData("02:00:00:00:00:0g")]
    [InlineData("02:00:00-00:00:01")]
    [InlineData("020:0:00:00:00:01")]
    [InlineData("02.00.00.00.00.01")]
    [InlineData(" 2:00:00:00:00:01")]
    public void Other_text_is_no_address(string text)
    {
        Assert.False(MacAddress.TryParse(text, out _));
        Assert.Throws<FormatException>(() => MacAddress.Parse(text));
    }

    [Fact]
    public void A_group_has_its_own_Ethernet_address() =>
        Assert.Equal("01:00:5e:7f:02:03", MacAddress.ForMulticast(new(239, 255, 2, 3)).ToString());
}
