using ActorTcp.Packetdrill.Language;

namespace ActorTcp.Packetdrill.Tests;

public sealed class SymbolTests
{
    [Theory]
    [InlineData("SOL_SOCKET", 1)]
    [InlineData("SO_REUSEADDR", 2)]
    [InlineData("SOCK_NONBLOCK", 0x800)]
    [InlineData("TCP_INFO", 11)]
    [InlineData("TCP_CLOSE_WAIT", 8)]
    [InlineData("TCP_CA_Recovery", 3)]
    [InlineData("TCPI_OPT_SYN_DATA", 32)]
    [InlineData("MSG_FASTOPEN", 0x20000000)]
    [InlineData("O_NONBLOCK", 0x800)]
    [InlineData("EPOLLET", 0x80000000)]
    [InlineData("FIONREAD", 0x541b)]
    [InlineData("EAGAIN", 11)]
    [InlineData("EWOULDBLOCK", 11)]
    public void Name_has_its_value_on_Linux(string name, long value)
    {
        Assert.True(Symbols.TryGetValue(name, out long found));
        Assert.Equal(value, found);
    }

    [Fact]
    public void Unknown_name_has_none() => Assert.False(Symbols.TryGetValue("SO_NOTHING", out _));

    [Fact]
    public void Error_has_name_and_text()
    {
        Assert.True(ErrorCodes.TryGetNumber("ECONNRESET", out int number));
        Assert.Equal((104, "ECONNRESET", "Connection reset by peer"), (number, ErrorCodes.NameOf(number), ErrorCodes.TextOf(number)));
        Assert.Equal(("errno 4711", "Unknown error 4711"), (ErrorCodes.NameOf(4711), ErrorCodes.TextOf(4711)));
        Assert.Equal("EAGAIN", ErrorCodes.NameOf(11));
    }
}
