namespace Ringspun.Bench.Idle;

/// <summary>What <c>bench/run idle</c> was asked for.</summary>
internal sealed record IdleSettings(int Connections, int Seconds, int Rounds, IReadOnlyList<string> Drivers);
