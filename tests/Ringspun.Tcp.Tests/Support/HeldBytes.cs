using System.Runtime.InteropServices;
using Ringspun.Tcp.Buffers;

namespace Ringspun.Tcp.Tests.Support;

/// <summary>Bytes of an application that a stack sends without copying them. They must still be the same when it lets go of them, once.</summary>
internal sealed class HeldBytes : IBuffer
{
    private readonly byte[] _bytes;
    private readonly bool _moves;

    /// <param name="bytes">The bytes.</param>
    /// <param name="moves">Whether they have no address that lasts.</param>
    public HeldBytes(ReadOnlySpan<byte> bytes, bool moves = false)
    {
        _bytes = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        _moves = moves;
        bytes.CopyTo(_bytes);
    }

    public bool IsReleased { get; private set; }

    public Span<byte> Span
    {
        get
        {
            Assert.False(IsReleased, "what was released is read");
            return _bytes;
        }
    }

    public nint Address => _moves ? 0 : Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0);

    public void Release()
    {
        Assert.False(IsReleased, "it is released a second time");
        IsReleased = true;
    }
}
