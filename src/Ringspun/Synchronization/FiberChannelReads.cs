namespace Ringspun;

/// <summary>A channel's items up to its end, for <c>await foreach</c> with a token; see <see cref="FiberChannel{T}.ReadAll"/>.</summary>
/// <typeparam name="T">The items.</typeparam>
public readonly struct FiberChannelReads<T>
{
    private readonly FiberChannel<T> _channel;
    private readonly CancellationToken _cancel;

    internal FiberChannelReads(FiberChannel<T> channel, CancellationToken cancel)
    {
        _channel = channel;
        _cancel = cancel;
    }

    /// <summary>For the compiler.</summary>
    /// <returns>The enumerator.</returns>
    public FiberChannelEnumerator<T> GetAsyncEnumerator() => new(_channel, _cancel);
}
