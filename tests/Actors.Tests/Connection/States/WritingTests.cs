using Akka.IO;
using ActorTcp.Device;
using ActorTcp.Network;

namespace ActorTcp.Tests.Connection.States;

public sealed class WritingTests : TcpFixture
{
    private sealed class Ack(int number) : Tcp.Event
    {
        public int Number => number;
    }

    [Fact]
    public void Writes_beyond_the_send_buffer_wait_and_their_acks_tell_when()
    {
        Establish(options: DefaultOptions with { SendBufferSize = 1000 });
        Write(1, 1000, new Ack(1));
        Write(1001, 1000, new Ack(2));
        Assert.Equal(1, Handler.ExpectMsg<Ack>().Number);
        Handler.ExpectNoMsg(TimeSpan.Zero);
        Expect("P. 1:1001(1000) ack 1");
        Peer(". 1:1(0) ack 1001 win 65535");
        Assert.Equal(2, Handler.ExpectMsg<Ack>().Number);
        Expect("P. 1001:2001(1000) ack 1");
    }

    [Fact]
    public void NoAck_with_a_token_is_not_echoed()
    {
        Establish();
        Write(1, 10, new Tcp.NoAck("token"));
        Expect("P. 1:11(10) ack 1");
        Handler.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void A_compound_write_is_sent_in_order_with_each_ack()
    {
        Establish();
        var first = Tcp.Write.Create(ByteString.FromBytes(ScriptedSegment.Stream(1, 10)), new Ack(1));
        var second = Tcp.Write.Create(ByteString.FromBytes(ScriptedSegment.Stream(11, 10)), new Ack(2));
        Tell(first.Append(second));
        Assert.Equal(1, Handler.ExpectMsg<Ack>().Number);
        Assert.Equal(2, Handler.ExpectMsg<Ack>().Number);
        Expect("P. 1:21(20) ack 1");
    }

    [Fact]
    public void ResumeWriting_answers_when_all_is_taken()
    {
        Establish(options: DefaultOptions with { SendBufferSize = 1000 });
        Write(1, 1000);
        Write(1001, 1000);
        Expect("P. 1:1001(1000) ack 1");
        Tell(Tcp.ResumeWriting.Instance);
        Handler.ExpectNoMsg(TimeSpan.Zero);
        Peer(". 1:1(0) ack 1001 win 65535");
        Handler.ExpectMsg<Tcp.WritingResumed>();
    }

    [Fact]
    public void A_byte_string_of_many_parts_arrives_whole()
    {
        Establish();
        ByteString data = ByteString.Empty;
        for (int i = 0; i < 50; i++) data += ByteString.FromBytes(ScriptedSegment.Stream(1 + i * 20, 20));
        Tell(Tcp.Write.Create(data));
        Expect("P. 1:1001(1000) ack 1");
    }

    [Fact]
    public void A_device_that_segments_gets_long_segments()
    {
        Establish(device: new ScriptDevice(DeviceOffloads.Checksum | DeviceOffloads.Tso4));
        Write(1, 20000);
        Expect("P. 1:7301(7300) ack 1", "P. 7301:14601(7300) ack 1"); // IW10 in two frames, as it is halved
        Peer(". 1:1(0) ack 14601 win 65535");
        Expect("P. 14601:20001(5400) ack 1");
    }

    [Fact]
    public void Large_writes_of_odd_sizes_arrive_whole()
    {
        Establish(device: new ScriptDevice(DeviceOffloads.Checksum | DeviceOffloads.Tso4));
        int position = 1;
        uint acked = 1;
        for (int i = 0; i < 40; i++)
        {
            int length = 1 + i * 577 % 9000;
            Write(position, length);
            position += length;
            while (Wire.FromStack.TryDequeue(out byte[]? frame)) acked = Math.Max(acked, Content.CheckAndEnd(frame));
            Peer($". 1:1(0) ack {acked} win 65535");
        }
        for (int i = 0; i < 100 && acked < position; i++)
        {
            while (Wire.FromStack.TryDequeue(out byte[]? frame)) acked = Math.Max(acked, Content.CheckAndEnd(frame));
            Peer($". 1:1(0) ack {acked} win 65535");
        }
        Assert.Equal((uint)position, acked);
    }

    [Fact]
    public void Each_fate_counts_once()
    {
        Establish();
        Peer("P. 1:11(10) ack 1 win 65535", "R 90000:90000(0)");
        Assert.Equal(Stack.Counters.FramesReceived, Stack.Counters.TotalFates);
        Assert.Equal(1, Stack.Counters[FrameFate.TcpListener]); // the SYN
    }

    private static class Content
    {
        public static uint CheckAndEnd(byte[] frame)
        {
            const int Ip = 14, TcpAt = 34;
            uint seq = unchecked(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(TcpAt + 4)) - 0xFFFF_FF00);
            int header = (frame[TcpAt + 12] >> 4) * 4;
            int text = ((frame[Ip + 2] << 8) | frame[Ip + 3]) - 20 - header;
            Assert.Equal(ScriptedSegment.Stream(seq, text), frame.AsSpan(TcpAt + header, text).ToArray());
            return seq + (uint)text;
        }
    }
}
