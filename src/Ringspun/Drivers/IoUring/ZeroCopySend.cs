using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <summary>
/// A send without a copy: completes with its result, then once more when the network has let go of the memory. The fiber goes on after the
/// first; the chunks are held until the second. Used again after that.
/// </summary>
internal sealed class ZeroCopySend(IoUringDriver driver) : IRingTarget
{
    private RingConnection? _connection;
    private Chunk[] _held = new Chunk[2];
    private int _count;

    internal void Begin(RingConnection connection, SendCursor outgoing)
    {
        _connection = connection;
        _count = outgoing.RetainChunks(ref _held);
    }

    public void OnCompletion(in CompletionEntry completion)
    {
        RingConnection connection = _connection!;
        if (!completion.HasMore)
        {
            // The notification, or a failure that none follows.
            for (int i = 0; i < _count; i++)
            {
                _held[i].Release();
                _held[i] = default;
            }

            _count = 0;
            _connection = null;
            driver.ReturnZeroCopySend(this);
        }

        if (completion.IsNotification)
        {
            connection.OnNotified(completion.WasCopied);
        }
        else
        {
            connection.OnSent(completion.Result, zeroCopy: true);
        }

        if (!completion.HasMore)
        {
            connection.RequestEnded();
        }
    }
}
