using System.Runtime.InteropServices;

namespace Ringspun.Simulation;

/// <summary>Who has taken which signal over.</summary>
internal sealed class SimulatedSignals : ISignals
{
    private readonly List<Registration> _registrations = [];

    public IDisposable Register(PosixSignal signal, Action<PosixSignal> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var registration = new Registration(this, signal, handler);
        _registrations.Add(registration);
        return registration;
    }

    internal bool Raise(PosixSignal signal)
    {
        List<Registration> takers = _registrations.FindAll(registration => registration.Signal == signal);
        takers.ForEach(taker => taker.Handler(signal));
        return takers.Count > 0;
    }

    private sealed class Registration(SimulatedSignals owner, PosixSignal signal, Action<PosixSignal> handler) : IDisposable
    {
        internal PosixSignal Signal => signal;

        internal Action<PosixSignal> Handler => handler;

        public void Dispose() => owner._registrations.Remove(this);
    }
}
