using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Ringspun.Http;

/// <summary>The sink that keeps where a redirection leads (RFC 9110 section 15.4), and shows everything to another. To follow is the caller's business.</summary>
/// <typeparam name="TSink">What sees the responses.</typeparam>
/// <remarks>Responses that do not redirect cost a comparison; those that do cost a copy into memory that is used again.</remarks>
public struct KeepLocation<TSink> : IResponseSink
    where TSink : struct, IResponseSink
{
    private TSink _inner;
    private byte[]? _location;
    private int _length;

    /// <summary>The other sink, by reference.</summary>
    [UnscopedRef]
    public ref TSink Inner => ref _inner;

    /// <summary>The Location field of the response read last, if that had a status from 300 to 399; empty: it had none. Valid until the next response.</summary>
    public readonly ReadOnlySpan<byte> Location => _location.AsSpan(0, _length);

    /// <inheritdoc/>
    public void Begin(PreparedRequest request, int status, ReadOnlySpan<byte> fields)
    {
        _length = 0;
        if (status is >= 300 and <= 399 && ResponseFields.TryFind(fields, "location"u8, out ReadOnlySpan<byte> location))
        {
            if (_location is null || _location.Length < location.Length)
            {
                _location = new byte[Math.Max(256, location.Length)];
            }

            location.CopyTo(_location);
            _length = location.Length;
        }

        _inner.Begin(request, status, fields);
    }

    /// <inheritdoc/>
    public void Data(ReadOnlySpan<byte> bytes) => _inner.Data(bytes);

    /// <summary>Where to go from a URL (RFC 9110 section 10.2.2): a relative location is resolved, and the URL's fragment kept where it has none.</summary>
    /// <param name="requested">The absolute URL that was asked for.</param>
    /// <returns>The URL; null: there is no location, or none that is an http or https URL.</returns>
    public readonly Uri? Resolve(Uri requested)
    {
        ArgumentNullException.ThrowIfNull(requested);
        if (_length == 0 || !Uri.TryCreate(requested, Encoding.UTF8.GetString(Location), out Uri? target) ||
            (target.Scheme != Uri.UriSchemeHttp && target.Scheme != Uri.UriSchemeHttps))
        {
            return null;
        }

        return target.Fragment.Length == 0 && requested.Fragment.Length > 0 ? new Uri(target, requested.Fragment) : target;
    }
}
