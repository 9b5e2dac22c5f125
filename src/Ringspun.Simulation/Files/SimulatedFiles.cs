using System.Text;
using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>Files in memory or of the real file system, with completions that come later in virtual time and faults on demand.</summary>
internal sealed class SimulatedFiles(SimulatedDriver driver, SimulatedDriverOptions options) : IFiles
{
    private readonly int[] _numbers = new int[Enum.GetValues<SimulatedFileCallKind>().Length];

    internal SimulatedDriver Driver => driver;

    public IoOperation<FileOpenResult> OpenBeneathAsync(
        DirectoryHandle directory,
        ReadOnlyMemory<byte> path,
        FileOpenOptions options = FileOpenOptions.None,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        return new SimulatedOpen(this).Start(directory, path, Encoding.UTF8.GetString(path.Span), options, cancel);
    }

    internal SimulatedFileFault FaultOf(in SimulatedFileCall call)
    {
        int number = ++_numbers[(int)call.Kind];
        return options.FileFaults is { } faults ? faults(call with { Number = number, Chance = driver.Random.NextDouble() }) : default;
    }

    internal long DueTime(TimeSpan delay) => driver.After(options.FileLatency.Next(driver.Random) + (delay.Ticks * TimeSpan.NanosecondsPerTick));

    /// <summary>How much the next part of a read may take.</summary>
    internal int PartSize() => options.LargestFileRead == int.MaxValue ? int.MaxValue : driver.Random.Next(1, options.LargestFileRead + 1);

    internal FileOpenResult Open(DirectoryHandle directory, ReadOnlySpan<byte> path, string name, FileOpenOptions options, SimulatedFileFault fault)
    {
        if (fault.Error != Errno.None)
        {
            return new FileOpenResult(null, fault.Error);
        }

        if (path.Contains((byte)0))
        {
            return new FileOpenResult(null, Errno.EINVAL);
        }

        if (!driver.Simulation.TryOpenDescriptor())
        {
            return new FileOpenResult(null, Errno.EMFILE);
        }

        Errno error = directory.Simulated is SimulatedFileSystem system
            ? OpenInMemory(system, name, options, out IFileContents? contents)
            : OpenInKernel(directory, path, options, out contents);
        FileStatus status = default;
        if (error == Errno.None)
        {
            error = contents!.GetStatus(out status);
        }

        if (error != Errno.None)
        {
            contents?.Dispose();
            driver.Simulation.CloseDescriptor();
            return new FileOpenResult(null, error);
        }

        return new FileOpenResult(new SimulatedFile(this, contents!, name, status, isDirect: options.HasFlag(FileOpenOptions.Direct)), Errno.None);
    }

    private static Errno OpenInMemory(SimulatedFileSystem system, string name, FileOpenOptions options, out IFileContents? contents)
    {
        contents = null;
        Errno error = PathResolution.Resolve(system.RootNode, name, out FileNode node);
        bool isStatusOnly = options.HasFlag(FileOpenOptions.StatusOnly);
        if (error == Errno.None && !node.IsAccessible && !isStatusOnly)
        {
            error = Errno.EACCES;
        }

        if (error == Errno.None)
        {
            contents = new MemoryFileContents(node, isStatusOnly);
        }

        return error;
    }

    private static Errno OpenInKernel(DirectoryHandle directory, ReadOnlySpan<byte> path, FileOpenOptions options, out IFileContents? contents)
    {
        // Never O_DIRECT: the rules of alignment are checked by the simulation, the same on every file system.
        // An empty path is the directory itself.
        byte[] terminated = path.IsEmpty ? [(byte)'.', 0] : [.. path, 0];
        int descriptor = Linux.Files.OpenAt2(directory.Descriptor, terminated, FileOpening.How(options & ~FileOpenOptions.Direct));
        contents = descriptor < 0 ? null : new KernelFileContents(new OwnedDescriptor(descriptor));
        return descriptor < 0 ? descriptor.ToErrno() : Errno.None;
    }
}
