namespace Ringspun.Tests.Stress;

/// <summary>A server of a random program: accepts on one loop until it is stopped.</summary>
internal sealed class StressListener
{
    private readonly StressRun _run;
    private readonly IBinding _binding;
    private readonly EventLoop _loop;
    private IListener? _listener;
    private bool _isStopped;

    private StressListener(StressRun run, IBinding binding, EventLoop loop)
    {
        _run = run;
        _binding = binding;
        _loop = loop;
    }

    public bool IsListening => _listener is not null;

    public bool HasEnded { get; private set; }

    /// <summary>Starts to accept. Its fiber is not one of those that the program waits for, before the server is stopped.</summary>
    public static StressListener Start(StressRun run, IBinding binding, EventLoop loop)
    {
        var server = new StressListener(run, binding, loop);
        loop.SpawnDetached(static server => server.Serve(), server);
        return server;
    }

    public void Stop() => _run.Fork(_loop, () =>
    {
        _isStopped = true;
        _listener?.Dispose();
        return Fiber.Completed;
    });

    private async Fiber Serve()
    {
        using IListener listener = _listener = _binding.Listen(_loop);
        while (!_isStopped)
        {
            using StressCancellation cancel = _run.MayCancel();
            StressOutcome<IConnection> accepted = await _run.Try(listener.AcceptAsync(cancel.Token), cancel.Token);
            if (accepted.IsSuccess)
            {
                _ = _run.Fork(() => Operations.Conversation.Talk(_run, accepted.Value, isClient: false));
            }
            else if (accepted.Ending == StressEnding.Disposed)
            {
                StressRun.Check(_isStopped, "A listener was closed that nobody had closed.");
            }
            else
            {
                StressRun.Check(accepted.Ending == StressEnding.Cancelled, $"An accept ended with {accepted}.");
            }
        }

        HasEnded = true;
    }
}
