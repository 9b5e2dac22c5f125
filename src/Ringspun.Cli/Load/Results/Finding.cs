namespace Ringspun.Cli.Load.Results;

/// <summary>Something about a run that its figures do not tell by themselves.</summary>
/// <param name="Reason">What was noticed, and what it means for the figures.</param>
/// <param name="Remedy">What to change.</param>
internal sealed record Finding(string Reason, string Remedy);
