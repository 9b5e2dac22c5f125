using System.Diagnostics.CodeAnalysis;

namespace Ringspun.Http;

/// <summary>
/// The sink that frees bodies from their content coding (gzip, deflate, br; RFC 9110 section 8.4) and shows them to another:
/// <c>HttpClientConnection&lt;DecodeBody&lt;ExpectInBody&gt;&gt;</c>.
/// </summary>
/// <typeparam name="TSink">What sees the decoded bodies.</typeparam>
/// <remarks>
/// After a response was read, <see cref="Complete"/> tells whether it could be decoded; what could not is a value, and the connection goes on. A body
/// without a coding is passed on as it is and costs nothing. Decoding runs on the loop. The platform's decoders cannot be used again, so each
/// encoded body makes one.
/// </remarks>
public struct DecodeBody<TSink> : IResponseSink
    where TSink : struct, IResponseSink
{
    /// <summary>The limit that holds when no other is set: 256 MiB.</summary>
    public const long DefaultMaxBytes = 256L * 1024 * 1024;

    private TSink _inner;
    private BodyDecoder? _decoder;
    private long _maxBytes;
    private bool _isEncoded;

    /// <summary>The sink of the decoded bodies, by reference.</summary>
    [UnscopedRef]
    public ref TSink Inner => ref _inner;

    /// <summary>Most bytes that one body may have when it is decoded, at least 1: a few encoded bytes can stand for thousands.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public long MaxBytes
    {
        readonly get => _maxBytes == 0 ? DefaultMaxBytes : _maxBytes;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _maxBytes = value;
        }
    }

    /// <inheritdoc/>
    public void Begin(PreparedRequest request, int status, ReadOnlySpan<byte> fields)
    {
        _decoder?.Release();
        ContentCoding coding = ContentCodings.Of(fields);
        _isEncoded = coding != ContentCoding.Identity;
        if (_isEncoded)
        {
            _decoder ??= new BodyDecoder();
            _decoder.Begin(coding, MaxBytes);
        }

        _inner.Begin(request, status, fields);
    }

    /// <inheritdoc/>
    public void Data(ReadOnlySpan<byte> bytes)
    {
        if (_isEncoded)
        {
            _decoder!.Decode(bytes, ref _inner);
        }
        else
        {
            _inner.Data(bytes);
        }
    }

    /// <summary>Tells whether the response that was read last could be decoded. Call it once the exchange is complete.</summary>
    /// <returns>What has become of it; the same until the next response begins.</returns>
    public readonly DecodeOutcome Complete() => _isEncoded ? _decoder!.Complete() : DecodeOutcome.Complete;
}
