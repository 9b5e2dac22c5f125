using Ringspun.Cli.Load.Results;

namespace Ringspun.Cli.Load.Engine;

/// <summary>What one loop has seen in one stretch of the run, handed over to whoever adds up.</summary>
/// <param name="Loop">The loop's number.</param>
/// <param name="Stretch">The stretch's number; stretches of the same number are the same time on all loops.</param>
/// <param name="Phase">Which part of the run it belongs to.</param>
/// <param name="From">When it began.</param>
/// <param name="To">When it ended.</param>
/// <param name="Tally">What was counted in it; whoever adds up owns it now.</param>
/// <param name="Connections">The loop's connections that are open at its end.</param>
/// <param name="Backlog">Requests that are due at its end and wait for a connection.</param>
/// <param name="IsLast">Whether it is the loop's last one.</param>
internal sealed record LoopReport(
    int Loop, int Stretch, LoadPhase Phase, long From, long To, LoadTally Tally, int Connections, long Backlog, bool IsLast);
