namespace Ringspun.Http;

/// <summary>
/// What wants to see the responses of a connection go by. Implement it by a struct: the connection is compiled for it, and a method that does nothing
/// costs nothing.
/// </summary>
/// <remarks>Called on the connection's loop, in the order of the responses. What it throws ends the read.</remarks>
public interface IResponseSink
{
    /// <summary>A final response begins.</summary>
    /// <param name="request">What it answers.</param>
    /// <param name="status">Its status code, 100 to 999.</param>
    /// <param name="fields">
    /// Its header field lines, each with its CR LF, without the empty line that ends them; valid during the call. <see cref="ResponseFields"/> finds
    /// one of them.
    /// </param>
    void Begin(PreparedRequest request, int status, ReadOnlySpan<byte> fields);

    /// <summary>The next bytes of its body, freed from the chunked transfer coding; a content coding is left as it is.</summary>
    /// <param name="bytes">At least one byte; valid during the call.</param>
    void Data(ReadOnlySpan<byte> bytes);
}
