namespace Ringspun.Cli.Load.Results;

/// <summary>Requests that were not answered, by kind.</summary>
internal sealed record LoadReportErrors(long Connect, long Read, long Write, long Timeout, long Protocol)
{
    public static LoadReportErrors Of(LoadTally tally) => new(
        tally.ErrorsOf(ErrorKind.Connect),
        tally.ErrorsOf(ErrorKind.Read),
        tally.ErrorsOf(ErrorKind.Write),
        tally.ErrorsOf(ErrorKind.Timeout),
        tally.ErrorsOf(ErrorKind.Protocol));
}
