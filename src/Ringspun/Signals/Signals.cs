using System.Runtime.InteropServices;

namespace Ringspun;

/// <summary>Signals, for programs that wait for one only once.</summary>
public static class Signals
{
    /// <summary>
    /// Waits for one of some signals, which are taken over from the call until then and no longer: to wait again and again without losing any, keep a
    /// <see cref="SignalSource"/>.
    /// </summary>
    /// <param name="signals">Which.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>The signal that has come.</returns>
    public static async Fiber<PosixSignal> WaitAsync(PosixSignal[] signals, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(signals);
        using var source = new SignalSource(signals);
        return await source.WaitAsync(cancel);
    }

    /// <summary>Waits for a signal, which is taken over from the call until then and no longer.</summary>
    /// <param name="signal">Which.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <returns>The signal.</returns>
    public static Fiber<PosixSignal> WaitAsync(PosixSignal signal, CancellationToken cancel = default) => WaitAsync([signal], cancel);
}
