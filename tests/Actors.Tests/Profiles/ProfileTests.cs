using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;
using Akka.Configuration;

namespace ActorTcp.Tests.Connection.Profiles;

public sealed class ProfileTests : TcpFixture
{
    private const string Mss = "020405b4", Nop = "01", Scale = "030307", SackPermitted = "0402";

    /// <summary>The bytes of the next segment's options.</summary>
    private string OptionBytes()
    {
        byte[] frame = Wire.FromStack.Dequeue();
        ReadOnlySpan<byte> tcp = frame.AsSpan(EthernetHeader.Size + Ipv4Header.MinLength);
        return Convert.ToHexStringLower(tcp[TcpHeader.MinLength..((tcp[12] >> 4) * 4)]);
    }

    [Theory]
    [InlineData("linux", Mss + Nop + Nop + SackPermitted + Nop + Scale)]
    [InlineData("rfc", Mss + Nop + Scale + Nop + Nop + SackPermitted)]
    public void Options_of_a_SynAck_stand_in_the_profiles_order(string profile, string expected)
    {
        Listen(StackProfile.Apply(DefaultOptions, profile));
        Peer("S 0:0(0) win 65535 <mss 1460,wscale 7,sackOK>");
        Assert.Equal(expected, OptionBytes());
    }

    [Theory]
    [InlineData("linux", "^" + Mss + SackPermitted + "080a[0-9a-f]{8}000003e8" + Nop + Scale + "$")]
    [InlineData("rfc", "^" + Mss + Nop + Scale + SackPermitted + "080a[0-9a-f]{8}000003e8$")]
    public void Timestamps_take_the_place_of_padding(string profile, string expected)
    {
        Listen(StackProfile.Apply(DefaultOptions with { TcpTimestamps = true }, profile));
        Peer("S 0:0(0) win 65535 <mss 1460,wscale 7,sackOK,TS val 1000 ecr 0>");
        Assert.Matches(expected, OptionBytes());
    }

    [Fact]
    public void The_profile_rfc_delays_its_first_acknowledgment()
    {
        Establish(options: StackProfile.Apply(DefaultOptions, StackProfile.Rfc));
        Peer("P. 1:101(100) ack 1 win 65535");
        ExpectNothing();
        Advance(0.05);
        Expect(". 1:1(0) ack 101");
    }

    [Theory]
    [InlineData("linux")]
    [InlineData("rfc")]
    public void HOCON_and_the_helper_mean_the_same(string profile)
    {
        StackOptions read = StackExtensionProvider.ReadOptions(ConfigurationFactory.ParseString($"profile = {profile}"));
        Assert.Equal(StackProfile.Apply(StackExtensionProvider.ReadOptions(ConfigurationFactory.Empty), profile), read);
    }

    [Fact]
    public void The_default_changes_nothing_and_what_is_set_goes_before_the_profile()
    {
        StackOptions defaults = StackExtensionProvider.ReadOptions(ConfigurationFactory.Empty);
        Assert.Equal(StackProfile.Apply(defaults, StackProfile.Default), defaults);
        StackOptions mixed = StackExtensionProvider.ReadOptions(ConfigurationFactory.ParseString("profile = rfc\ntcp_quickack = on"));
        Assert.True(mixed.TcpQuickack);
        Assert.Equal(TcpOptionOrder.Rfc, mixed.TcpOptionOrder);
        Assert.Equal(TcpPushRule.EmptyQueue, mixed.TcpPushRule);
    }

    [Fact]
    public void An_unknown_profile_is_refused_by_name()
    {
        Assert.Contains("default, linux, rfc", Assert.Throws<ArgumentException>(() => StackProfile.Apply(DefaultOptions, "bsd")).Message, StringComparison.Ordinal);
        Assert.Contains("actor-tcp.profile", Assert.Throws<ConfigurationException>(
            () => StackExtensionProvider.ReadOptions(ConfigurationFactory.ParseString("profile = bsd"))).Message, StringComparison.Ordinal);
    }
}
