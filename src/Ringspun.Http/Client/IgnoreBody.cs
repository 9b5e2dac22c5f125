namespace Ringspun.Http;

/// <summary>The sink that looks at nothing.</summary>
public readonly struct IgnoreBody : IResponseSink
{
    /// <inheritdoc/>
    public void Begin(PreparedRequest request, int status, ReadOnlySpan<byte> fields)
    {
    }

    /// <inheritdoc/>
    public void Data(ReadOnlySpan<byte> bytes)
    {
    }
}
