using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.FastOpen;

namespace Ringspun.Tcp.Listening;

/// <summary>A passive open: where connections come to (RFC 9293 section 3.3.2, LISTEN).</summary>
internal sealed class Listener(ListenerId id, Endpoint local, int backlog, TcpSettings settings)
{
    private int _first = TcpBlock.None;
    private int _last = TcpBlock.None;

    public ListenerId Id { get; } = id;

    public Endpoint Local { get; } = local;

    /// <summary>The most connections that are half open or wait to be accepted. Beyond it SYNs are answered by cookies, which cost no memory.</summary>
    public int Backlog { get; } = backlog;

    public TcpSettings Settings { get; } = settings;

    /// <summary>Its connections that were opened by data in a SYN and are not confirmed.</summary>
    public FastOpenPending FastOpen { get; } = new(settings.FastOpenPending);

    public int HalfOpen { get; set; }

    public int Queued { get; private set; }

    public bool IsClosed { get; set; }

    /// <summary>When a SYN was last answered by a cookie.</summary>
    public long? LastCookieAt { get; set; }

    /// <summary>Whether the application has been told that there is something to accept, and has not looked since.</summary>
    public bool IsTelling { get; set; }

    public bool HasRoom => HalfOpen + Queued < Backlog;

    public void Enqueue(BlockTable blocks, TcpBlock block)
    {
        if (_last == TcpBlock.None)
        {
            _first = block.Slot;
        }
        else
        {
            blocks.At(_last).NextAccepted = block.Slot;
        }

        _last = block.Slot;
        block.NextAccepted = TcpBlock.None;
        Queued++;
    }

    public TcpBlock? Dequeue(BlockTable blocks)
    {
        if (_first == TcpBlock.None)
        {
            return null;
        }

        TcpBlock block = blocks.At(_first);
        _first = block.NextAccepted;
        _last = _first == TcpBlock.None ? TcpBlock.None : _last;
        block.NextAccepted = TcpBlock.None;
        Queued--;
        return block;
    }
}
