namespace Ringspun.Cli.Load.Histograms;

/// <summary>How many values a step of a <see cref="Histogram"/> has.</summary>
/// <param name="Step">The step's number, from 0.</param>
/// <param name="Count">Its values, at least one.</param>
internal readonly record struct StepCounter(int Step, long Count);
