namespace Ringspun.Simulation;

/// <content>Descriptors whose readiness is set by hand.</content>
public sealed partial class SimulatedDriver
{
    private SimulatedPoller? _poller;

    /// <inheritdoc/>
    public IPoller Poller => _poller ??= new SimulatedPoller(this);

    /// <summary>Makes a descriptor that can be waited for; it is ready for nothing yet.</summary>
    /// <returns>The descriptor.</returns>
    public SimulatedDescriptor CreateDescriptor() => ((SimulatedPoller)Poller).Create();
}
