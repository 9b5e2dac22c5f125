using Ringspun.Linux;

namespace Ringspun.Bench.Disk;

/// <summary>The file that is read. One that was not there is made, of bytes that no device can spare itself to read, and removed at the end.</summary>
internal sealed class DiskFile : IDisposable
{
    private const long UsualSize = 1L << 30;
    private const int Piece = 1 << 20;

    private readonly bool _isOurs;

    private DiskFile(string path, bool isOurs)
    {
        Path = path;
        _isOurs = isOurs;
    }

    public string Path { get; }

    public long Size { get; private set; }

    /// <summary>Opens the file, or makes it.</summary>
    /// <param name="path">Its path; null for one in the project's artifacts.</param>
    /// <param name="block">Bytes of a read.</param>
    /// <exception cref="BenchFailure">It cannot be made, or cannot be read directly.</exception>
    public static DiskFile Prepare(string? path, int block)
    {
        string full = System.IO.Path.GetFullPath(path ?? System.IO.Path.Combine(BenchRoot.Path, "artifacts", "bench", $"disk-{Environment.ProcessId}.bin"));
        DiskFile file = new(full, isOurs: !File.Exists(full));
        try
        {
            if (file._isOurs)
            {
                Make(full);
            }

            file.Size = new FileInfo(full).Length;
            file.CheckDirect(block);
            return file;
        }
        catch (Exception failure)
        {
            file.Dispose();
            throw failure is IOException or UnauthorizedAccessException ? new BenchFailure($"{full} cannot be made: {failure.Message}") : failure;
        }
    }

    /// <summary>Opens the file for direct reads.</summary>
    public OwnedDescriptor OpenDirect()
    {
        int result = Linux.Files.OpenAt2(Linux.Files.CurrentDirectory, Path, new OpenHow(OpenFlags.RDONLY | OpenFlags.DIRECT | OpenFlags.CLOEXEC));
        return result.ToErrno() is Errno.EINVAL or Errno.EOPNOTSUPP
            ? throw Refused(result.ToErrno())
            : OwnedDescriptor.FromResult(result, $"open {Path}");
    }

    public void Dispose()
    {
        if (_isOurs)
        {
            File.Delete(Path);
        }
    }

    private static void Make(string path)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        Console.Error.WriteLine($"writing {UsualSize >> 20} MiB to {path}");
        using FileStream stream = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var random = new Random(1);
        byte[] piece = new byte[Piece];
        for (long written = 0; written < UsualSize; written += Piece)
        {
            random.NextBytes(piece);
            stream.Write(piece);
        }

        stream.Flush(flushToDisk: true);

        // Reads go past the page cache: what it holds of the file only takes room.
        _ = Linux.Files.FAdvise((int)stream.SafeFileHandle.DangerousGetHandle(), 0, 0, FileAdvice.DONTNEED);
    }

    private void CheckDirect(int block)
    {
        if (Size < block)
        {
            throw new BenchFailure($"{Path} has {Size} bytes, less than one block of {block}; name another with --file, or one that is not there");
        }

        using OwnedDescriptor descriptor = OpenDirect();
        using Chunk chunk = NativeChunk.Allocate(block, 4096);
        int result = Linux.Files.PRead(descriptor.Number, chunk.Span, 0);
        if (result < 0)
        {
            throw Refused(result.ToErrno());
        }
    }

    private BenchFailure Refused(Errno errno) => new(
        $"{Path} cannot be read directly (O_DIRECT: {errno}): the file system there has no direct I/O, as some of tmpfs and overlay, "
        + "or wants larger blocks; name a file on another with --file, or another --block");
}
