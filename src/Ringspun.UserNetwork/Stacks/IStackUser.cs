using Ringspun.Linux;
using Ringspun.Tcp;

namespace Ringspun.UserLevel;

/// <summary>Whoever a connection's events are for. On the loop's thread.</summary>
internal interface IStackUser
{
    /// <summary>Something has happened to the connection.</summary>
    void OnEvents(in StackEvent told);

    /// <summary>Data has come in order, and nothing waits to be read: takes all of it, or leaves it to be read.</summary>
    bool TryTake(ReadOnlySpan<byte> data) => false;

    /// <summary>The link is gone: nothing will happen to the connection any more.</summary>
    void OnLinkLost(Errno errno);
}
