using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Ringspun.Cli.Serving;

/// <summary>
/// SIGTERM and SIGINT: the first asks to stop, the second ends the program at once. The same signal twice in a moment counts once: timeout(1) sends it to
/// the program and to its group, and shells in between pass on what the program has had from the terminal.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(500);

    private readonly TaskCompletionSource<PosixSignal> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration _terminate;
    private readonly PosixSignalRegistration _interrupt;
    private readonly Lock _gate = new();
    private long _began;

    public StopSignals()
    {
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Take);
    }

    /// <summary>Ends when the first signal has come.</summary>
    public Task<PosixSignal> First => _first.Task;

    public void Dispose()
    {
        _terminate.Dispose();
        _interrupt.Dispose();
    }

    private void Take(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_gate)
        {
            if (!_first.Task.IsCompleted)
            {
                _began = Stopwatch.GetTimestamp();
                _first.SetResult(context.Signal);
                return;
            }

            if (_first.Task.Result == context.Signal && Stopwatch.GetElapsedTime(_began) < Moment)
            {
                return;
            }
        }

        Environment.Exit(ExitCodes.Failed);
    }
}
