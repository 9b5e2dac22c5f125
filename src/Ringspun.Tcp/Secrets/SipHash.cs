using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ringspun.Tcp.Secrets;

/// <summary>SipHash-2-4 (Aumasson and Bernstein, 2012) over whole words: a keyed function whose values nobody without the key can foretell.</summary>
internal struct SipHash
{
    // Everything is inlined, so that the state stays in registers.
    private ulong _v0;
    private ulong _v1;
    private ulong _v2;
    private ulong _v3;
    private ulong _length;

    public SipHash(in StackSecret secret)
    {
        _v0 = secret.First ^ 0x736f6d6570736575;
        _v1 = secret.Second ^ 0x646f72616e646f6d;
        _v2 = secret.First ^ 0x6c7967656e657261;
        _v3 = secret.Second ^ 0x7465646279746573;
    }

    /// <summary>Adds eight bytes, the first the least significant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong word)
    {
        _length += sizeof(ulong);
        Compress(word);
    }

    /// <summary>The value for what was added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Finish()
    {
        Compress(_length << 56);
        _v2 ^= 0xFF;
        Round();
        Round();
        Round();
        Round();
        return _v0 ^ _v1 ^ _v2 ^ _v3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Compress(ulong word)
    {
        _v3 ^= word;
        Round();
        Round();
        _v0 ^= word;
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
