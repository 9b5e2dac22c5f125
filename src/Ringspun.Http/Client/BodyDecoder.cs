using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace Ringspun.Http;

/// <summary>Decodes one body after the other, each piece as it comes.</summary>
[SuppressMessage("Design", "CA1001", Justification = "What the decoders hold is given back at a body's end, or with the next body.")]
internal sealed class BodyDecoder
{
    private const int OutputBytes = 16 * 1024;

    /// <summary>What nothing that is complete goes on with: neither a gzip member (1F 8B) nor the end of a checksum or length that fits.</summary>
    private static readonly byte[] Sentinel = [0xFF, 0xFF];

    private readonly EncodedFeed _feed = new();
    private ContentCoding _coding;
    private Stream? _inflater;
    private BrotliDecoder _brotli;
    private DecodeOutcome _outcome;
    private long _left;
    private bool _hasBegun;
    private bool _hasEnded;

    public void Begin(ContentCoding coding, long maxBytes)
    {
        _coding = coding;
        _left = maxBytes;
        _hasBegun = false;
        _hasEnded = false;
        _outcome = coding == ContentCoding.Unknown ? DecodeOutcome.Unsupported : DecodeOutcome.Complete;
    }

    public void Decode<TSink>(ReadOnlySpan<byte> bytes, ref TSink sink)
        where TSink : struct, IResponseSink
    {
        if (_outcome != DecodeOutcome.Complete || _hasEnded)
        {
            return;
        }

        byte[] output = ArrayPool<byte>.Shared.Rent(OutputBytes);
        try
        {
            if (_coding == ContentCoding.Brotli)
            {
                DecodeBrotli(bytes, output, ref sink);
            }
            else
            {
                Inflate(bytes, output, ref sink);
            }
        }
        catch (InvalidDataException)
        {
            End(DecodeOutcome.Malformed);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(output);
        }
    }

    public DecodeOutcome Complete()
    {
        // Without a single byte nothing was encoded: an answer to HEAD, or an empty body that says its coding all the same.
        if (_outcome == DecodeOutcome.Complete && _hasBegun && !_hasEnded)
        {
            End(_inflater is not null && HasInflated() ? DecodeOutcome.Complete : DecodeOutcome.Truncated);
        }

        return _outcome;
    }

    /// <summary>Gives back what decoding the last body has needed.</summary>
    public void Release()
    {
        _inflater?.Dispose();
        _inflater = null;
        _brotli.Dispose();
        _brotli = default;
        _feed.Set(default);
    }

    private void DecodeBrotli<TSink>(ReadOnlySpan<byte> bytes, Span<byte> output, ref TSink sink)
        where TSink : struct, IResponseSink
    {
        _hasBegun = true;
        while (true)
        {
            OperationStatus status = _brotli.Decompress(bytes, output, out int consumed, out int written);
            bytes = bytes[consumed..];
            if (status == OperationStatus.InvalidData)
            {
                End(DecodeOutcome.Malformed);
                return;
            }

            if (!Pass(output[..written], ref sink))
            {
                return;
            }

            if (status == OperationStatus.Done)
            {
                End(DecodeOutcome.Complete);
                return;
            }

            if (status == OperationStatus.NeedMoreData)
            {
                return;
            }
        }
    }

    private void Inflate<TSink>(ReadOnlySpan<byte> bytes, byte[] output, ref TSink sink)
        where TSink : struct, IResponseSink
    {
        _inflater ??= MakeInflater(bytes[0]);
        _hasBegun = true;
        byte[] piece = ArrayPool<byte>.Shared.Rent(bytes.Length);
        try
        {
            bytes.CopyTo(piece);
            _feed.Set(piece.AsMemory(0, bytes.Length));
            int count;
            while ((count = _inflater.Read(output, 0, OutputBytes)) > 0)
            {
                if (!Pass(output.AsSpan(0, count), ref sink))
                {
                    return;
                }
            }
        }
        finally
        {
            _feed.Set(default);
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>RFC 9110 section 8.4.1.2: "deflate" is the zlib format, whose first byte ends with 8; some send what is within, without it.</summary>
    private Stream MakeInflater(byte first) =>
        _coding == ContentCoding.Gzip ? new GZipStream(_feed, CompressionMode.Decompress, leaveOpen: true)
        : (first & 0x0F) == 8 ? new ZLibStream(_feed, CompressionMode.Decompress, leaveOpen: true)
        : new DeflateStream(_feed, CompressionMode.Decompress, leaveOpen: true);

    /// <summary>
    /// Whether the inflater has come to its end, which it does not say by itself: then it leaves alone what follows; else it takes that for more of its
    /// data, and wants still more, or sees that it does not fit.
    /// </summary>
    private bool HasInflated()
    {
        byte[] output = ArrayPool<byte>.Shared.Rent(OutputBytes);
        try
        {
            _feed.Set(Sentinel);
            return _inflater!.Read(output, 0, OutputBytes) == 0 && !_feed.RanDry;
        }
        catch (InvalidDataException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(output);
        }
    }

    private bool Pass<TSink>(ReadOnlySpan<byte> decoded, ref TSink sink)
        where TSink : struct, IResponseSink
    {
        if (decoded.Length > _left)
        {
            End(DecodeOutcome.TooLarge);
            return false;
        }

        _left -= decoded.Length;
        if (!decoded.IsEmpty)
        {
            sink.Data(decoded);
        }

        return true;
    }

    private void End(DecodeOutcome outcome)
    {
        _outcome = outcome;
        _hasEnded = true;
        Release();
    }
}
