namespace Ringspun.Bench.Load;

/// <summary>What a generator has printed, and what its process has used meanwhile.</summary>
/// <param name="Text">Its standard output.</param>
/// <param name="Messages">Its standard error.</param>
/// <param name="CpuShare">CPU seconds for each second in the middle of the run, when starting is over and ending has not begun.</param>
internal sealed record GeneratorOutput(string Text, string Messages, double CpuShare);
