using System.Runtime.InteropServices;

namespace Ringspun;

/// <summary>
/// The process's signals, through .NET's own handlers. Not signalfd(2): that needs the signal blocked in every thread, and the runtime's threads do
/// not inherit a mask that is set after they have started; and a signal that it uses itself (SIGCHLD, SIGCONT) must not be taken from it.
/// </summary>
internal sealed class ProcessSignalSource : ISignals
{
    internal static ProcessSignalSource Instance { get; } = new();

    public IDisposable Register(PosixSignal signal, Action<PosixSignal> handler) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            handler(signal);
        });
}
