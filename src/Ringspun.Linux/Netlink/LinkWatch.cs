namespace Ringspun.Linux.Netlink;

/// <summary>
/// Hears what becomes of a link (source: rtnetlink(7), the group RTMGRP_LINK). For one thread at a time. It hears of the network namespace of the thread that
/// opens it.
/// </summary>
internal sealed class LinkWatch : IDisposable
{
    private const int LongestRequest = 64;
    private const uint RTMGRP_LINK = 1;

    private readonly NetlinkSocket _socket;
    private readonly NetlinkHandler _handler;
    private readonly int _index;
    private LinkNews _news;

    private LinkWatch(NetlinkSocket socket, int index)
    {
        _socket = socket;
        _index = index;
        _handler = Hear;
    }

    /// <summary>Becomes readable when there is news of any link; -1 once it is closed.</summary>
    internal int Descriptor => _socket.Descriptor;

    /// <summary>Opens a watch.</summary>
    /// <param name="index">The link.</param>
    /// <exception cref="LinuxException">There is no descriptor left, or the container forbids netlink.</exception>
    internal static LinkWatch Open(int index) => new(NetlinkSocket.Open(NetlinkProtocol.ROUTE, RTMGRP_LINK), index);

    /// <summary>
    /// Reads all news that has come; the last of it counts, but nothing comes after <see cref="LinkNews.Removed"/>. When there was more than there was room
    /// for, the kernel is asked.
    /// </summary>
    internal LinkNews Read()
    {
        _news = LinkNews.None;
        if (_socket.ReadNews(_handler) == -(int)Errno.ENOBUFS)
        {
            Ask();
        }

        return _news;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Ask()
    {
        NetlinkResult result = _socket.Request(LinkMessage.Get(stackalloc byte[LongestRequest], _socket.NextSequence(), _index), _handler);
        _news = result.Outcome == NetlinkOutcome.NotThere ? LinkNews.Removed : _news;
    }

    private NetlinkRefusal Hear(NetlinkMessage message)
    {
        if (LinkMessage.TryReadState(message, out int index, out LinkFlags flags) && index == _index && _news != LinkNews.Removed)
        {
            _news = message.Type == RouteMessageType.DELLINK ? LinkNews.Removed
                : (flags & LinkFlags.UP) != 0 ? LinkNews.Up
                : LinkNews.Down;
        }

        return NetlinkRefusal.None;
    }
}
