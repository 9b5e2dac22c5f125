using Ringspun.Linux;

namespace Ringspun.Samples.TunForwarder;

/// <summary>What the codes mean with which a SOCKS5 proxy refuses (RFC 1928 section 6).</summary>
internal static class Socks5Refusal
{
    /// <summary>The error that a connection of one's own would have ended with.</summary>
    public static Errno ErrnoOf(byte code) => code switch
    {
        1 => Errno.ECONNABORTED,
        2 => Errno.EACCES,
        3 => Errno.ENETUNREACH,
        4 => Errno.EHOSTUNREACH,
        5 => Errno.ECONNREFUSED,
        6 => Errno.ETIMEDOUT,
        7 => Errno.EOPNOTSUPP,
        8 => Errno.EAFNOSUPPORT,
        _ => Errno.EPROTO,
    };

    /// <summary>What it means for the user, as a full sentence.</summary>
    public static string Describe(byte code) => code switch
    {
        1 => "The proxy has failed, and does not say why; its log may.",
        2 => "The proxy's rules do not allow this host, or this port, to this user.",
        3 => "The proxy has no route to the host's network.",
        4 => "The proxy cannot reach the host, or does not find its name.",
        5 => "The proxy has reached the host, and nothing listens on that port there.",
        6 => "The proxy's way to the host is too long, or turns in a circle.",
        7 => "The proxy does not do CONNECT.",
        8 => "The proxy does not do this kind of address; where it is IPv6, try a name or an IPv4 address.",
        _ => $"The proxy refuses with the code {code}, which RFC 1928 does not know.",
    };
}
