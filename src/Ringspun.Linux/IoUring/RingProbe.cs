using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ringspun.Linux.IoUring;

/// <summary>Which operations the kernel has: <c>IORING_REGISTER_PROBE</c> of io_uring_register(2).</summary>
public sealed class RingProbe
{
    /// <summary>As many operations as the kernel accepts in one probe.</summary>
    internal const int Capacity = 256;

    /// <summary>The header and the operations, in bytes.</summary>
    internal const int Size = 16 + (Capacity * 8);

    private readonly bool[] _supported = new bool[Capacity];

    internal RingProbe(ReadOnlySpan<byte> answer)
    {
        ProbeHeader header = MemoryMarshal.Read<ProbeHeader>(answer);
        LastOperation = (RingOperation)header.LastOperation;
        ReadOnlySpan<ProbeOperation> operations = MemoryMarshal.Cast<byte, ProbeOperation>(answer[Unsafe.SizeOf<ProbeHeader>()..]);
        foreach (ProbeOperation operation in operations[..header.OperationCount])
        {
            _supported[(int)operation.Operation] = (operation.Flags & ProbeOperation.SupportedFlag) != 0;
        }
    }

    /// <summary>The highest operation that the kernel knows; it may be beyond the names here.</summary>
    public RingOperation LastOperation { get; }

    /// <summary>
    /// Whether the kernel has the operation. It says nothing about flags such as multishot: see <see cref="IoUringSupport"/>.
    /// </summary>
    public bool Supports(RingOperation operation) => _supported[(int)operation];
}
