using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>One read of a file: in one part or in several, each in its time.</summary>
internal sealed class SimulatedRead(SimulatedFiles files, SimulatedFile file) : SimulatedOperation<int>(files.Driver)
{
    private const int DirectAlignment = 4096;

    private Memory<byte> _buffer;
    private long _offset;
    private int _total;
    private Errno _fault;
    private bool _cancelAsked;

    protected override string OperationName => "read";

    internal IoOperation<int> Start(Memory<byte> buffer, long offset, CancellationToken cancel)
    {
        Begin(cancel);
        SimulatedFileFault fault = files.FaultOf(new SimulatedFileCall(SimulatedFileCallKind.Read, file.Name, offset, buffer.Length));
        _offset = offset;
        _fault = fault.Error != Errno.None ? fault.Error
            : file.IsDirect && !IsAligned(buffer.Span, offset) ? Errno.EINVAL
            : Errno.None;
        _buffer = fault.EndsAfter is { } limit && limit < buffer.Length ? buffer[..limit] : buffer;
        Driver.Schedule(files.DueTime(fault.Delay), Perform);
        return Operation;
    }

    protected override long Measure(int result) => result;

    /// <summary>As in the kernel, cancelling shortens nothing: the buffer is in use until the end.</summary>
    protected override void OnCancelInTime() => _cancelAsked = true;

    private void Perform()
    {
        int rest = _buffer.Length - _total;
        int part = Math.Min(rest, files.PartSize());
        int count = _fault != Errno.None ? -(int)_fault : file.Contents.Read(_buffer.Span.Slice(_total, part), _offset + _total);
        if (count > 0)
        {
            _total += count;
            if (_total < _buffer.Length)
            {
                // A short read is continued, here as in the kernel's drivers.
                Driver.Schedule(files.DueTime(TimeSpan.Zero), Perform);
                return;
            }
        }

        _buffer = default;
        file.EndOperation();
        if (count < 0)
        {
            Decide(count.ToErrno());
        }
        else if (_cancelAsked)
        {
            Decide(Errno.ECANCELED);
        }
        else
        {
            Decide(_total);
        }
    }

    private static bool IsAligned(Span<byte> buffer, long offset) =>
        IsAligned(Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref MemoryMarshal.GetReference(buffer))) && IsAligned(buffer.Length) && IsAligned(offset);

    private static bool IsAligned(long value) => value % DirectAlignment == 0;
}
