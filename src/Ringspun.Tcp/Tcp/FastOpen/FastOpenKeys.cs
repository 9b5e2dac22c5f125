using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Secrets;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.FastOpen;

/// <summary>The cookies that listeners give out (RFC 7413 section 4.1.2): a keyed hash of both addresses, so that nothing is remembered for a client.</summary>
internal sealed class FastOpenKeys(StackSecret secret)
{
    private const int CookieLength = 8;

    private KeyedHash _current = new(secret);
    private KeyedHash? _previous;

    /// <summary>Cookies are made with another key from now on; those of the last one are still taken.</summary>
    public void Rotate(StackSecret key)
    {
        _previous = _current;
        _current = new KeyedHash(key);
    }

    public FastOpenCookie Create(in IpAddress local, in IpAddress remote) => Create(_current, local, remote);

    /// <summary>Whether a cookie is this client's.</summary>
    /// <param name="cookie">What the client has sent.</param>
    /// <param name="local">The address that it was sent to.</param>
    /// <param name="remote">The client's.</param>
    /// <param name="isOld">Whether it was made with the last key, so that the client needs a new one.</param>
    public bool IsValid(FastOpenCookie cookie, in IpAddress local, in IpAddress remote, out bool isOld)
    {
        isOld = cookie != Create(_current, local, remote);
        return !isOld || (_previous is { } previous && cookie == Create(previous, local, remote));
    }

    private static FastOpenCookie Create(in KeyedHash hash, in IpAddress local, in IpAddress remote) =>
        new((UInt128)hash.Of(KeyedHash.FastOpen, new Endpoint(local, 0), new Endpoint(remote, 0)) << 64, CookieLength);
}
