using System.Runtime.InteropServices;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>The memory in which a gathered send is described to the kernel.</summary>
internal sealed unsafe class SendVectors : IDisposable
{
    private const int Capacity = 64;

    private readonly MessageHeader* _header;
    private bool _disposed;

    internal SendVectors() => _header = (MessageHeader*)NativeMemory.AllocZeroed((nuint)(sizeof(MessageHeader) + (Capacity * sizeof(IoVector))));

    ~SendVectors() => Free();

    internal nint Describe(SendCursor outgoing)
    {
        var vectors = (IoVector*)(_header + 1);
        _header->Vectors = vectors;
        _header->VectorCount = (nuint)outgoing.Fill(vectors, Capacity);
        return (nint)_header;
    }

    /// <summary>Describes a gathered write: the pieces alone, without a message around them.</summary>
    internal nint DescribeVectors(SendCursor outgoing, out int count)
    {
        var vectors = (IoVector*)(_header + 1);
        count = outgoing.Fill(vectors, Capacity);
        return (nint)vectors;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (!_disposed)
        {
            _disposed = true;
            NativeMemory.Free(_header);
        }
    }
}
