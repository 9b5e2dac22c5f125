namespace Ringspun.Simulation;

/// <summary>A file operation, as a fault injector sees it.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Path">The path below the directory that the file was, or is to be, opened by.</param>
/// <param name="Offset">Where a read begins, in bytes; 0 for the others.</param>
/// <param name="Length">How many bytes a read asks for; 0 for the others.</param>
public readonly record struct SimulatedFileCall(SimulatedFileCallKind Kind, string Path, long Offset, int Length);
