namespace Ringspun.Simulation;

/// <summary>A file operation, as a fault injector sees it.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Path">The path below the directory that the file was, or is to be, opened by.</param>
/// <param name="Offset">Where a read begins, in bytes; 0 for the others.</param>
/// <param name="Length">How many bytes a read asks for; 0 for the others.</param>
public readonly record struct SimulatedFileCall(SimulatedFileCallKind Kind, string Path, long Offset, int Length)
{
    /// <summary>Which operation of its kind this is on its loop, counted from 1: for faults on order.</summary>
    public int Number { get; init; }

    /// <summary>An even random number that the seed decides, from 0 up to but not 1: for faults with a probability.</summary>
    public double Chance { get; init; }
}
