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
        var source = new SimulatedFileSource<FileOpenResult>(this, "openat2");
        return source.Start(
            new SimulatedFileCall(SimulatedFileCallKind.Open, name, 0, 0),
            fault => Open(directory, path, name, options, fault),
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

    /// <summary>The error that the kernel would have answered.</summary>
    internal static Errno ErrnoOf(Exception exception) => exception switch
    {
        LinuxException linux => linux.Errno,
        FileNotFoundException or DirectoryNotFoundException => Errno.ENOENT,
        UnauthorizedAccessException => Errno.EACCES,
        PathTooLongException => Errno.ENAMETOOLONG,
        _ => Errno.EIO,
    };

    private FileOpenResult Open(DirectoryHandle directory, ReadOnlyMemory<byte> path, string name, FileOpenOptions options, SimulatedFileFault fault)
    {
        if (fault.Error != Errno.None)
        {
            return new FileOpenResult(null, fault.Error);
        }

        try
        {
            Errno error = BeneathPath.Resolve(directory.Path, path.Span, out string resolved);
            return error != Errno.None
                ? new FileOpenResult(null, error)
                : new FileOpenResult(SimulatedFile.Open(this, resolved, name, options), Errno.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new FileOpenResult(null, ErrnoOf(exception));
        }
    }
}
