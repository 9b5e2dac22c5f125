using Ringspun.Cli.Load.Requests;
using Ringspun.Cli.Load.Results;
using Ringspun.Http;

namespace Ringspun.Cli.Load.Engine;

/// <content>What is counted: in the steady part, requests that were due in it, and no others.</content>
internal sealed partial class LoopWorker
{
    private long _countFrom = long.MinValue;
    private long _lastEnd;

    /// <summary>What this loop sees in the stretch at hand.</summary>
    public LoadTally Tally { get; private set; }

    /// <summary>Whether a request that was due then counts where it ends now.</summary>
    public bool IsCounted(long due) => due >= _countFrom;

    /// <summary>Whether the loop has come to a request soon enough after it was due for its schedule to have been kept.</summary>
    public bool IsInTime(long due, long now) => now < _timeline.End || now - due <= (long)SaturationVerdict.LagLimit.TotalNanoseconds;

    /// <summary>Whether a request may be asked that is due now; if so, it is one of those that end the run by their number.</summary>
    public bool MayAsk(long due)
    {
        if (IsEnding || due >= _timeline.End)
        {
            return false;
        }

        return due < _timeline.SteadyStart || Engine.Budget is null || TakeFromBudget(Engine.Budget);
    }

    /// <summary>A request was answered.</summary>
    /// <param name="exchange">The answer.</param>
    /// <param name="isExpected">Whether it is as expected, as far as its body and its redirects go.</param>
    /// <param name="bodyBytes">How long its body is, decoded.</param>
    public void Answered(in HttpExchange exchange, bool isExpected, long bodyBytes)
    {
        _answers++;
        if (!IsCounted(exchange.Tag))
        {
            return;
        }

        _lastEnd = Math.Max(_lastEnd, exchange.End);
        Expectations expected = Settings.Expectations;
        isExpected = isExpected
            && (expected.Status is null || expected.Status.Contains(exchange.Status))
            && (expected.BodySize is null || expected.BodySize == bodyBytes);
        Tally.Answer(exchange.Status, exchange.Tag, exchange.Sent, exchange.End, isExpected);
    }

    /// <summary>A request was not answered.</summary>
    public void Failed(long due, in HttpFailure failure) => Failed(due, new FailureName(failure), failure.Cause?.Message);

    private void Failed(long due, in FailureName name, string? example)
    {
        _failuresSince++;
        if (IsCounted(due))
        {
            _lastEnd = Math.Max(_lastEnd, Loop.Now);
            Tally.Error(name, example);
        }
    }

    /// <summary>No connection came about.</summary>
    /// <param name="due">When it was wanted.</param>
    /// <param name="failure">Why; if it was given up, that is no failure.</param>
    public void NotConnected(long due, in ConnectFailed failure)
    {
        if (failure.IsGivenUp || IsStopped)
        {
            return;
        }

        // In the closed loop an attempt takes the place of a request: where their number ends the run, attempts end it too.
        bool isOneOfThem = Settings is { KeepAlive: true, Rate: null } && due >= _timeline.SteadyStart;
        if (isOneOfThem && Engine.Budget is { } budget && !TakeFromBudget(budget))
        {
            return;
        }

        Failed(due, failure.Name, failure.Message);
        Engine.OnNotConnected(failure.Message, Loop.ReadClock());
    }

    private bool TakeFromBudget(RequestBudget budget)
    {
        if (_block == 0 && (_block = budget.TakeBlock()) == 0)
        {
            if (Settings.Rate is null)
            {
                BeginEnding();
            }

            return false;
        }

        _block--;
        return true;
    }
}
