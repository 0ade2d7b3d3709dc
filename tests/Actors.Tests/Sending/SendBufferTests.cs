using ActorTcp.Api;
using ActorTcp.Tests.Connection;
using Akka.IO;

namespace ActorTcp.Tests.Sending;

/// <summary>SO_SNDBUF: how much a connection takes before writes wait.</summary>
public sealed class SendBufferTests : TcpFixture
{
    private sealed class Taken(int number) : Tcp.Event
    {
        public int Number => number;
    }

    [Fact]
    public void A_write_is_taken_when_the_buffer_has_room_again()
    {
        Establish();
        Tell(new StackTcp.SetOption(new TcpSO.SendBuffer(8192)));
        Handler.ExpectMsg<StackTcp.OptionSet>();
        Peer(". 1:1(0) ack 1 win 0");
        for (int i = 0; i < 4; i++) Write(1 + 5000 * i, 5000, new Taken(i));
        Assert.Equal(0, Handler.ExpectMsg<Taken>().Number);
        Assert.Equal(1, Handler.ExpectMsg<Taken>().Number); // there was room for its first byte: a write is not divided
        Handler.ExpectNoMsg(TimeSpan.Zero);
        Peer(". 1:1(0) ack 1 win 65535");
        Assert.NotEmpty(TakeSent());
        Peer(". 1:1(0) ack 10001 win 65535");
        Assert.Equal(2, Handler.ExpectMsg<Taken>().Number);
        TakeSent();
    }
}
