namespace Ringspun.Simulation;

/// <content>Pipes.</content>
public sealed partial class SimulatedDriver
{
    private SimulatedPipes? _pipes;

    /// <inheritdoc/>
    public IPipes? Pipes => _pipes ??= new SimulatedPipes(this);
}
