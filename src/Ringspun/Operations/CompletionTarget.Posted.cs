namespace Ringspun;

/// <content>What comes through the run queue: from other threads, and from drivers, in the middle of whose turn no call is tried.</content>
internal abstract partial class CompletionTarget<TResult>
{
    // The later one prevails.
    private const int NothingPosted = 0;
    private const int RetryPosted = 1;
    private const int OutcomePosted = 2;
    private const int KindBits = 2;

    private PostedFrame? _frame;
    private Outcome _postedOutcome;

    /// <summary>The token of the call that is meant, and what is wanted of it, changed as one: a straggler of the last call must not be taken for this one's.</summary>
    private int _posted;

    private void PostOutcome(short token, in Outcome outcome)
    {
        if (token != Volatile.Read(ref Token))
        {
            throw new InvalidOperationException($"{OperationName}: a call is completed once.");
        }

        _postedOutcome = outcome;
        Post(token, OutcomePosted);
    }

    private void Post(short token, int kind)
    {
        int seen = Volatile.Read(ref _posted);
        while (true)
        {
            int seenKind = seen & ((1 << KindBits) - 1);
            bool sameCall = (short)(seen >> KindBits) == token;
            if (seenKind != NothingPosted && (sameCall ? seenKind >= kind : token != Volatile.Read(ref Token)))
            {
                return;
            }

            int before = Interlocked.CompareExchange(ref _posted, (token << KindBits) | kind, seen);
            if (before == seen)
            {
                if (seenKind == NothingPosted)
                {
                    // The frame is in the queue once, and brings whatever is newest when it is run.
                    Loop.MakeReady(_frame ?? Interlocked.CompareExchange(ref _frame, new PostedFrame(this), null) ?? _frame);
                }

                return;
            }

            seen = before;
        }
    }

    private void OnPosted()
    {
        int posted = Interlocked.Exchange(ref _posted, NothingPosted);
        short token = (short)(posted >> KindBits);
        if ((posted & ((1 << KindBits) - 1)) == OutcomePosted)
        {
            Outcome outcome = _postedOutcome;
            _postedOutcome = default;
            CheckWaiting(token);
            Conclude(outcome);
        }
        else if (IsWaiting(token))
        {
            Proceed();
        }
    }

    private sealed class PostedFrame(CompletionTarget<TResult> target) : FiberFrame
    {
        /// <summary>As urgent as the fiber that waits.</summary>
        public override FiberInfo? Info => target.Waiter?.Info;

        protected internal override void Resume() => target.OnPosted();
    }
}
