using Ringspun.Linux;

namespace Ringspun;

/// <summary>The kernel's pipes, whatever the driver: how they are made and opened. A driver adds how bytes are moved.</summary>
/// <param name="nonBlocking">Whether the driver wants O_NONBLOCK; a ring waits in the descriptor's stead and wants it not.</param>
internal abstract class KernelPipes(bool nonBlocking) : IPipes
{
    private const uint OwnerReadsAndWrites = 0b110_000_000;

    // Nothing tells when a FIFO is opened for reading: who wants to write asks again and again, ever more rarely.
    private static readonly TimeSpan ShortestRetry = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMilliseconds(64);

    public PipePair Create(PipeOptions? options = null)
    {
        int capacity = options?.Capacity ?? 0;
        ArgumentOutOfRangeException.ThrowIfNegative(capacity, nameof(options));
        LinuxException.ThrowIfError(
            Descriptors.Pipe2(out int read, out int write, nonBlocking), "pipe2", ResourceLimits.Describe(ResourceKind.NOFILE));
        if (capacity > 0)
        {
            int result = Descriptors.SetPipeCapacity(write, capacity);
            if (result < 0)
            {
                _ = Descriptors.Close(read);
                _ = Descriptors.Close(write);
                throw new LinuxException(
                    $"fcntl F_SETPIPE_SZ {capacity}", result.ToErrno(), "See /proc/sys/fs/pipe-max-size and pipe-user-pages-soft.");
            }
        }

        return new PipePair(MakeReader(read, awaitsWriter: false), MakeWriter(write));
    }

    public void CreateFifo(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        LinuxException.ThrowIfError(Linux.Files.MakeFifo(path, OwnerReadsAndWrites), $"mkfifo {path}");
    }

    public async Fiber<IPipeReader> OpenReaderAsync(string path, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        OwnedDescriptor? opened = await Blocking.Run(static path => OpenFifo(path, OpenFlags.RDONLY), path, cancel);
        return MakeReader(Adopt(opened!), awaitsWriter: true);
    }

    public async Fiber<IPipeWriter> OpenWriterAsync(string path, CancellationToken cancel = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        TimeSpan delay = ShortestRetry;
        while (true)
        {
            OwnedDescriptor? opened = await Blocking.Run(static path => OpenFifo(path, OpenFlags.WRONLY), path, cancel);
            if (opened is not null)
            {
                return MakeWriter(Adopt(opened));
            }

            await Fiber.Sleep(delay, cancel);
            delay = delay * 2 < LongestRetry ? delay * 2 : LongestRetry;
        }
    }

    public IPipeReader? TryOpenReader(int descriptor) =>
        Reopen(descriptor, OpenFlags.RDONLY) is { } opened ? MakeReader(Adopt(opened), awaitsWriter: false) : null;

    public IPipeWriter? TryOpenWriter(int descriptor) =>
        Reopen(descriptor, OpenFlags.WRONLY) is { } opened ? MakeWriter(Adopt(opened)) : null;

    /// <param name="descriptor">The end to read from; the reader owns and closes it.</param>
    /// <param name="awaitsWriter">Whether there may have been no writer yet: a read would say "end of stream" then.</param>
    protected abstract IPipeReader MakeReader(int descriptor, bool awaitsWriter);

    /// <param name="descriptor">The end to write to; the writer owns and closes it.</param>
    protected abstract IPipeWriter MakeWriter(int descriptor);

    /// <summary>Opens without waiting for the other end. On a thread of the pool: the path may need a disk.</summary>
    /// <returns>null: opened for writing, but nobody reads.</returns>
    private static OwnedDescriptor? OpenFifo(string path, OpenFlags direction)
    {
        var how = new OpenHow(direction | OpenFlags.NONBLOCK | OpenFlags.CLOEXEC | OpenFlags.NOCTTY);
        int result = Linux.Files.OpenAt2(Linux.Files.CurrentDirectory, path, how);
        if (result.ToErrno() == Errno.ENXIO)
        {
            return null;
        }

        var descriptor = OwnedDescriptor.FromResult(result, $"open {path}");
        if (!IsPipe(descriptor.Number))
        {
            descriptor.Dispose();
            throw new LinuxException($"open {path}", Errno.EINVAL, "It is no FIFO; mkfifo makes one.");
        }

        return descriptor;
    }

    /// <summary>
    /// Opens the pipe behind a descriptor once more. The process shares its standard streams with others, to whom O_NONBLOCK, set on the very same
    /// open file, would come as a surprise.
    /// </summary>
    private static OwnedDescriptor? Reopen(int descriptor, OpenFlags direction)
    {
        LinuxException.ThrowIfError(FileStatusOf(descriptor, out StatxBuffer status), $"descriptor {descriptor}");
        if (!status.IsFifo)
        {
            return null;
        }

        var how = new OpenHow(direction | OpenFlags.NONBLOCK | OpenFlags.CLOEXEC);
        return OwnedDescriptor.FromResult(
            Linux.Files.OpenAt2(Linux.Files.CurrentDirectory, $"/proc/self/fd/{descriptor}", how), $"open /proc/self/fd/{descriptor}");
    }

    private static bool IsPipe(int descriptor) => FileStatusOf(descriptor, out StatxBuffer status) >= 0 && status.IsFifo;

    private static int FileStatusOf(int descriptor, out StatxBuffer status) =>
        Linux.Files.StatDescriptor(descriptor, StatxMask.BASIC_STATS, out status);

    private int Adopt(OwnedDescriptor descriptor)
    {
        if (!nonBlocking)
        {
            _ = Descriptors.SetNonBlocking(descriptor.Number, false);
        }

        return descriptor.Detach();
    }
}
