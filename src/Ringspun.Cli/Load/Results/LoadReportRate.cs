namespace Ringspun.Cli.Load.Results;

/// <summary>The rate that was asked for, in requests per second, and what became of it.</summary>
internal sealed record LoadReportRate(double? Target, double Achieved, double ScheduleLagUsP99);
