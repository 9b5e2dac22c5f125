using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>An open file of the real file system.</summary>
internal sealed class SimulatedFile(SimulatedFiles files, OwnedDescriptor descriptor, string name, FileStatus status, bool isDirect) : IFile
{
    private const int DirectAlignment = 4096;

    private int _underWay;
    private bool _disposed;

    public FileStatus Status => status;

    public IoOperation<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var call = new SimulatedFileCall(SimulatedFileCallKind.Read, name, offset, buffer.Length);
        return Start(new SimulatedFileSource<int>(files, "read"), call, fault => Read(buffer.Span, offset, fault), cancel);
    }

    public IoOperation<FileStatus> GetStatusAsync(CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var call = new SimulatedFileCall(SimulatedFileCallKind.Status, name, 0, 0);
        return Start(new SimulatedFileSource<FileStatus>(files, "statx"), call, GetStatus, cancel);
    }

    public void Dispose()
    {
        _disposed = true;
        CloseWhenIdle();
    }

    private IoOperation<TResult> Start<TResult>(
        SimulatedFileSource<TResult> source,
        in SimulatedFileCall call,
        Func<SimulatedFileFault, (Errno Error, TResult Result)> perform,
        CancellationToken cancel)
    {
        IoOperation<TResult> operation = source.Start(
            call,
            fault =>
            {
                (Errno Error, TResult Result) outcome = fault.Error != Errno.None ? (fault.Error, default!) : perform(fault);
                _underWay--;
                CloseWhenIdle();
                return outcome;
            },
            null,
            cancel);
        _underWay++;
        return operation;
    }

    private (Errno Error, int Result) Read(Span<byte> buffer, long offset, SimulatedFileFault fault)
    {
        if (isDirect && (!IsAligned(AddressOf(buffer)) || !IsAligned(buffer.Length) || !IsAligned(offset)))
        {
            return (Errno.EINVAL, 0);
        }

        if (fault.EndsAfter is { } limit && limit < buffer.Length)
        {
            buffer = buffer[..limit];
        }

        int total = 0;
        while (true)
        {
            int count = Linux.Files.PRead(descriptor.Number, buffer[total..], offset + total);
            if (count < 0)
            {
                return (count.ToErrno(), 0);
            }

            total += count;
            if (count == 0 || total == buffer.Length)
            {
                return (Errno.None, total);
            }
        }
    }

    private (Errno Error, FileStatus Result) GetStatus(SimulatedFileFault fault)
    {
        int result = FileOpening.ReadStatus(descriptor.Number, out FileStatus now);
        return (result < 0 ? result.ToErrno() : Errno.None, now);
    }

    private void CloseWhenIdle()
    {
        if (_disposed && _underWay == 0)
        {
            descriptor.Dispose();
        }
    }

    private static bool IsAligned(long value) => value % DirectAlignment == 0;

    private static nint AddressOf(Span<byte> buffer) => Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref MemoryMarshal.GetReference(buffer));
}
