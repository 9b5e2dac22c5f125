namespace Ringspun.Tests.Stress;

/// <summary>Something that a random program does, and the rules that it must keep. New features add theirs to <see cref="StressOperations"/>.</summary>
internal abstract class StressOperation
{
    /// <summary>Does it once; random in all its details.</summary>
    /// <param name="run">The program.</param>
    /// <param name="depth">How many levels of further operations it may start.</param>
    public abstract Fiber Run(StressRun run, int depth);
}
