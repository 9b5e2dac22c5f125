using System.Net;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>
/// What connections have in common, whoever moves their bytes: deadlines, cancellation, the order of operations. Heirs add how bytes are moved,
/// and how whoever moves them is made to let go.
/// </summary>
internal abstract partial class StreamConnection(EventLoop loop) : IConnection
{
    private EndPoint? _localEndPoint;
    private EndPoint? _remoteEndPoint;

    public EndPoint? LocalEndPoint => _localEndPoint ??= IsClosed ? null : ReadEndPoint(local: true);

    public EndPoint? RemoteEndPoint => _remoteEndPoint ??= IsClosed ? null : ReadEndPoint(local: false);

    public virtual ZeroCopyCounters ZeroCopy => default;

    internal EventLoop Loop { get; } = loop;

    protected bool IsClosed { get; private set; }

    public void ShutdownSend()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (_send is { IsPending: true })
        {
            throw new InvalidOperationException("shutdown: a send is under way; await it first.");
        }

        EndStream();
    }

    public void Abort()
    {
        if (!IsClosed)
        {
            PrepareAbort();
            Dispose();
        }
    }

    public void Dispose()
    {
        if (IsClosed)
        {
            return;
        }

        IsClosed = true;
        Loop.Disarm(_receiveTimer);
        if (_sendTimer is not null)
        {
            Loop.Disarm(_sendTimer);
        }

        EndPendingReceive(Errno.ECANCELED);
        Close();
    }

    /// <summary>Ends this side's stream; a peer that has gone already is no failure: its next answer says so.</summary>
    protected abstract void EndStream();

    /// <summary>The <see cref="Close"/> that follows is to drop the connection, not to end it in order.</summary>
    protected abstract void PrepareAbort();

    /// <summary>
    /// Closes the connection. A send that is under way is finished by <see cref="EndSend"/> once nobody holds its buffers.
    /// </summary>
    protected abstract void Close();

    /// <summary>An end's address; null when it cannot be told.</summary>
    protected abstract EndPoint? ReadEndPoint(bool local);
}
