using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace ActorTcp.Protocol;

/// <summary>The key of a <see cref="SipHash"/>: 128 secret random bits.</summary>
/// <param name="K0">The key's first 8 bytes, little endian.</param>
/// <param name="K1">The key's last 8 bytes, little endian.</param>
public readonly record struct SipKey(ulong K0, ulong K1)
{
    /// <summary>Its length: 16 bytes.</summary>
    public const int Size = 16;

    /// <summary>The key of 16 bytes.</summary>
    public static SipKey Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));

    /// <summary>Nothing: a key is a secret and must not get into a log.</summary>
    public override string ToString() => "SipKey";
}

/// <summary>
/// SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed hash for short inputs that an adversary, who does not know the key, can
/// neither predict nor collide. Serves initial sequence numbers (RFC 6528), SYN cookies and port selection (RFC 6056).
/// </summary>
public static class SipHash
{
    /// <summary>The hash of any bytes.</summary>
    public static ulong Hash(SipKey key, ReadOnlySpan<byte> bytes)
    {
        var state = new State(key);
        ulong last = (ulong)bytes.Length << 56;
        for (; bytes.Length >= 8; bytes = bytes[8..]) state.Compress(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        for (int i = 0; i < bytes.Length; i++) last |= (ulong)bytes[i] << (8 * i);
        state.Compress(last);
        return state.Finish();
    }

    /// <summary>The hash of 12 bytes, given as a word of 8 and one of 4 (little endian).</summary>
    public static ulong Hash(SipKey key, ulong first, uint second)
    {
        var state = new State(key);
        state.Compress(first);
        state.Compress((12UL << 56) | second);
        return state.Finish();
    }

    private struct State
    {
        private ulong _v0, _v1, _v2, _v3;

        public State(SipKey key)
        {
            // The constants spell "somepseudorandomlygeneratedbytes".
            _v0 = key.K0 ^ 0x736f6d6570736575;
            _v1 = key.K1 ^ 0x646f72616e646f6d;
            _v2 = key.K0 ^ 0x6c7967656e657261;
            _v3 = key.K1 ^ 0x7465646279746573;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Compress(ulong word)
        {
            _v3 ^= word;
            Round();
            Round();
            _v0 ^= word;
        }

        public ulong Finish()
        {
            _v2 ^= 0xff;
            Round();
            Round();
            Round();
            Round();
            return _v0 ^ _v1 ^ _v2 ^ _v3;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Round()
        {
            _v0 += _v1;
            _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
            _v0 = BitOperations.RotateLeft(_v0, 32);
            _v2 += _v3;
            _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
            _v0 += _v3;
            _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
            _v2 += _v1;
            _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
            _v2 = BitOperations.RotateLeft(_v2, 32);
        }
    }
}
