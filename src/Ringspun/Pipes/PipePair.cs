namespace Ringspun;

/// <summary>Both ends of a new pipe.</summary>
/// <param name="Reader">The end to read from.</param>
/// <param name="Writer">The end to write to.</param>
public readonly record struct PipePair(IPipeReader Reader, IPipeWriter Writer) : IDisposable
{
    /// <summary>Closes both ends.</summary>
    public void Dispose()
    {
        Writer.Dispose();
        Reader.Dispose();
    }
}
