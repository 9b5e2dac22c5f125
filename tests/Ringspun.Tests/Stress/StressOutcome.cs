namespace Ringspun.Tests.Stress;

/// <summary>How an operation ended.</summary>
internal readonly record struct StressOutcome<TResult>(TResult Value, StressEnding Ending, Errno Error)
{
    public bool IsSuccess => Ending == StressEnding.Success;

    public override string ToString() => Ending == StressEnding.Error ? Error.ToString() : Ending.ToString();
}
