namespace Ringspun.Cli.Load.Results;

/// <summary>How often something kept requests from being answered, and what it looked like the first time.</summary>
internal sealed record FailureNote(FailureName Name, long Count, string? Example);
