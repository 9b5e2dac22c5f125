namespace Ringspun.Tcp.Wire;

/// <summary>Walks the extension headers of an IPv6 packet up to the upper layer or to a fragment (RFC 8200 section 4).</summary>
internal readonly struct Ipv6Extensions
{
    // Each kind at most once and destination options twice (section 4.1); more is somebody's game.
    private const int MaxHeaders = 6;
    private const int NextHeaderAt = 6;
    private const byte Pad1 = 0;
    private const byte PadN = 1;
    private const byte RouterAlert = 5;

    public IpProtocol Protocol { get; private init; }

    public int PayloadOffset { get; private init; }

    /// <summary>Where the field lies that names the protocol.</summary>
    public int NextHeaderOffset { get; private init; }

    public bool IsFragment { get; private init; }

    public Ipv6FragmentHeader Fragment { get; private init; }

    public static Refusal Walk(ReadOnlySpan<byte> packet, out Ipv6Extensions extensions, out Ipv6Problem problem) =>
        Walk(packet, (IpProtocol)packet[NextHeaderAt], NextHeaderAt, Ipv6Header.Length, out extensions, out problem);

    /// <summary>Walks what fragments were put together to.</summary>
    /// <param name="whole">The fragmentable part.</param>
    /// <param name="first">What it begins with.</param>
    /// <param name="extensions">What was found; offsets count from the part's beginning.</param>
    /// <param name="problem">What an answer would point at; its offset likewise.</param>
    public static Refusal WalkWhole(ReadOnlySpan<byte> whole, IpProtocol first, out Ipv6Extensions extensions, out Ipv6Problem problem) =>
        Walk(whole, first, 0, 0, out extensions, out problem);

    private static Refusal Walk(
        ReadOnlySpan<byte> packet, IpProtocol next, int nextAt, int at, out Ipv6Extensions extensions, out Ipv6Problem problem)
    {
        extensions = default;
        problem = default;
        for (int headers = 0; IsExtension(next); headers++)
        {
            if (headers == MaxHeaders)
            {
                return Refusal.TooManyExtensionHeaders;
            }

            if (packet.Length - at < 8)
            {
                return Refusal.Truncated;
            }

            if (next == IpProtocol.Fragment)
            {
                var fragment = Ipv6FragmentHeader.Read(packet[at..]);
                if (!fragment.IsAtomic)
                {
                    extensions = new() { Protocol = fragment.NextHeader, PayloadOffset = at + Ipv6FragmentHeader.Length, NextHeaderOffset = at, IsFragment = true, Fragment = fragment };
                    return Refusal.None;
                }
            }

            int length = next == IpProtocol.Fragment ? Ipv6FragmentHeader.Length : (packet[at + 1] + 1) * 8;
            if (length > packet.Length - at)
            {
                return Refusal.Truncated;
            }

            Refusal refusal = Check(packet, next, nextAt, at, length, out problem);
            if (refusal != Refusal.None)
            {
                return refusal;
            }

            nextAt = at;
            next = (IpProtocol)packet[at];
            at += length;
        }

        extensions = new() { Protocol = next, PayloadOffset = at, NextHeaderOffset = nextAt };
        return Refusal.None;
    }

    private static bool IsExtension(IpProtocol header) =>
        header is IpProtocol.HopByHop or IpProtocol.Routing or IpProtocol.Fragment or IpProtocol.DestinationOptions;

    private static Refusal Check(ReadOnlySpan<byte> packet, IpProtocol header, int nextAt, int at, int length, out Ipv6Problem problem)
    {
        problem = default;
        switch (header)
        {
            case IpProtocol.HopByHop when at != Ipv6Header.Length:
                // Section 4.1: treated like an unrecognised next header.
                problem = new Ipv6Problem(1, nextAt, MustAnswer: false, MayAnswer: true);
                return Refusal.MisplacedHopByHop;
            case IpProtocol.Routing when packet[at + 3] != 0:
                // Section 4.4: the pointer is at the routing type.
                problem = new Ipv6Problem(0, at + 2, MustAnswer: false, MayAnswer: true);
                return Refusal.RoutingHeader;
            case IpProtocol.HopByHop or IpProtocol.DestinationOptions:
                return CheckOptions(packet, at + 2, at + length, out problem);
            default:
                return Refusal.None;
        }
    }

    private static Refusal CheckOptions(ReadOnlySpan<byte> packet, int at, int end, out Ipv6Problem problem)
    {
        problem = default;
        while (at < end)
        {
            byte type = packet[at];
            if (type == Pad1)
            {
                at++;
                continue;
            }

            if (end - at < 2 || packet[at + 1] > end - at - 2)
            {
                return Refusal.BadExtensionHeader;
            }

            // Section 4.2: the two highest bits of an unknown option's type say what is to be done.
            int action = type >> 6;
            if (type is not (PadN or RouterAlert) && action != 0)
            {
                problem = new Ipv6Problem(2, at, MustAnswer: action == 2, MayAnswer: action != 1);
                return Refusal.UnknownOption;
            }

            at += 2 + packet[at + 1];
        }

        return Refusal.None;
    }
}
