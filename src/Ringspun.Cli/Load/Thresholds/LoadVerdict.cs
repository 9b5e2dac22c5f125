using Ringspun.Cli.Load.Results;

namespace Ringspun.Cli.Load.Thresholds;

/// <summary>Whether a run has passed: the program's exit code, and the reasons.</summary>
/// <param name="ExitCode">0 when it has passed, 1 when nothing succeeded or a threshold was crossed.</param>
/// <param name="Reasons">Why it has not.</param>
internal sealed record LoadVerdict(int ExitCode, IReadOnlyList<string> Reasons)
{
    public static LoadVerdict Of(LoadResult result, IReadOnlyList<Threshold> thresholds)
    {
        List<string> reasons = [];
        if (result.GivenUp is not null)
        {
            reasons.Add(result.GivenUp);
        }
        else if (!result.HasSucceeded)
        {
            reasons.Add(result.Total.Answered > 0 ? "no answer was as expected" : "no request was answered");
        }

        reasons.AddRange(thresholds.Select(threshold => threshold.Crossed(result)).OfType<string>());
        return new LoadVerdict(reasons.Count == 0 ? ExitCodes.Success : ExitCodes.Failed, reasons);
    }
}
