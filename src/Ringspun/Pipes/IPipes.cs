namespace Ringspun;

/// <summary>Pipes and FIFOs, asynchronously, for one loop's fibers. All members are for that loop.</summary>
public interface IPipes
{
    /// <summary>Makes a pipe without a name.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <returns>Both ends, each to be disposed of.</returns>
    /// <exception cref="Linux.LinuxException">EMFILE, ENFILE; EPERM for a capacity above fs.pipe-max-size.</exception>
    PipePair Create(PipeOptions? options = null);

    /// <summary>Makes a FIFO, a pipe with a name.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="Linux.LinuxException">EEXIST, ENOENT, EACCES, ….</exception>
    void CreateFifo(string path);

    /// <summary>
    /// Opens a FIFO for reading, at once: the first receive waits until somebody has opened it for writing. The loop goes on meanwhile.
    /// </summary>
    /// <param name="path">Its path.</param>
    /// <param name="cancel">Gives up; a descriptor that was opened all the same is closed again.</param>
    /// <returns>The end to read from.</returns>
    /// <exception cref="Linux.LinuxException">ENOENT, EACCES, …; EINVAL for what is no FIFO.</exception>
    Fiber<IPipeReader> OpenReaderAsync(string path, CancellationToken cancel = default);

    /// <summary>Opens a FIFO for writing as soon as somebody reads from it. The loop goes on meanwhile.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="cancel">Gives up; a descriptor that was opened all the same is closed again.</param>
    /// <returns>The end to write to.</returns>
    /// <exception cref="Linux.LinuxException">ENOENT, EACCES, …; EINVAL for what is no FIFO.</exception>
    Fiber<IPipeWriter> OpenWriterAsync(string path, CancellationToken cancel = default);

    /// <summary>Reads from a pipe that the process has open already, such as its standard input.</summary>
    /// <param name="descriptor">The descriptor; it stays open, and it stays the caller's.</param>
    /// <returns>A reader with a descriptor of its own; null if it is no pipe.</returns>
    /// <exception cref="Linux.LinuxException">EBADF, EMFILE; EACCES when the pipe belongs to another user.</exception>
    IPipeReader? TryOpenReader(int descriptor);

    /// <summary>Writes to a pipe that the process has open already, such as its standard output.</summary>
    /// <param name="descriptor">The descriptor; it stays open, and it stays the caller's: the stream ends only when that is closed as well.</param>
    /// <returns>A writer with a descriptor of its own; null if it is no pipe.</returns>
    /// <exception cref="Linux.LinuxException">EBADF, EMFILE; EACCES when the pipe belongs to another user.</exception>
    IPipeWriter? TryOpenWriter(int descriptor);
}
