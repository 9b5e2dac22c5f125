namespace Ringspun;

/// <content>What the dump of a loop's fibers needs; kept only where the loop tracks its fibers.</content>
public sealed partial class FiberInfo
{
    private static long s_lastNumber;

    private readonly Delegate? _body;
    private FiberFrame? _leaf;
    private string? _operation;
    private long _since;
    private long _number;

    /// <summary>Whether the loop that the fiber runs on lists it.</summary>
    internal bool IsTracked { get; private set; }

    /// <summary>The method that the fiber was started with. Any thread.</summary>
    internal string? BodyName => _body is null ? null : MethodNames.OfBody(_body);

    internal FiberInfo? PreviousTracked { get; set; }

    internal FiberInfo? NextTracked { get; set; }

    /// <summary>Has the loop list the fiber.</summary>
    internal FiberInfo Track()
    {
        if (Loop.Options.TrackFibers)
        {
            if (_number == 0)
            {
                _number = Interlocked.Increment(ref s_lastNumber);
                _since = Loop.ReadClock();
            }

            IsTracked = true;
            Loop.Tracked.Add(this);
        }

        return this;
    }

    internal void Untrack()
    {
        if (IsTracked)
        {
            IsTracked = false;
            Loop.Tracked.Remove(this);
        }
    }

    /// <summary>The fiber suspends.</summary>
    /// <param name="leaf">The frame that will be resumed.</param>
    /// <param name="operation">What it waits for; empty: for a call of its own, which has told what it waits for itself.</param>
    internal void Park(FiberFrame leaf, string operation)
    {
        if (operation.Length > 0)
        {
            _leaf = leaf;
            _operation = operation;
            _since = Loop.Now;
        }
    }

    /// <summary>On the loop's thread.</summary>
    internal FiberSnapshot Snapshot(FiberState state) => new(
        _number, Name, state, _operation, TimeSpan.FromTicks((Loop.ReadClock() - _since) / TimeSpan.NanosecondsPerTick), Calls(state),
        BodyName ?? string.Empty);

    private List<string> Calls(FiberState state)
    {
        var calls = new List<string>();

        // A running fiber's last frame may be anybody's by now.
        FiberFrame? call = state == FiberState.Running ? null : _leaf?.Call;
        while (call is not null && ReferenceEquals(call.Info, this) && call.MethodName is { } name && calls.Count < 64)
        {
            calls.Add(name);
            call = (call.Slot as FiberFrame)?.Call;
        }

        return calls;
    }
}
