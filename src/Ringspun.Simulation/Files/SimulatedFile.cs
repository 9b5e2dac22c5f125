using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>An open file of the real file system.</summary>
internal sealed class SimulatedFile : IFile
{
    private const int DirectAlignment = 4096;

    private readonly SimulatedFiles _files;
    private readonly SafeFileHandle? _handle;
    private readonly string _resolved;
    private readonly string _name;
    private readonly FileOpenOptions _options;
    private int _underWay;
    private bool _disposed;

    private SimulatedFile(SimulatedFiles files, SafeFileHandle? handle, string resolved, string name, FileOpenOptions options)
    {
        _files = files;
        _handle = handle;
        _resolved = resolved;
        _name = name;
        _options = options;
        Status = ReadStatus();
    }

    public FileStatus Status { get; }

    public IoOperation<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        IoOperation<int> read = new SimulatedFileSource<int>(_files, "read").Start(
            new SimulatedFileCall(SimulatedFileCallKind.Read, _name, offset, buffer.Length), fault => Read(buffer.Span, offset, fault), null, cancel);
        _underWay++;
        return read;
    }

    public IoOperation<FileStatus> GetStatusAsync(CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        IoOperation<FileStatus> status = new SimulatedFileSource<FileStatus>(_files, "statx").Start(
            new SimulatedFileCall(SimulatedFileCallKind.Status, _name, 0, 0), GetStatus, null, cancel);
        _underWay++;
        return status;
    }

    public void Dispose()
    {
        _disposed = true;
        CloseWhenIdle();
    }

    internal static SimulatedFile Open(SimulatedFiles files, string resolved, string name, FileOpenOptions options)
    {
        bool isFile = !File.GetAttributes(resolved).HasFlag(FileAttributes.Directory);
        SafeFileHandle? handle = isFile && !options.HasFlag(FileOpenOptions.StatusOnly)
            ? File.OpenHandle(resolved, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)
            : null;
        return new SimulatedFile(files, handle, resolved, name, options);
    }

    private int Read(Span<byte> buffer, long offset, SimulatedFileFault fault)
    {
        try
        {
            Throw(fault.Error);
            if (_handle is null)
            {
                Throw(_options.HasFlag(FileOpenOptions.StatusOnly) ? Errno.EBADF : Errno.EISDIR);
            }

            if (_options.HasFlag(FileOpenOptions.Direct) && (!IsAligned(AddressOf(buffer)) || !IsAligned(buffer.Length) || !IsAligned(offset)))
            {
                Throw(Errno.EINVAL);
            }

            if (fault.EndsAfter is { } limit && limit < buffer.Length)
            {
                buffer = buffer[..limit];
            }

            int total = 0;
            while (total < buffer.Length)
            {
                int count = RandomAccess.Read(_handle!, buffer[total..], offset + total);
                if (count == 0)
                {
                    break;
                }

                total += count;
            }

            return total;
        }
        finally
        {
            End();
        }
    }

    private FileStatus GetStatus(SimulatedFileFault fault)
    {
        try
        {
            Throw(fault.Error);
            return ReadStatus();
        }
        finally
        {
            End();
        }
    }

    private FileStatus ReadStatus()
    {
        var info = new FileInfo(_resolved);
        bool isDirectory = Directory.Exists(_resolved);
        DateTime modified = _handle is null ? info.LastWriteTimeUtc : File.GetLastWriteTimeUtc(_handle);
        long nanoseconds = (modified - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        return new FileStatus
        {
            Size = _handle is null ? (isDirectory ? 0 : info.Length) : RandomAccess.GetLength(_handle),
            ModifiedNanoseconds = nanoseconds,
            ChangedNanoseconds = nanoseconds,

            // System.IO tells neither number: one that differs between files, and when a file was replaced by another, is what callers need.
            Inode = (ulong)HashCode.Combine(_resolved, _handle is null ? info.CreationTimeUtc : File.GetCreationTimeUtc(_handle)) & uint.MaxValue,
            Device = 1,
            IsRegularFile = !isDirectory && File.Exists(_resolved),
            IsDirectory = isDirectory,
        };
    }

    private void End()
    {
        _underWay--;
        CloseWhenIdle();
    }

    private void CloseWhenIdle()
    {
        if (_disposed && _underWay == 0)
        {
            _handle?.Dispose();
        }
    }

    private void Throw(Errno error)
    {
        if (error != Errno.None)
        {
            throw new LinuxException(_name, error);
        }
    }

    private static bool IsAligned(long value) => value % DirectAlignment == 0;

    private static nint AddressOf(Span<byte> buffer) => Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref MemoryMarshal.GetReference(buffer));
}
