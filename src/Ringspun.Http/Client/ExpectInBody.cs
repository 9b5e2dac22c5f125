namespace Ringspun.Http;

/// <summary>The sink that looks in each body for what its request expects there: <see cref="PreparedRequest.Expected"/>.</summary>
public struct ExpectInBody : IResponseSink
{
    private BodyPattern? _pattern;
    private int _matched;

    /// <summary>Whether the body of the response read last held what was expected; true where nothing is.</summary>
    public readonly bool IsMet => _pattern is null || _matched == _pattern.Length;

    /// <inheritdoc/>
    public void Begin(PreparedRequest request, int status, ReadOnlySpan<byte> fields)
    {
        ArgumentNullException.ThrowIfNull(request);
        _pattern = request.Expected;
        _matched = 0;
    }

    /// <inheritdoc/>
    public void Data(ReadOnlySpan<byte> bytes)
    {
        if (_pattern is not null && _matched < _pattern.Length)
        {
            _matched = _pattern.Advance(_matched, bytes);
        }
    }
}
