using System.Globalization;

namespace Ringspun.Samples.TunForwarder;

/// <summary>Where the connections to a port go on to.</summary>
/// <param name="Port">The port on the user-level network.</param>
/// <param name="Host">A name, or an address, of the kernel's network.</param>
/// <param name="HostPort">The port there.</param>
internal sealed record ForwardRule(ushort Port, string Host, ushort HostPort)
{
    /// <summary>Reads PORT=HOST:PORT; an IPv6 address stands in brackets.</summary>
    /// <returns>The rule; null for anything else.</returns>
    public static ForwardRule? TryParse(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        int colon = text.LastIndexOf(':');
        if (equals < 1 || colon < equals + 2 || !TryReadPort(text.AsSpan(0, equals), out ushort port) || !TryReadPort(text.AsSpan(colon + 1), out ushort hostPort))
        {
            return null;
        }

        string host = text[(equals + 1)..colon];
        bool isBracketed = host.Length > 2 && host[0] == '[' && host[^1] == ']';
        bool isBare = host.Contains(':', StringComparison.Ordinal) || host[0] == '[';
        return isBracketed ? new ForwardRule(port, host[1..^1], hostPort) : isBare ? null : new ForwardRule(port, host, hostPort);
    }

    private static bool TryReadPort(ReadOnlySpan<char> text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port != 0;
}
