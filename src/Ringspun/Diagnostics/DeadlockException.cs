namespace Ringspun;

/// <summary>Every fiber of a loop waits and nothing can come that would wake one: running on would be waiting for ever.</summary>
public sealed class DeadlockException : InvalidOperationException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What is known of the deadlock.</param>
    /// <param name="dump">The loop's fibers, as <see cref="EventLoop.DumpFibers"/> writes them.</param>
    public DeadlockException(string message, string dump)
        : base($"{message}{Environment.NewLine}{dump}") => Dump = dump;

    /// <summary>The loop's fibers and what each of them waits for, as <see cref="EventLoop.DumpFibers"/> writes them.</summary>
    public string Dump { get; }
}
