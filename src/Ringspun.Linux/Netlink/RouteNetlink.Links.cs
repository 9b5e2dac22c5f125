namespace Ringspun.Linux.Netlink;

/// <content>Links.</content>
public sealed partial class RouteNetlink
{
    /// <summary>Finds a link by its name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="link">The link; null on failure.</param>
    /// <returns>The outcome; <see cref="NetlinkOutcome.NotThere"/> where there is none.</returns>
    /// <exception cref="ArgumentException">No interface can have this name (see <see cref="InterfaceName.IsValid"/>).</exception>
    public NetlinkResult FindLink(string name, out LinkInfo? link)
    {
        if (!InterfaceName.IsValid(name))
        {
            throw new ArgumentException($"No interface can be called '{name}'.", nameof(name));
        }

        return Find(LinkMessage.Get(stackalloc byte[LongestRequest], _socket.NextSequence(), name), out link);
    }

    /// <summary>Finds a link by its number.</summary>
    /// <param name="index">The number, 1 or more.</param>
    /// <param name="link">The link; null on failure.</param>
    /// <returns>The outcome; <see cref="NetlinkOutcome.NotThere"/> where there is none.</returns>
    public NetlinkResult FindLink(int index, out LinkInfo? link)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(index);
        return Find(LinkMessage.Get(stackalloc byte[LongestRequest], _socket.NextSequence(), index), out link);
    }

    /// <summary>Lists all links.</summary>
    /// <param name="links">The links; empty on failure.</param>
    /// <returns>The outcome.</returns>
    public NetlinkResult GetLinks(out IReadOnlyList<LinkInfo> links)
    {
        List<LinkInfo> found = [];
        NetlinkResult result = Dump(LinkMessage.Dump, found, message =>
        {
            NetlinkRefusal refusal = LinkMessage.Read(message, out LinkInfo? link);
            if (link is not null)
            {
                found.Add(link);
            }

            return refusal;
        });
        links = found;
        return result;
    }

    /// <summary>Switches a link on or off.</summary>
    /// <param name="index">The link.</param>
    /// <param name="isUp">True for on.</param>
    /// <returns>The outcome.</returns>
    public NetlinkResult SetUp(int index, bool isUp = true) => _socket.Request(LinkMessage.SetFlags(
        stackalloc byte[LongestRequest], _socket.NextSequence(), index, isUp ? LinkFlags.UP : LinkFlags.None, LinkFlags.UP));

    /// <summary>Sets the MTU of a link.</summary>
    /// <param name="index">The link.</param>
    /// <param name="mtu">The longest packet in bytes. IPv6 wants 1,280 or more, and loses its addresses below.</param>
    /// <returns>The outcome; <see cref="NetlinkOutcome.Refused"/> outside of what the link's kind takes.</returns>
    public NetlinkResult SetMtu(int index, int mtu)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mtu);
        return _socket.Request(LinkMessage.SetMtu(stackalloc byte[LongestRequest], _socket.NextSequence(), index, mtu));
    }

    /// <summary>Removes a link that a program has made.</summary>
    /// <param name="index">The link.</param>
    /// <returns>The outcome; <see cref="NetlinkOutcome.Unsupported"/> for hardware and loopback.</returns>
    public NetlinkResult DeleteLink(int index) =>
        _socket.Request(LinkMessage.Delete(stackalloc byte[LongestRequest], _socket.NextSequence(), index));

    private NetlinkResult Find(ReadOnlySpan<byte> request, out LinkInfo? link)
    {
        LinkInfo? found = null;
        NetlinkResult result = _socket.Request(request, message => LinkMessage.Read(message, out found));
        link = result.IsDone ? found : null;
        return result.IsDone && found is null ? new NetlinkResult(NetlinkOutcome.BadAnswer) : result;
    }
}
