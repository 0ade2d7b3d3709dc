using System.Net;
using System.Net.Sockets;
using ActorTcp.Protocol.Wire;

namespace Tap.Tests.Fixtures;

/// <summary>The least TCP with which a kernel socket can be connected through a device: a handshake and one segment's sending.</summary>
public sealed class TcpPeer
{
    private readonly FrameProbe _probe;
    private readonly byte[] _host;
    private readonly ushort _port;
    private readonly ushort _kernelPort;
    private readonly uint _ack;
    private uint _seq = 0xffff_f000;

    /// <summary>Answers the handshake of a kernel socket that connects to the stack's address.</summary>
    public TcpPeer(TapNetwork network, FrameProbe probe, byte[] host, ushort port)
    {
        _probe = probe;
        _host = host;
        _port = port;
        Kernel = network.CreateSocket(SocketType.Stream, ProtocolType.Tcp);
        Kernel.NoDelay = true;
        Task connecting = Kernel.ConnectAsync(new IPEndPoint(TapNetwork.StackAddress, port));
        ReceivedFrame syn = probe.Expect(frame => Packets.IsIp(frame.Bytes, 6) && frame.Bytes[47] == Packets.Syn);
        _kernelPort = Packets.U16(syn.Bytes, 34);
        _ack = Packets.U32(syn.Bytes, 38) + 1;
        Transmit(Packets.Syn | Packets.Ack, [2, 4, 1460 >> 8, 1460 & 255, 1, 3, 3, 7], []);
        _seq++;
        connecting.WaitAsync(TimeSpan.FromSeconds(10)).GetAwaiter().GetResult();
    }

    /// <summary>The connected kernel socket.</summary>
    public Socket Kernel { get; }

    /// <summary>Sends data in one frame.</summary>
    public void Send(byte[] data, ushort gsoSize, int inBuffer, int sliceSize)
    {
        Transmit(Packets.Psh | Packets.Ack, [], data, gsoSize, inBuffer, sliceSize);
        _seq += (uint)data.Length;
    }

    private void Transmit(byte flags, byte[] options, byte[] data, ushort gsoSize = 0, int inBuffer = int.MaxValue, int sliceSize = 1000)
    {
        (byte[] frame, VirtioNetHeader offload) = Packets.PartialTcp(_host, _port, _kernelPort, _seq, _ack, flags, options, data, gsoSize);
        _probe.Send(frame, offload, inBuffer, sliceSize);
    }
}
