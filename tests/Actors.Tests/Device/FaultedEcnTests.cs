using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Device;

/// <summary>Routers that mark congestion, and such that clear the field (RFC 3168 5, 18).</summary>
public sealed class FaultedEcnTests : IDisposable
{
    private const int Many = 10_000;

    private readonly VirtualEventLoop _loop = new();

    public void Dispose() => _loop.Dispose();

    [Theory]
    [InlineData(EcnCodepoint.Ect0, true)]
    [InlineData(EcnCodepoint.Ect1, true)]
    [InlineData(EcnCodepoint.NotEct, false)]
    [InlineData(EcnCodepoint.Ce, false)]
    public void Only_what_is_ECN_capable_is_marked(EcnCodepoint codepoint, bool capable)
    {
        var (injector, fake) = Send(new FaultOptions { MarkCe = 0.03, Seed = 9 }, Of(codepoint));
        if (capable) Assert.InRange(injector.Sent.MarkedCe, Many / 50, Many / 25);
        else Assert.Equal(0, injector.Sent.MarkedCe);
        EcnCodepoint[] fields = [.. fake.Sent.Select(frame => Read(frame.Bytes))];
        int marked = codepoint == EcnCodepoint.Ce ? Many : (int)injector.Sent.MarkedCe;
        Assert.Equal(marked, fields.Count(field => field == EcnCodepoint.Ce));
        Assert.Equal(Many - marked, fields.Count(field => field == codepoint && field != EcnCodepoint.Ce));
        Assert.All(fake.Sent, frame => Assert.True(Packets.IsSound(frame.Bytes)));
    }

    [Fact]
    public void Bleaching_clears_the_field_of_every_packet_and_nothing_else()
    {
        var (injector, fake) = Send(new FaultOptions { BleachEcn = true, MarkCe = 1 }, Of(EcnCodepoint.Ect0));
        Assert.Equal((Many, Many), (injector.Sent.MarkedCe, injector.Sent.Bleached));
        byte[] plain = Of(EcnCodepoint.NotEct);
        Assert.All(fake.Sent, frame => Assert.Equal(plain, frame.Bytes));
    }

    [Fact]
    public void What_is_no_IPv4_is_left_alone()
    {
        byte[] other = Packets.Numbered(7);
        var (injector, fake) = Send(new FaultOptions { BleachEcn = true, MarkCe = 1 }, other);
        Assert.Equal((0, 0), (injector.Sent.MarkedCe, injector.Sent.Bleached));
        Assert.All(fake.Sent, frame => Assert.Equal(other, frame.Bytes));
    }

    private (FaultInjector Injector, FakeDevice Fake) Send(FaultOptions options, byte[] frame)
    {
        var fake = new FakeDevice();
        var injector = new FaultInjector(fake, options);
        var station = new Station(_loop, injector);
        for (int i = 0; i < Many; i++) station.Send(frame);
        _loop.RunUntilIdle();
        Assert.Equal(Many, fake.Sent.Count);
        return (injector, fake);
    }

    private static byte[] Of(EcnCodepoint codepoint)
    {
        byte[] frame = Packets.TcpFrame(0x18, payload: Packets.Pattern(20));
        EcnField.Write(frame, codepoint);
        return frame;
    }

    private static EcnCodepoint Read(byte[] frame) => (EcnCodepoint)(frame[15] & 3);
}
