using System.Buffers.Binary;
using ActorTcp.Device;
using ActorTcp.Loop;
using ActorTcp.Protocol;
using ActorTcp.Protocol.Wire;

namespace ActorTcp.Tests.Device;

public sealed class PcapTests : IDisposable
{
    private static readonly DateTimeOffset Epoch = new(2001, 9, 9, 1, 46, 40, TimeSpan.Zero); // 1000000000

    private readonly VirtualEventLoop _loop = new();
    private readonly MemoryStream _file = new();

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void The_file_is_byte_for_byte_as_the_format_has_it()
    {
        using var writer = new PcapWriter(_file, Epoch);
        writer.Write(new Instant(15_000_001), [1, 2, 3]);
        writer.Flush();
        Assert.Equal(
            "4D3CB2A1" + "02000400" + "00000000" + "00000000" + "00000400" + "01000000" // nanoseconds, 2.4, snap length 262144, Ethernet
            + "01CA9A3B" + "6465CD1D" + "03000000" + "03000000" + "010203", // 1000000001 s, 500000100 ns
            Convert.ToHexString(_file.ToArray()));
    }

    [Fact]
    public void What_is_captured_reads_back_in_order_with_its_times()
    {
        var fake = new FakeDevice();
        var station = new Station(_loop, new CaptureDevice(fake, new PcapWriter(_file, Epoch)));
        for (int i = 0; i < 300; i++)
        {
            _loop.Advance(TimeSpan.FromMicroseconds(i));
            if (i % 3 == 0) fake.Arrive(Packets.Numbered(i, 60 + i));
            else station.SendScattered(Packets.Numbered(i, 1514 - i), 54, 100);
        }
        station.Device.Dispose();
        Assert.True(fake.Disposed);

        List<(Instant At, byte[] Bytes)> records = Read(_file.ToArray());
        Assert.Equal(300, records.Count);
        for (int i = 0; i < 300; i++)
        {
            Assert.Equal(new Instant(10L * i * (i + 1) / 2), records[i].At);
            Assert.Equal(Packets.Numbered(i, i % 3 == 0 ? 60 + i : 1514 - i), records[i].Bytes);
        }
        Assert.Equal(100, station.Received.Count);
        Assert.Equal(200, fake.Sent.Count);
        Assert.Equal(0, fake.Rented + station.Rented);
    }

    [Fact]
    public void It_is_flushed_in_time_and_an_idle_loop_has_no_timer()
    {
        var fake = new FakeDevice();
        var station = new Station(_loop, new CaptureDevice(fake, new PcapWriter(_file, Epoch)));
        Assert.False(_loop.AdvanceToNext(TimeSpan.FromHours(1)));
        station.SendNumbered(0, 2);
        Assert.Equal(0, _file.Length);
        _loop.Advance(CaptureDevice.FlushInterval - TimeSpan.FromTicks(1));
        Assert.Equal(0, _file.Length);
        _loop.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(24 + 2 * 76, _file.Length);
        Assert.False(_loop.AdvanceToNext(TimeSpan.FromHours(1)));
        station.SendNumbered(2, 1);
        _loop.Advance(CaptureDevice.FlushInterval);
        Assert.Equal(24 + 3 * 76, _file.Length);
        Assert.Equal(0, station.Rented);
    }

    [Fact]
    public void A_partial_checksum_is_complete_in_the_capture_and_partial_on_the_device()
    {
        var fake = new FakeDevice(DeviceOffloads.Checksum);
        var station = new Station(_loop, new CaptureDevice(fake, new PcapWriter(_file, Epoch)));
        byte[] whole = Packets.TcpFrame(0x18, payload: Packets.Pattern(333));
        byte[] partial = WithPartialChecksum(whole);
        var offload = new VirtioNetHeader { Flags = VirtioNetFlags.NeedsChecksum, ChecksumStart = 34, ChecksumOffset = 16 };
        station.Send(partial, offload);
        fake.Arrive(partial, offload);
        station.Device.Dispose();

        Assert.All(Read(_file.ToArray()), record => Assert.Equal(whole, record.Bytes));
        Assert.Equal(partial, fake.Sent[0].Bytes);
        Assert.Equal(offload, fake.Sent[0].Offload);
        Assert.Equal(partial, station.Received[0].Bytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public void A_super_frame_is_one_sound_record(int totalLengthInHeader)
    {
        var fake = new FakeDevice(DeviceOffloads.Checksum | DeviceOffloads.Tso4);
        var station = new Station(_loop, new CaptureDevice(fake, new PcapWriter(_file, Epoch)));
        byte[] whole = Packets.TcpFrame(0x18, payload: Packets.Pattern(65000));
        byte[] sent = WithPartialChecksum(whole);
        BinaryPrimitives.WriteUInt16BigEndian(sent.AsSpan(16), (ushort)totalLengthInHeader);
        BinaryPrimitives.WriteUInt16BigEndian(sent.AsSpan(24), 0);
        BinaryPrimitives.WriteUInt16BigEndian(sent.AsSpan(24), (ushort)~Packets.Sum(sent.AsSpan(14, 20)));
        station.SendScattered(sent, 54, 4096, new VirtioNetHeader
        {
            Flags = VirtioNetFlags.NeedsChecksum, GsoType = VirtioGsoType.Tcp4, GsoSize = 1448, ChecksumStart = 34, ChecksumOffset = 16,
        });
        station.Device.Dispose();
        Assert.Equal(whole, Assert.Single(Read(_file.ToArray())).Bytes);
        Assert.True(Packets.IsSound(whole));
        Assert.Equal(sent, fake.Sent[0].Bytes);
    }

    [Fact]
    public void A_checksum_of_no_known_protocol_is_completed_word_for_word()
    {
        byte[] frame = Packets.Numbered(1, 80);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(26), 0x1234); // the seed
        ushort sum = Packets.Sum(frame.AsSpan(20));
        var offload = new VirtioNetHeader { Flags = VirtioNetFlags.NeedsChecksum, ChecksumStart = 20, ChecksumOffset = 6 };
        Assert.True(ChecksumOffload.TryComplete(frame, offload));
        Assert.Equal((ushort)~sum, BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(26)));
        offload.ChecksumStart = 79;
        Assert.False(ChecksumOffload.TryComplete(frame, offload));
    }

    [Fact]
    public void A_full_disk_ends_the_capture_once_and_the_traffic_goes_on()
    {
        var fake = new FakeDevice();
        var writer = new PcapWriter(new FullDisk(room: 24), Epoch);
        var station = new Station(_loop, new CaptureDevice(fake, writer));
        _loop.Advance(TimeSpan.FromSeconds(1));
        station.SendNumbered(0, 1);
        Assert.Equal(0, writer.Failures);
        _loop.Advance(TimeSpan.FromSeconds(1));
        station.SendNumbered(1, 3);
        _loop.Advance(TimeSpan.FromSeconds(1));
        station.Device.Dispose();
        Assert.Equal(4, fake.Sent.Count);
        Assert.Equal((1, 1, 3), (writer.Failures, writer.Frames, writer.Lost));
        Assert.IsType<IOException>(writer.Failure);
        Assert.Equal(0, station.Rented);
    }

    [Fact]
    public void More_than_a_buffer_is_written_without_a_flush()
    {
        using var writer = new PcapWriter(_file, Epoch);
        for (int i = 0; i < 1000; i++) writer.Write(new Instant(i), Packets.Numbered(i, 1514));
        Assert.InRange(_file.Length, 1_200_000, 1_530_000);
        writer.Flush();
        Assert.Equal(Enumerable.Range(0, 1000), Read(_file.ToArray()).Select(record => Packets.NumberOf(record.Bytes)));
    }

    internal static byte[] WithPartialChecksum(byte[] frame)
    {
        byte[] partial = [.. frame];
        uint pseudo = (uint)Packets.Sum(frame.AsSpan(26, 8)) + frame[23] + (uint)(frame.Length - 34);
        while (pseudo > 0xffff) pseudo = (pseudo & 0xffff) + (pseudo >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(partial.AsSpan(50), (ushort)pseudo);
        return partial;
    }

    private static List<(Instant At, byte[] Bytes)> Read(ReadOnlySpan<byte> file)
    {
        Assert.Equal(0xa1b23c4d, BinaryPrimitives.ReadUInt32LittleEndian(file));
        file = file[24..];
        List<(Instant, byte[])> records = [];
        while (!file.IsEmpty)
        {
            long ticks = (BinaryPrimitives.ReadUInt32LittleEndian(file) - 1_000_000_000L) * 10_000_000
                + BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) / 100;
            int length = BinaryPrimitives.ReadInt32LittleEndian(file[8..]);
            Assert.Equal(length, BinaryPrimitives.ReadInt32LittleEndian(file[12..]));
            records.Add((new Instant(ticks), file.Slice(16, length).ToArray()));
            file = file[(16 + length)..];
        }
        return records;
    }

    /// <summary>Has room for a few bytes, then fails once and for all.</summary>
    private sealed class FullDisk(int room) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            if (count > room) throw new IOException("No space left on device");
            base.Write(buffer, offset, count);
        }
    }
}
