using System.Runtime.InteropServices;

namespace Ringspun.Simulation;

/// <content>Signals: they come from the test.</content>
public sealed partial class SimulatedDriver
{
    private SimulatedSignals? _signals;

    /// <inheritdoc/>
    public ISignals Signals => OwnSignals;

    private SimulatedSignals OwnSignals => _signals ??= new SimulatedSignals();

    /// <summary>Raises a signal, as if it had been sent to the process that this loop belongs to. On the loop's thread.</summary>
    /// <param name="signal">The signal.</param>
    /// <returns>Whether anybody has taken it over; otherwise it would do what it does by default.</returns>
    public bool Raise(PosixSignal signal) => OwnSignals.Raise(signal);
}
