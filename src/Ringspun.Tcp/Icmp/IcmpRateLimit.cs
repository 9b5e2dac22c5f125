using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Secrets;

namespace Ringspun.Tcp.Icmp;

/// <summary>How many ICMP errors may be sent: a token bucket for all of them (RFC 4443 section 2.4 (f), RFC 1812 section 4.3.2.8).</summary>
/// <param name="perSecond">The tokens that come in a second; 0 for no errors at all.</param>
/// <param name="burst">The tokens that the bucket holds.</param>
/// <param name="hash">Decides what an error costs.</param>
internal sealed class IcmpRateLimit(int perSecond, int burst, KeyedHash hash)
{
    private const long Token = 1_000_000_000;
    private const int Costs = 3;

    private readonly long _capacity = burst * Token;
    private long _credit = burst * Token;
    private long _at;
    private ulong _asked;

    /// <summary>Takes what an error costs.</summary>
    /// <param name="now">The time in nanoseconds.</param>
    /// <returns>Whether it may be sent.</returns>
    public bool TryTake(long now)
    {
        if (perSecond == 0)
        {
            return false;
        }

        // A token has as many parts as a second has nanoseconds, so that a nanosecond brings whole parts.
        long elapsed = Math.Max(0, now - _at);
        _at = now;
        _credit = elapsed > _capacity / perSecond ? _capacity : Math.Min(_capacity, _credit + (elapsed * perSecond));
        if (_credit < Token)
        {
            return false;
        }

        // An error costs nothing, one token or two, one on average: who could count the errors that others get, by those that are missing of his own,
        // would learn which ports are open (CVE-2020-25705).
        _credit -= (long)(hash.Of(KeyedHash.IcmpRateLimit, default, default, _asked++) % Costs) * Token;
        return true;
    }
}
