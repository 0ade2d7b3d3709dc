using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace ActorTcp.Tap.Interop;

/// <summary><c>struct ifreq</c>: an interface's name and a union of what is asked or told; 40 bytes on 64-bit Linux.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct InterfaceRequest
{
    /// <summary>IFNAMSIZ less the terminating zero.</summary>
    internal const int LongestName = 15;

    private fixed byte _name[16];
    private fixed byte _data[24];

    internal InterfaceRequest(string name)
    {
        fixed (byte* bytes = _name) Encoding.UTF8.GetBytes(name, new Span<byte>(bytes, LongestName));
    }

    /// <summary>The name, as the kernel filled it in.</summary>
    internal readonly string Name
    {
        get
        {
            fixed (byte* bytes = _name) return Marshal.PtrToStringUTF8((nint)bytes)!;
        }
    }

    internal short Flags
    {
        readonly get => Unsafe.ReadUnaligned<short>(in _data[0]);
        set => Unsafe.WriteUnaligned(ref _data[0], value);
    }

    internal int Integer
    {
        readonly get => Unsafe.ReadUnaligned<int>(in _data[0]);
        set => Unsafe.WriteUnaligned(ref _data[0], value);
    }

    /// <summary>A <c>sockaddr_in</c>: family, port, the address in network order.</summary>
    internal uint InternetAddress
    {
        readonly get => BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<uint>(in _data[4]));
        set
        {
            Unsafe.WriteUnaligned(ref _data[0], (ushort)Tmds.Linux.LibC.AF_INET);
            Unsafe.WriteUnaligned(ref _data[4], BinaryPrimitives.ReverseEndianness(value));
        }
    }

    /// <summary>A <c>sockaddr</c> of family ARPHRD_ETHER with six bytes.</summary>
    internal readonly byte[] GetHardwareAddress()
    {
        fixed (byte* data = _data) return new ReadOnlySpan<byte>(data + 2, 6).ToArray();
    }

    internal void SetHardwareAddress(ReadOnlySpan<byte> address)
    {
        const ushort Ethernet = 1; // ARPHRD_ETHER
        Unsafe.WriteUnaligned(ref _data[0], Ethernet);
        fixed (byte* data = _data) address[..6].CopyTo(new Span<byte>(data + 2, 6));
    }
}
