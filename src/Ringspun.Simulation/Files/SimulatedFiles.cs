using System.Text;
using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>The real file system, read synchronously, but with completions that come later in virtual time and faults on demand.</summary>
internal sealed class SimulatedFiles(SimulatedDriver driver, SimulatedDriverOptions options) : IFiles
{
    internal SimulatedDriver Driver => driver;

    public IoOperation<FileOpenResult> OpenBeneathAsync(
        DirectoryHandle directory,
        ReadOnlyMemory<byte> path,
        FileOpenOptions options = FileOpenOptions.None,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        string name = Encoding.UTF8.GetString(path.Span);
        return new SimulatedFileSource<FileOpenResult>(this, "openat2").Start(
            new SimulatedFileCall(SimulatedFileCallKind.Open, name, 0, 0),
            fault => (Errno.None, Open(directory, path.Span, name, options, fault)),
            result => result.File?.Dispose(),
            cancel);
    }

    internal SimulatedFileFault FaultOf(in SimulatedFileCall call) => options.FileFaults?.Invoke(call) ?? default;

    internal long DueTime(TimeSpan delay)
    {
        long shortest = options.ShortestFileLatency.Ticks;
        long ticks = driver.Random.NextInt64(shortest, Math.Max(shortest, options.LongestFileLatency.Ticks) + 1);
        return driver.After(TimeSpan.FromTicks(ticks) + delay);
    }

    private FileOpenResult Open(DirectoryHandle directory, ReadOnlySpan<byte> path, string name, FileOpenOptions options, SimulatedFileFault fault)
    {
        if (fault.Error != Errno.None)
        {
            return new FileOpenResult(null, fault.Error);
        }

        if (path.Contains((byte)0))
        {
            return new FileOpenResult(null, Errno.EINVAL);
        }

        // Never O_DIRECT: the rules of alignment are checked by the simulation, the same on every file system.
        // An empty path is the directory itself.
        byte[] terminated = path.IsEmpty ? [(byte)'.', 0] : [.. path, 0];
        int descriptor = Linux.Files.OpenAt2(directory.Descriptor, terminated, FileOpening.How(options & ~FileOpenOptions.Direct));
        if (descriptor < 0)
        {
            return new FileOpenResult(null, descriptor.ToErrno());
        }

        var owned = new OwnedDescriptor(descriptor);
        int result = FileOpening.ReadStatus(descriptor, out FileStatus status);
        if (result < 0)
        {
            owned.Dispose();
            return new FileOpenResult(null, result.ToErrno());
        }

        return new FileOpenResult(new SimulatedFile(this, owned, name, status, isDirect: options.HasFlag(FileOpenOptions.Direct)), Errno.None);
    }
}
