using System.Buffers;
using System.Runtime.InteropServices;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>The memory in which a datagram's buffer and address are described to the kernel. In place until the request has completed.</summary>
internal sealed unsafe class DatagramMessage
{
    private readonly MessageHeader* _header;
    private MemoryHandle _pin;

    internal DatagramMessage() =>
        _header = (MessageHeader*)NativeMemory.AllocZeroed((nuint)(sizeof(MessageHeader) + sizeof(IoVector) + PeerAddress.NativeCapacity));

    ~DatagramMessage() => NativeMemory.Free(_header);

    internal nint Header => (nint)_header;

    /// <summary>The sender, after a receive.</summary>
    internal PeerAddress Peer => PeerAddress.Read(Address[..Math.Min(_header->NameLength, PeerAddress.NativeCapacity)]);

    private IoVector* Vector => (IoVector*)(_header + 1);

    private Span<byte> Address => new(Vector + 1, PeerAddress.NativeCapacity);

    /// <summary>Keeps the buffer in its place until <see cref="Release"/>.</summary>
    internal void SetBuffer(ReadOnlyMemory<byte> buffer)
    {
        byte* pointer;
        if (MemoryMarshal.TryGetMemoryManager(buffer, out ChunkBlock? block, out int start, out _))
        {
            pointer = block.Address + start;
        }
        else
        {
            _pin = buffer.Pin();
            pointer = (byte*)_pin.Pointer;
        }

        *Vector = new IoVector(pointer, (nuint)buffer.Length);
        _header->Vectors = Vector;
        _header->VectorCount = 1;
    }

    /// <summary>Says where the sender's address goes.</summary>
    internal void AskForPeer()
    {
        _header->Name = Vector + 1;
        _header->NameLength = PeerAddress.NativeCapacity;
    }

    /// <summary>Says where the datagram goes; empty: to the connected peer.</summary>
    internal void SetPeer(PeerAddress peer)
    {
        _header->Name = peer.IsEmpty ? null : Vector + 1;
        _header->NameLength = peer.IsEmpty ? 0 : peer.Write(Address);
    }

    internal void Release()
    {
        _pin.Dispose();
        _pin = default;
    }
}
