using System.Net;
using ActorTcp.Protocol.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Protocol.Tests.Wire;

public sealed class Ipv4AddressTests
{
    [Theory]
    [InlineData("0.0.0.0", 0x00000000u)]
    [InlineData("192.0.2.1", 0xC0000201u)]
    [InlineData("10.20.100.9", 0x0A146409u)]
    [InlineData("255.255.255.255", 0xFFFFFFFFu)]
    public void Text_and_number_agree(string text, uint value)
    {
        Assert.Equal(value, Ipv4Address.Parse(text).Value);
        Assert.Equal(text, new Ipv4Address(value).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.04")]
    [InlineData("1.2.3.4 ")]
    [InlineData(" 1.2.3.4")]
    [InlineData("1..2.3")]
    [InlineData("1.2.3.")]
    [InlineData("0x1.2.3.4")]
    [InlineData("-1.2.3.4")]
    [InlineData("1.2.3.1000")]
    public void Other_text_is_no_address(string text)
    {
        Assert.False(Ipv4Address.TryParse(text, out _));
        Assert.Throws<FormatException>(() => Ipv4Address.Parse(text));
    }

    [Fact]
    public void Agrees_with_IPAddress_on_every_number()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(ArbMap.Default.ArbFor<uint>(), value =>
        {
            var address = new Ipv4Address(value);
            var bytes = new byte[4];
            address.Write(bytes);
            return address.ToIPAddress().ToString() == address.ToString()
                && address.ToIPAddress().GetAddressBytes().AsSpan().SequenceEqual(bytes)
                && Ipv4Address.From(address.ToIPAddress()) == address
                && Ipv4Address.Parse(address.ToString()) == address
                && Ipv4Address.Read(bytes) == address;
        }));
    }

    [Fact]
    public void IPv6_is_refused_but_a_mapped_address_is_taken()
    {
        Assert.Equal(new Ipv4Address(192, 0, 2, 1), Ipv4Address.From(IPAddress.Parse("::ffff:192.0.2.1")));
        Assert.False(Ipv4Address.TryFrom(IPAddress.IPv6Loopback, out _));
        Assert.Throws<ArgumentException>(() => Ipv4Address.From(IPAddress.IPv6Loopback));
    }

    [Fact]
    public void Text_needs_its_room()
    {
        var text = new char[9];
        Assert.True(new Ipv4Address(192, 0, 2, 1).TryFormat(text, out int written));
        Assert.Equal(9, written);
        Assert.False(new Ipv4Address(192, 0, 2, 10).TryFormat(text, out _));
    }

    [Theory]
    [InlineData("127.0.0.1", true, false, false)]
    [InlineData("127.255.0.1", true, false, false)]
    [InlineData("224.0.0.1", false, true, false)]
    [InlineData("239.1.2.3", false, true, false)]
    [InlineData("240.0.0.1", false, false, false)]
    [InlineData("0.0.0.0", false, false, false)]
    [InlineData("0.1.2.3", false, false, false)]
    [InlineData("8.8.8.8", false, false, true)]
    [InlineData("223.255.255.255", false, false, true)]
    public void Kinds_are_told_apart(string text, bool loopback, bool multicast, bool unicast)
    {
        var address = Ipv4Address.Parse(text);
        Assert.Equal((loopback, multicast, unicast), (address.IsLoopback, address.IsMulticast, address.IsUnicast));
    }

    [Theory]
    [InlineData("192.0.2.77/24", "192.0.2.0", "192.0.2.255", "255.255.255.0")]
    [InlineData("10.1.2.3/9", "10.0.0.0", "10.127.255.255", "255.128.0.0")]
    [InlineData("192.0.2.77/32", "192.0.2.77", "192.0.2.77", "255.255.255.255")]
    [InlineData("1.2.3.4/0", "0.0.0.0", "255.255.255.255", "0.0.0.0")]
    public void A_network_has_its_ends(string text, string first, string last, string mask)
    {
        var network = Ipv4Network.Parse(text);
        Assert.Equal(text, network.ToString());
        Assert.Equal(first, network.NetworkAddress.ToString());
        Assert.Equal(last, network.BroadcastAddress.ToString());
        Assert.Equal(mask, network.Mask.ToString());
        Assert.True(network.Contains(network.NetworkAddress));
        Assert.True(network.Contains(network.BroadcastAddress));
        if (network.PrefixLength > 0)
        {
            Assert.False(network.Contains(new(network.NetworkAddress.Value - 1)));
            Assert.False(network.Contains(new(network.BroadcastAddress.Value + 1)));
        }
    }

    [Theory]
    [InlineData("192.0.2.0/31")]
    [InlineData("192.0.2.1/32")]
    public void A_point_to_point_network_has_no_broadcast(string text)
    {
        var network = Ipv4Network.Parse(text);
        Assert.False(network.HasBroadcast);
        Assert.False(network.IsBroadcast(network.BroadcastAddress));
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("192.0.2.1/")]
    [InlineData("192.0.2.1/33")]
    [InlineData("192.0.2.1/08")]
    [InlineData("192.0.2.1/100")]
    [InlineData("192.0.2.1/-1")]
    [InlineData("192.0.2/24")]
    public void Other_text_is_no_network(string text) => Assert.False(Ipv4Network.TryParse(text, out _));
}
