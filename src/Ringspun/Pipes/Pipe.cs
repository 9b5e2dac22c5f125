namespace Ringspun;

/// <summary>Pipes and FIFOs on the calling loop: <see cref="IPipes"/> of its driver, in fewer words.</summary>
public static class Pipe
{
    private const int StandardInput = 0;
    private const int StandardOutput = 1;

    private static IPipes Pipes =>
        EventLoop.Required.Driver.Pipes ?? throw new InvalidOperationException($"The {EventLoop.Required.Driver.Name} driver has no pipes.");

    /// <inheritdoc cref="IPipes.Create"/>
    public static PipePair Create(PipeOptions? options = null) => Pipes.Create(options);

    /// <inheritdoc cref="IPipes.CreateFifo"/>
    public static void CreateFifo(string path) => Pipes.CreateFifo(path);

    /// <inheritdoc cref="IPipes.OpenReaderAsync"/>
    public static Fiber<IPipeReader> OpenReaderAsync(string path, CancellationToken cancel = default) => Pipes.OpenReaderAsync(path, cancel);

    /// <inheritdoc cref="IPipes.OpenWriterAsync"/>
    public static Fiber<IPipeWriter> OpenWriterAsync(string path, CancellationToken cancel = default) => Pipes.OpenWriterAsync(path, cancel);

    /// <summary>The process's standard input, if it is a pipe.</summary>
    /// <returns>A reader; null if standard input is something else, such as a terminal or a file.</returns>
    /// <exception cref="Linux.LinuxException">It is closed (EBADF), or the pipe belongs to another user (EACCES).</exception>
    public static IPipeReader? TryOpenStandardInput() => Pipes.TryOpenReader(StandardInput);

    /// <summary>The process's standard output, if it is a pipe.</summary>
    /// <returns>A writer; null if standard output is something else. The reader sees the end of the stream when the process has ended.</returns>
    /// <exception cref="Linux.LinuxException">It is closed (EBADF), or the pipe belongs to another user (EACCES).</exception>
    public static IPipeWriter? TryOpenStandardOutput() => Pipes.TryOpenWriter(StandardOutput);
}
