namespace Ringspun.Http;

/// <summary>Accepts the connections of one listener, as long as the loop has room for them.</summary>
internal sealed class Acceptor(LoopServer server, IListener listener)
{
    private readonly Signal _room = new(server.Loop);
    private bool _isWaiting;

    public async Fiber RunAsync()
    {
        try
        {
            while (!server.IsDraining)
            {
                if (server.IsFull)
                {
                    server.ReportFull();
                    _isWaiting = true;
                    await _room.WaitAsync();
                    _isWaiting = false;
                    continue;
                }

                server.Start(await listener.AcceptAsync());
            }
        }
        catch (Exception) when (server.IsDraining)
        {
            // The listener was closed under us: that is how a drain begins.
        }
        catch (Exception exception)
        {
            ServerLog.AcceptFailed(server.Options.Logger, exception);
        }
    }

    /// <summary>A connection has ended.</summary>
    public void NoteRoom()
    {
        if (_isWaiting)
        {
            _room.Set();
        }
    }

    public void Stop()
    {
        listener.Dispose();
        NoteRoom();
    }
}
