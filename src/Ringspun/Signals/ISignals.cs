using System.Runtime.InteropServices;

namespace Ringspun;

/// <summary>Where a loop's signals come from: the process, or a simulation.</summary>
public interface ISignals
{
    /// <summary>Takes a signal over: instead of what it does by default, <paramref name="handler"/> is called, on any thread.</summary>
    /// <param name="signal">The signal; positive numbers are the system's own (12: SIGUSR2).</param>
    /// <param name="handler">Hears of it.</param>
    /// <returns>Ends it.</returns>
    /// <exception cref="PlatformNotSupportedException">There is no such signal.</exception>
    /// <exception cref="IOException">It cannot be taken over, as SIGKILL.</exception>
    IDisposable Register(PosixSignal signal, Action<PosixSignal> handler);
}
