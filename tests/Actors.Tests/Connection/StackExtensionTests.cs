using System.Net;
using ActorTcp.Api;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol.Wire;
using Akka.Configuration;
using Akka.IO;
using Akka.TestKit.Xunit2;

namespace ActorTcp.Tests.Connection;

public sealed class StackExtensionTests() : TestKit("""
    akka.loglevel = WARNING
    actor-tcp {
      address = "203.0.113.9/28"
      tcp_syn_retries = 2
      device.provider = "ActorTcp.Tests.Connection.StackExtensionTests+Provider, Actors.Tests"
    }
    """)
{
    [Fact]
    public void A_stack_configured_by_HOCON_serves_in_place_of_Akkas_manager()
    {
        StackExtension extension = Sys.ActorTcp();
        Assert.Same(extension, Sys.ActorTcp());
        extension.Tcp.Tell(new Tcp.Bind(TestActor, new IPEndPoint(IPAddress.Any, 7)), TestActor);
        ExpectMsg<Tcp.Bound>();
    }

    [Fact]
    public void What_is_configured_holds_and_the_rest_has_its_defaults()
    {
        StackOptions options = StackExtensionProvider.ReadOptions(Sys.Settings.Config.GetConfig("actor-tcp"));
        var defaults = new StackOptions { Address = Ipv4Network.Parse("203.0.113.9/28") };
        Assert.Equal(defaults with { TcpSynRetries = 2 }, options);
    }

    [Fact]
    public void A_wrong_value_is_named()
    {
        Config config = ConfigurationFactory.ParseString("address = \"198.51.100.300/24\"");
        ConfigurationException wrong = Assert.Throws<ConfigurationException>(() => StackExtensionProvider.ReadOptions(config));
        Assert.Contains("actor-tcp.address", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_congestion_control_is_refused_wherever_it_is_named()
    {
        Config config = ConfigurationFactory.ParseString("tcp_congestion_control = bbr");
        ConfigurationException wrong = Assert.Throws<ConfigurationException>(() => StackExtensionProvider.ReadOptions(config));
        Assert.Contains("actor-tcp.tcp_congestion_control", wrong.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new StackOptions { Address = Ipv4Network.Parse("203.0.113.9/28"), TcpCongestionControl = "bbr" });
        ArgumentException option = Assert.Throws<ArgumentException>(() => new TcpSO.CongestionControl("bbr"));
        Assert.Contains("cubic, reno", option.Message, StringComparison.Ordinal);
        Assert.Equal("reno", SocketSettings.Read([new TcpSO.CongestionControl("reno")]).CongestionControl);
        Assert.Null(SocketSettings.Read(null).CongestionControl);
    }

    public sealed class Provider : IFrameDeviceProvider
    {
        public ILoopWaiter? CreateWaiter() => null;

        public IFrameDevice Open(Config config) => new ScriptDevice();
    }
}
